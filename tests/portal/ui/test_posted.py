"""What a page sends beside its form; anybody may send something else."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.ui.posted import seen_moment, ticked, unsent, whole, words


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


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        ("2022-12-01T09:30:00+00:00", datetime(2022, 12, 1, 9, 30, tzinfo=UTC)),
        ("2022-12-01T09:30:00", None),
        ("2022-13-45T00:00:00+00:00", None),
        ("²", None),
        ("", None),
    ],
)
def test_a_moment_is_one_with_a_zone_that_was(rf, sent, moment):
    assert seen_moment(rf.post("/", {"seen": sent})) == moment


@pytest.mark.parametrize(
    ("sent", "shown"), [("好\0的", "好的"), ("好\ud800的", "好的"), ("长" * 501, "长" * 501)]
)
def test_a_remark_that_cannot_be_kept_is_refused_and_can_still_be_shown(rf, sent, shown):
    request = rf.post("/")
    request.POST = {"note": sent}

    with pytest.raises(ValidationError):
        words(request)

    assert unsent(request) == shown


def test_a_remark_of_several_lines_is_taken_as_it_is(rf):
    request = rf.post("/", {"note": " 第一\r\n第二 ", "reason": "长" * 200})

    assert words(request) == " 第一\r\n第二 "
    assert words(request, "reason", most=200) == "长" * 200
