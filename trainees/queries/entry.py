"""How one row of a list reads to its class and to the reviewer."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.data.columns import LABELS
from trainees.data.problems import heading
from trainees.models import RosterEntry
from trainees.states import (
    EDITABLE_ROSTER,
    ChangeKind,
    Decision,
    Flag,
    Gender,
    IdType,
    NominationState,
    Reason,
    Route,
    TitleKind,
)

SHORT_TITLES = {
    TitleKind.LITTLE_GIANT: gettext_lazy("小巨人"),
    TitleKind.SRDI: gettext_lazy("专精特新"),
    TitleKind.INNOVATIVE: gettext_lazy("创新型"),
    TitleKind.HIGH_TECH: gettext_lazy("高企"),
    TitleKind.CHAMPION: gettext_lazy("单项冠军"),
}

CODED = {"gender": Gender, "id_type": IdType, "source": Route}


class Outcome(NamedTuple):
    """A tag: ``kind`` and ``text`` as the tag component takes them."""

    kind: str
    text: str


def outcome(entry: RosterEntry) -> Outcome:
    """Where the row stands, decisions that have not taken effect as 拟."""
    settled = _settled(entry)
    if settled is not None:
        return settled
    return {
        Decision.PENDING: Outcome("wait", _("待审")),
        Decision.APPROVED: Outcome("ok", _("拟通过")),
        Decision.RETURNED: Outcome("back", _("拟退回")),
        Decision.REJECTED: Outcome("stop", _("拟不通过")),
        Decision.HELD: Outcome("soon", _("暂缓")),
    }[entry.decision]


def outcome_for_class(entry: RosterEntry) -> Outcome:
    """The same for the class, which learns of decisions when they take effect."""
    settled = _settled(entry)
    if settled is not None:
        return settled
    if entry.nomination.declined_at is not None:
        return Outcome("back", _("推荐未获确认"))
    if entry.roster.state not in EDITABLE_ROSTER:
        return Outcome("wait", _("待审"))
    if entry.decision == Decision.RETURNED:
        return Outcome("back", _("退回修改"))
    if entry.decision == Decision.HELD:
        return Outcome("soon", _("暂缓"))
    return Outcome("draft", _("未提交"))


def remark(entry: RosterEntry) -> str:
    """The reason's words and the reviewer's note."""
    reason = Reason(entry.reason_code).label if entry.reason_code else ""
    parts = [f"{entry.reason_code} {reason}".strip(), entry.note]
    return "　".join(part for part in parts if part)


def remark_for_class(entry: RosterEntry) -> str:
    """The remark once it has taken effect; an authority's denial at once."""
    if entry.nomination.declined_at is not None:
        return entry.nomination.decline_note
    settled = _settled(entry) is not None
    return remark(entry) if settled or entry.roster.state in EDITABLE_ROSTER else ""


def standing_of_firm(enterprise) -> str:
    """Titles and size in short: 小巨人 · 中型."""
    held = {title.kind for title in enterprise.titles.all()}
    titles = [str(word) for kind, word in SHORT_TITLES.items() if kind in held]
    return " · ".join([*titles, str(enterprise.get_size_display())])


def is_unconfirmed(entry: RosterEntry) -> bool:
    """Whether the row still waits for the word of the authority it names."""
    nomination = entry.nomination
    answered = nomination.confirmed_at or nomination.declined_at
    return nomination.authority_id is not None and not answered and _settled(entry) is None


def flag_labels(entry: RosterEntry) -> list[str]:
    return [str(Flag(code).label) for code in entry.flags]


def differences(entry: RosterEntry, bodies: dict[str, str] | None = None) -> list[dict]:
    """What was changed since the row went back: ``label``, ``before``, ``after``.

    Args:
        bodies: Names of authorities by code, where codes are not wanted.
    """
    before, after = entry.returned_facts, entry.nomination.facts
    if not before:
        return []
    names = [name for name in LABELS if before.get(name) != after.get(name)]
    return [
        {
            "label": heading(LABELS[name]),
            "before": _words(name, before.get(name), bodies or {}),
            "after": _words(name, after.get(name), bodies or {}),
        }
        for name in names
    ]


def _words(name: str, value, bodies: dict[str, str]):
    """A kept value as people write it."""
    if name == "ent_title":
        return _("、").join(str(TitleKind(code).label) for code in value or [])
    if name in CODED and value:
        return str(CODED[name](value).label)
    if name in ("region", "recommender"):
        return bodies.get(value, value)
    return value


def _settled(entry: RosterEntry) -> Outcome | None:
    if entry.is_change:
        return _changed(entry) if entry.is_settled else None
    if entry.nomination.state == NominationState.ADMITTED:
        return Outcome("ok", _("已录取"))
    if entry.nomination.state == NominationState.WITHDRAWN:
        taken_back = entry.nomination.withdrawn_at is not None
        return Outcome("plain", _("推荐已撤回") if taken_back else _("已退班"))
    if entry.nomination.state == NominationState.INELIGIBLE:
        return Outcome("stop", _("不通过"))
    return None


def _changed(entry: RosterEntry) -> Outcome:
    if entry.decision == Decision.REJECTED:
        return Outcome("stop", _("不予变更"))
    left = entry.change.kind == ChangeKind.WITHDRAW
    return Outcome("ok", _("已退班") if left else _("已更正"))
