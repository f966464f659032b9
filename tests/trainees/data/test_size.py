"""The size rule at its bounds: 以上 includes the number, 以下 does not (domain §6)."""

from decimal import Decimal

import pytest

from trainees.data.size import INDUSTRIES, RULES, industry_of, size_of


def size(industry, heads=None, revenue=None, assets=None):
    figures = (Decimal(f) if f is not None else None for f in (revenue, assets))
    return size_of(industry, heads, *figures)


@pytest.mark.parametrize(
    ("industry", "figures", "expected"),
    [
        ("工业", (1000, 40000), "large"),
        ("工业", (999, 40000), "medium"),
        ("工业", (1000, "39999.99"), "medium"),
        ("工业", (300, 2000), "medium"),
        ("工业", (299, 90000), "small"),
        ("工业", (20, 300), "small"),
        ("工业", (19, 300), "micro"),
        ("工业", (20, "299.99"), "micro"),
        ("软件和信息技术服务业", (300, 10000), "large"),
        ("软件和信息技术服务业", (10, 50), "small"),
        ("农林牧渔业", (None, 20000), "large"),
        ("农林牧渔业", (None, 49), "micro"),
        ("建筑业", (None, 80000, 80000), "large"),
        ("建筑业", (None, 80000, 79999), "medium"),
        ("租赁和商务服务业", (300, None, 120000), "large"),
        ("其他未列明行业", (100,), "medium"),
    ],
)
def test_bounds_belong_to_the_upper_class(industry, figures, expected):
    assert size(industry, *figures) == expected


@pytest.mark.parametrize(
    ("industry", "figures"),
    [
        ("工业", (None, 500)),
        ("工业", (5000, None)),
        ("建筑业", (None, 90000, None)),
        ("租赁和商务服务业", (300, 5000)),
        ("", (300, 5000)),
        ("金融业", (300, 5000)),
    ],
)
def test_a_missing_figure_is_never_guessed(industry, figures):
    assert size(industry, *figures) == "unknown"


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_every_bound_of_every_industry_counts(industry):
    """At a bound the upper class, a hundredth below it the next: for each figure alone."""
    bounds = RULES[industry]
    classes = ["large", "medium", "small", "micro"]
    for place in range(3):
        at = [bound[place] if bound else None for bound in bounds]
        assert size(industry, *at) == classes[place]
        for figure, bound in enumerate(bounds):
            if bound:
                below = list(at)
                below[figure] = Decimal(bound[place]) - Decimal("0.01")
                assert size(industry, *below) != classes[place]


def test_there_are_sixteen_industries_and_each_names_itself():
    assert len(INDUSTRIES) == 16
    assert [industry_of(name) for name in INDUSTRIES] == list(INDUSTRIES)


@pytest.mark.parametrize(
    ("text", "industry"),
    [
        ("A", ""),
        ("C35", "工业"),
        ("C3521", "工业"),
        ("3521", "工业"),
        ("F51", "批发业"),
        ("F52批发和零售业", "零售业"),
        ("G59", "仓储业"),
        ("I65", "软件和信息技术服务业"),
        ("J66", ""),
        ("K70", "房地产开发经营"),
        ("制造业", "工业"),
        ("专用设备制造业", "工业"),
        ("软件业", "软件和信息技术服务业"),
        ("软件和信息技术服务业（I65）", "软件和信息技术服务业"),
        ("农、林、牧、渔业", "农林牧渔业"),
        ("道路运输业", "交通运输业"),
        ("物业管理", "物业管理"),
        ("科学研究和技术服务业", "其他未列明行业"),
        ("金融业", ""),
        ("100强企业", ""),
        ("3D打印", ""),
        ("元宇宙", ""),
        ("", ""),
    ],
)
def test_industries_are_recognised_by_name_and_by_code(text, industry):
    assert industry_of(text) == industry
