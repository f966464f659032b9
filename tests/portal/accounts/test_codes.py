"""Codes that people copy from paper."""

import pytest

from portal.accounts.codes import ALPHABET, as_issued, new_code, new_token


def test_a_code_has_twelve_characters_none_of_which_can_be_misread():
    code = new_code()

    assert len(code) == 14
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert set(code) <= {*ALPHABET, "-"}
    assert not {"I", "L", "O", "U"} & set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-9QXA-01CD",
        "7k3m9qxa01cd",
        " 7K3M 9QXA oLcD ",
        "７Ｋ３Ｍ－９ＱＸＡ－０１ＣＤ",
        "7K3M—9QXA—OICD",
    ],
)
def test_small_slips_in_typing_are_forgiven(typed):
    assert as_issued(typed) == "7K3M-9QXA-01CD"


def test_nonsense_stays_nonsense():
    assert as_issued("") == ""
    assert as_issued("密码") == ""
    assert as_issued("7K3M-9QXA-01CD-7") == "7K3M-9QXA-01CD-7"


def test_codes_and_tokens_do_not_repeat():
    assert len({new_code() for _ in range(500)}) == 500
    assert len({new_token() for _ in range(500)}) == 500
