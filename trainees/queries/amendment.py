"""How a change of somebody enrolled reads, before and after it is in effect."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.models import Enrolment, Roster, RosterEntry
from trainees.states import ChangeKind, RosterKind

FIELDS = {
    "name": gettext_lazy("姓名"),
    "post": gettext_lazy("职务"),
    "enterprise": gettext_lazy("企业名称"),
}


def facts_of(enrolment: Enrolment) -> dict:
    """How the facts that may be put right read now."""
    nomination = enrolment.nomination
    return {
        "name": enrolment.trainee.name,
        "post": nomination.post,
        "enterprise": nomination.enterprise.name,
    }


def worded(entry: RosterEntry) -> dict | None:
    """``text reason fields`` of the row's change; None for a row that joins."""
    if not entry.is_change:
        return None
    change, nomination = entry.change, entry.nomination
    known = {
        "name": nomination.trainee.name,
        "post": nomination.post,
        "enterprise": nomination.enterprise.name,
    }
    return worded_change(
        {
            "kind": change.kind,
            "reason": change.reason,
            "before": change.before or known,
            "after": change.proposed,
        }
    )


def worded_change(change: dict) -> dict:
    return {
        "text": str(ChangeKind(change["kind"]).label),
        "reason": change["reason"],
        "fields": [
            {
                "label": label,
                "before": change["before"].get(name, ""),
                "after": change["after"][name],
            }
            for name, label in FIELDS.items()
            if name in change["after"]
        ],
    }


def finished(roster: Roster) -> str:
    """The sentence after 办结, with places for the numbers."""
    if roster.kind == RosterKind.AMENDMENT:
        return _(
            "变更名单：通过 %(approved)d 人，不予变更 %(rejected)d 人，退回 %(returned)d 人"
        )
    return _("已录取 %(approved)d 人，不通过 %(rejected)d 人，退回 %(returned)d 人")
