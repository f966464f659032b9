"""Numbers that find their own typing errors, and codes nobody can work out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import numbering
from certificates.numbering import InvalidNumber, Number

PARTS = {
    "year": 2022,
    "track": "REG",
    "institution_code": "10003",
    "class_no": 2,
    "serial": 45,
    "rehearsal": False,
}
NUMBER = "LJ2022-REG-10003-02-0045-5"


def test_the_number_of_the_example():
    assert numbering.format_number(**PARTS) == NUMBER
    assert numbering.format_number(**(PARTS | {"rehearsal": True})).startswith("YL2022-REG-")


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "lj2022-reg-10003-02-0045-5",
        " LJ2022 - REG - 10003 - 02 - 0045 - 5 ",
        "ＬＪ２０２２－ＲＥＧ－１０００３－０２－００４５－５",
        "LJ2022—REG—10003—02—0045—5",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed):
    assert numbering.parse(typed) == Number(2022, "REG", "10003", 2, 45, rehearsal=False)


@pytest.mark.parametrize(
    "typed",
    ["", "LJ2022-REG-10003-02-45-5", "XX2022-REG-10003-02-0045-5", NUMBER[:-2], f"{NUMBER}5"],
)
def test_what_has_no_number_s_shape_is_refused_with_an_example(typed):
    with pytest.raises(InvalidNumber, match=r"应形如 LJ2022-REG-10003-02-0045-5"):
        numbering.parse(typed)


@given(
    serial=st.integers(1, 9999),
    place=st.sampled_from([i for i, c in enumerate(NUMBER) if c.isdigit()][:-1]),
    digit=st.sampled_from("0123456789"),
)
def test_any_wrong_digit_is_found(serial, place, digit):
    number = numbering.format_number(**(PARTS | {"serial": serial}))
    mistyped = number[:place] + digit + number[place + 1 :]

    if mistyped != number:
        with pytest.raises(InvalidNumber, match="校验位不符"):
            numbering.parse(mistyped)


def test_two_neighbours_changed_over_are_found():
    with pytest.raises(InvalidNumber, match="校验位不符"):
        numbering.parse(NUMBER.replace("0045", "0054"))


@pytest.mark.parametrize(
    "change",
    [
        {"serial": 0},
        {"serial": 10_000},
        {"class_no": 0},
        {"class_no": 1000},
        {"track": "reg"},
        {"institution_code": "区"},
        {"year": 22_022},
    ],
)
def test_a_part_without_a_place_is_refused(change):
    with pytest.raises(InvalidNumber, match="无法编号"):
        numbering.format_number(**(PARTS | change))


FACTS = {"number": NUMBER, "name": "张明远", "edition": 1}


def test_a_code_belongs_to_the_facts_and_not_to_their_order():
    code = numbering.check_code(FACTS)

    assert numbering.check_code(dict(reversed(FACTS.items()))) == code
    assert len(code) == 10
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize("change", [{"name": "张明达"}, {"edition": 2}, {"hours": 120}])
def test_another_fact_another_code(change):
    assert numbering.check_code(FACTS | change) != numbering.check_code(FACTS)


def test_another_portal_has_other_codes(settings):
    here = numbering.check_code(FACTS)
    settings.DATA_KEY = "another portal has another key of its own"

    assert numbering.check_code(FACTS) != here


def test_a_code_is_recognised_as_people_type_it():
    assert numbering.grouped("K7QF0M2X1T") == "K7QF-0M2X-1T"
    for typed in ("K7QF-0M2X-1T", "k7qf om2x lt", "Ｋ７ＱＦ０Ｍ２ＸＩＴ"):
        assert numbering.same_code(typed, "K7QF0M2X1T")
    assert not numbering.same_code("K7QF-0M2X-1S", "K7QF0M2X1T")
    assert not numbering.same_code("", "K7QF0M2X1T")


def test_tokens_hold_128_bits_and_do_not_repeat():
    tokens = {numbering.new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}
