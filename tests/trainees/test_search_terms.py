"""Under which terms people are found: characters, pinyin, Latin names, the end of a number."""

import pytest

from trainees.data.terms import bare, enterprise_terms, person_terms, sought, tails


def test_a_name_is_found_by_characters_pairs_syllables_and_initials():
    assert person_terms("王浩然") == {
        *("王", "浩", "然", "王浩", "浩然"),
        *("wang", "hao", "ran", "wanghao", "wanghaoran", "haoran"),
        *("wh", "whr"),
    }


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单明远", "shanmingyuan"),
        ("单明远", "danmingyuan"),
        ("曾思齐", "zengsiqi"),
        ("仇雅琴", "qyq"),
        ("朴国志", "piao"),
        ("解志强", "xiezhiqiang"),
        ("尉迟文博", "yuchiwenbo"),
        ("吕晓燕", "lvxiaoyan"),
        ("吕晓燕", "lyuxiaoyan"),
        ("吕晓燕", "lüxiaoyan"),
        ("阿卜杜·热合曼", "阿卜杜·热合曼"),
        ("SMITH JOHN", "smith"),
        ("SMITH JOHN", "smithjohn"),
        ("𠮷野家", "𠮷野"),
        ("王 浩然", "王浩然"),
    ],
)
def test_surnames_rare_readings_and_other_scripts(name, typed):
    wanted = sought(typed)

    assert set(wanted.terms) <= person_terms(name)
    assert all(part in bare(name) for part in wanted.parts)


def test_the_latin_name_counts_like_the_chinese_one():
    assert {"zhang", "mingyuan", "zhangmingyuan"} <= person_terms("章名远", "ZHANG Mingyuan")
    assert {"garcon", "rene"} <= person_terms("GARÇON RENÉ")


def test_an_enterprise_is_found_by_pairs_its_latin_words_and_its_code():
    found = enterprise_terms("91990100000000001X", "示例ABC科技")

    assert found == {"91990100000000001x", "示例", "科技", "abc"}


def test_more_than_two_characters_must_stand_as_typed():
    assert sought("王浩然").parts == ("王浩然",)
    assert sought("王浩").parts == ()
    assert sought("王 示例企业").parts == ("示例企业",)


def test_the_end_of_a_number_is_kept_under_a_key():
    four, five, six = tails("990101196001010094")

    assert sought("0094").terms == (four,)
    assert sought("10094").terms == (five,)
    assert sought("010094").terms == (six,)
    assert "0094" not in four + five + six


def test_x_at_the_end_may_be_small_and_a_short_document_has_fewer_tails():
    assert sought("012X").terms == sought("012x").terms == (tails("99010119600101012X")[0],)
    assert len(tails("E1234")) == 1


def test_words_that_say_nothing_ask_for_nothing():
    assert not sought("  ·、（） ")
    assert len(sought("一 二 三 四 五 六 七").terms) == 5
