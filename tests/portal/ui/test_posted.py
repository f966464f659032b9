"""What a page sends beside its form; anybody may send something else."""

import pytest
from django.http import QueryDict

from portal.ui.posted import ticked, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("", None),
        ("-1", None),
        ("²", None),
        ("٣", None),
        ("9" * 19, None),
    ],
)
def test_only_plain_digits_that_a_key_can_have_are_a_number(text, number):
    assert whole(text) == number


def test_what_is_no_key_is_no_row():
    assert ticked(QueryDict("row=3&row=²&row=&row=5&other=9"), "row") == [3, 5]
