"""Whether a course was completed: figures against a year's rule, with the reasons (R35).

The notice says only 按规定完成学业; the thresholds are the programme year's
data (``Program.completion_rule``). Hours are 学时 of 45 minutes.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Figures:
    """What one person did. Hours in 学时, steps of 0.5."""

    classroom_hours: Decimal
    practice_hours: Decimal
    online_hours: Decimal
    practice_count: int
    report_passed: bool
    has_discipline_case: bool

    def as_json(self) -> dict:
        return {
            key: str(value) if isinstance(value, Decimal) else value
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reasons`` has one line per rule: ``code``, ``met``, ``text``; all must be met."""

    version: str
    counted_hours: Decimal
    percent: Decimal
    reasons: list[dict]

    @property
    def is_complete(self) -> bool:
        return all(reason["met"] for reason in self.reasons)


def judge(figures: Figures, rule: dict) -> Judgement:
    """Apply one year's rule to one person's figures.

    Online hours count up to ``online_share_percent`` of the required hours;
    what exceeds it is not counted. Percentages are of the required hours,
    rounded to one decimal place for show only.
    """
    required = Decimal(rule["required_hours"])
    online_cap = required * rule["online_share_percent"] / 100
    online = min(figures.online_hours, online_cap)
    counted = figures.classroom_hours + figures.practice_hours + online
    share = 100 * counted / required
    reasons = [
        _attendance(counted, required, share, rule["attendance_percent"]),
        _absence(share, rule["absence_limit_percent"]),
        _practice(figures.practice_count, rule["practice_activities"]),
    ]
    if rule["final_report"]:
        reasons.append(_report(figures.report_passed))
    if rule["discipline"]:
        reasons.append(_discipline(figures.has_discipline_case))
    return Judgement(rule["version"], counted, round(share, 1), reasons)


def _attendance(counted, required, share, threshold) -> dict:
    text = _(
        "出勤 %(counted)s / %(required)s 学时（%(percent)s%%），要求不低于 %(threshold)s%%"
    )
    return _reason(
        "attendance",
        share >= threshold,
        text
        % {
            "counted": _plain(counted),
            "required": _plain(required),
            "percent": round(share, 1),
            "threshold": threshold,
        },
    )


def _absence(share, limit) -> dict:
    missed = max(100 - share, Decimal(0))
    text = _("缺勤 %(missed)s%%，不得超过 %(limit)s%%")
    return _reason(
        "absence", missed <= limit, text % {"missed": round(missed, 1), "limit": limit}
    )


def _practice(count, threshold) -> dict:
    text = _("实践活动 %(count)s 次，要求不少于 %(threshold)s 次")
    return _reason(
        "practice", count >= threshold, text % {"count": count, "threshold": threshold}
    )


def _report(passed) -> dict:
    text = _("结业报告已通过") if passed else _("结业报告尚未通过")
    return _reason("report", passed, text)


def _discipline(has_case) -> dict:
    text = _("有违纪处理") if has_case else _("无违纪处理")
    return _reason("discipline", not has_case, text)


def _plain(hours: Decimal) -> str:
    """Without idle zeros and without an exponent: 100, 76.5."""
    return f"{hours.normalize():f}"


def _reason(code, met, text) -> dict:
    return {"code": code, "met": bool(met), "text": text}
