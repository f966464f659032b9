"""Loosely written regions find one of the 37 or none, never a neighbour."""

import pytest

from tests.factories.rosters import credit_code, regions

ALL = regions()


def test_every_region_is_known_by_its_own_names_alone():
    for region in ALL.all.values():
        assert ALL.read(region.short) == (region.code, True)
        assert ALL.read(region.full) == (region.code, True)
        assert ALL.code_of(region.office) == region.code
    assert len(ALL.all) == 37 + 2


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("内蒙", "NM"),
        ("广西省", "GX"),
        ("新疆", "XJ"),
        ("新疆兵团", "XPCC"),
        ("建设兵团", "XPCC"),
        ("兵团", "XPCC"),
        ("新疆生产建设兵团第八师", "XPCC"),
        ("辽宁大连", "DL"),
        ("辽宁省大连市", "DL"),
        ("辽宁省", "LN"),
        ("辽宁省沈阳市", "LN"),
        ("深圳（广东）", "SZ"),
        ("宁波市(浙江)", "NB"),
        ("浙江省宁波市", "NB"),
        ("福建厦门", "XM"),
        ("山东/青岛", "QD"),
        ("广东省深圳市南山区", "SZ"),
        ("广西壮族自治区南宁市", "GX"),
        (" 江 苏 ", "JS"),
        ("江苏省南京市青岛路", "JS"),
        ("吉林省吉林市", "JL"),
        ("重庆市渝北区", "CQ"),
        ("示例一省", "S1"),
        ("苏州", ""),
        ("中国", ""),
        ("", ""),
        ("全国", ""),
        ("香港", ""),
    ],
)
def test_loose_names(typed, code):
    assert ALL.read(typed)[0] == code


def test_a_credit_code_hints_at_a_city_of_its_own():
    assert ALL.city_of(credit_code(1, area="210211")).code == "DL"
    assert ALL.city_of(credit_code(1, area="210100")) is None
    assert ALL.is_inside("DL", "LN")
    assert not ALL.is_inside("DL", "JL")
    assert not ALL.is_inside("DL", "nowhere")


@pytest.mark.parametrize(
    ("code", "home", "elsewhere"),
    [
        ("91440000", "JS", "GD"),
        ("91320000", "JS", None),
        ("91210200", "LN", None),
        ("91210100", "DL", None),
        ("91650100", "XPCC", None),
        ("91440000", "XPCC", "GD"),
        ("91100000", "JS", None),
        ("91990000", "JS", None),
        ("", "JS", None),
        ("91440000", "S1", None),
        ("91440000", "火星", None),
    ],
)
def test_a_credit_code_points_to_another_province_or_to_none(code, home, elsewhere):
    found = regions().province_elsewhere(code, home)

    assert (found.code if found else None) == elsewhere
