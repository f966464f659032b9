"""划型: the size of an enterprise by 工信部联企业〔2011〕300号.

The bounds are data (``size_rules.json``: industry → employees, revenue,
assets, each ``[large, medium, small]`` or nothing). A firm is of a class when
all the industry's indicators reach its bound; 以上 includes the number.
"""

import json
import re
from decimal import Decimal
from pathlib import Path

from trainees.states import Size

from .text import plain

RULES: dict[str, list] = json.loads(
    Path(__file__).with_name("size_rules.json").read_text(encoding="utf-8")
)
INDUSTRIES = tuple(RULES)
# By how many of an indicator's three bounds are reached.
CLASSES = (Size.MICRO.value, Size.SMALL.value, Size.MEDIUM.value, Size.LARGE.value)
MOST = 3
OTHER = "其他未列明行业"
FACTORY = "工业"
# Divisions of GB/T 4754 up to and including this one; finance (66-69), international
# organisations and everything from 91 are outside the rule.
DIVISIONS = (
    (0, ""),
    (5, "农林牧渔业"),
    (46, "工业"),
    (50, "建筑业"),
    (51, "批发业"),
    (52, "零售业"),
    (58, "交通运输业"),
    (59, "仓储业"),
    (60, "邮政业"),
    (61, "住宿业"),
    (62, "餐饮业"),
    (64, "信息传输业"),
    (65, "软件和信息技术服务业"),
    (69, ""),
    (70, "房地产开发经营"),
    (72, "租赁和商务服务业"),
    (90, OTHER),
    (99, ""),
)
CODE = re.compile(r"[A-T](\d{2})\d{0,2}(?!\d)|(\d{2})\d{0,2}\Z")
# In this order: 软件 before 信息传输, 物业 before 房地产, and manufacturing last.
WORDS = (
    (re.compile("软件|信息技术服务"), "软件和信息技术服务业"),
    (re.compile("信息传输|电信|互联网"), "信息传输业"),
    (re.compile("农业|林业|牧业|渔业|农林|种植|养殖"), "农林牧渔业"),
    (re.compile("物业"), "物业管理"),
    (re.compile("房地产"), "房地产开发经营"),
    (re.compile("仓储"), "仓储业"),
    (re.compile("邮政|快递"), "邮政业"),
    (re.compile("交通运输|道路运输|水上运输|铁路运输|航空运输|物流"), "交通运输业"),
    (re.compile("批发"), "批发业"),
    (re.compile("零售"), "零售业"),
    (re.compile("住宿|酒店"), "住宿业"),
    (re.compile("餐饮"), "餐饮业"),
    (re.compile("租赁|商务服务"), "租赁和商务服务业"),
    (re.compile("建筑业|建筑安装|建筑装饰|房屋建筑|土木工程"), "建筑业"),
    (
        re.compile("科学研究|技术服务业|环境治理|公共设施|居民服务|教育|卫生|文化|体育|娱乐"),
        OTHER,
    ),
    (re.compile("制造|采矿|开采|加工业|冶炼|电力|热力|燃气|水的生产|工业"), "工业"),
)


def industry_of(text: str) -> str:
    """One of the rule's 16 industries, or nothing where the text does not decide."""
    if text in RULES:
        return text
    bare = plain(text)
    if bare in RULES:
        return bare
    return _by_code(bare) or next((name for word, name in WORDS if word.search(bare)), "")


def _by_code(text: str) -> str:
    """C35, F51, 6510, C35专用设备制造业: a code of GB/T 4754 at the start."""
    found = CODE.match(text)
    if not found:
        return ""
    division = int(found[1] or found[2])
    return next(name for last, name in DIVISIONS if division <= last)


def size_of(
    industry: str,
    employees: int | None,
    revenue_wan: Decimal | None,
    assets_wan: Decimal | None,
) -> str:
    """``large``, ``medium``, ``small``, ``micro``, or ``unknown`` where a figure lacks.

    Args:
        industry: As :func:`industry_of` gives it; anything else is unknown.
        revenue_wan: In 万元, as is ``assets_wan``.
    """
    rule = RULES.get(industry)
    if rule is None:
        return Size.UNKNOWN.value
    reached = MOST
    for figure, bounds in zip((employees, revenue_wan, assets_wan), rule, strict=True):
        if bounds is None:
            continue
        if figure is None:
            return Size.UNKNOWN.value
        large, medium, small = bounds
        reached = min(reached, (figure >= large) + (figure >= medium) + (figure >= small))
    return CLASSES[reached]
