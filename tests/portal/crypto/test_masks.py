"""Masks hide enough of every length."""

import pytest

from portal.crypto import mask_id, mask_mobile, mask_name


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("990412199001010094", "9904********0094"),
        ("99041219900101009X", "9904********009X"),
        ("H12345678", "H1********78"),
        ("E1234567", "E1********67"),
        ("123", "********"),
        ("", "********"),
    ],
)
def test_an_id_number_shows_its_ends(value, shown):
    assert mask_id(value) == shown


def test_an_id_mask_never_shows_more_than_half():
    for length in range(40):
        shown = mask_id("1" * length).replace("*", "")
        assert len(shown) * 2 <= length


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("叶知秋", "叶*秋"),
        ("王丹", "王*"),
        ("欧阳若水", "欧**水"),
        ("阿依·木", "阿**木"),
        ("𠮷", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_first_and_last_character(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800000004", "138****0004"), ("0108820", "********"), ("", "")],
)
def test_a_mobile_keeps_its_ends(number, shown):
    assert mask_mobile(number) == shown
