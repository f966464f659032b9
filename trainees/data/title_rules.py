"""Under which rule a title counts as awarded (domain §5)."""

from trainees.states import TitleKind

RULE_63, RULE_2026 = "工信部企业〔2022〕63号", "工信部企业〔2026〕2号"
GRADED = frozenset({TitleKind.LITTLE_GIANT, TitleKind.SRDI, TitleKind.INNOVATIVE})


def rule_for(kind: str, year: int) -> str:
    """The rule in force in a programme's first year; titles outside it have none here."""
    if kind not in GRADED:
        return ""
    return RULE_2026 if year >= 2026 else RULE_63
