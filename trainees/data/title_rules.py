"""Under which rule a title counts as awarded, and by whom it is given (domain §5)."""

from datetime import date

from trainees.states import TitleKind, TitleLevel

RULE_63, RULE_2026 = "工信部企业〔2022〕63号", "工信部企业〔2026〕2号"
RULES = (RULE_63, RULE_2026)
# 《优质中小企业梯度培育管理办法》 is in force from this day and replaces 63号.
IN_FORCE = date(2026, 4, 1)
GRADED = frozenset({TitleKind.LITTLE_GIANT, TitleKind.SRDI, TitleKind.INNOVATIVE})
PROVINCIAL = frozenset({TitleKind.SRDI, TitleKind.INNOVATIVE})


def rule_on(kind: str, day: date) -> str:
    """The rule in force on that day; titles outside it have none here."""
    if kind not in GRADED:
        return ""
    return RULE_2026 if day >= IN_FORCE else RULE_63


def level_of(kind: str) -> str:
    return TitleLevel.PROVINCIAL if kind in PROVINCIAL else TitleLevel.NATIONAL
