"""What is frozen of a list, as it stands in this transaction, and how it is shown."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.states import Kind
from portal.language import house_language
from trainees.data.snapshot import CHANGED, JOINED, LEFT, rows_for_region
from trainees.models import Enrolment, EnterpriseTitle, Roster, RosterEntry, RosterSnapshot
from trainees.queries.amendment import worded_change as change_worded
from trainees.queries.entry import SHORT_TITLES
from trainees.queries.roster import due_at
from trainees.states import (
    ChangeKind,
    Decision,
    Reason,
    Route,
    Size,
    SnapshotAct,
)

FORM = 1
JOINED_TO = ["trainee", "enterprise", "home", "authority"]
# How a frozen row reads: kind of tag and words.
OUTCOMES = {
    Decision.APPROVED: ("ok", gettext_lazy("已录取")),
    Decision.REJECTED: ("stop", gettext_lazy("不通过")),
    Decision.RETURNED: ("back", gettext_lazy("退回修改")),
    Decision.HELD: ("soon", gettext_lazy("暂缓")),
    Decision.PENDING: ("wait", gettext_lazy("待审")),
}
CHANGES = {
    ChangeKind.WITHDRAW: gettext_lazy("已退班"),
    ChangeKind.CORRECT: gettext_lazy("已更正"),
}
KINDS = {
    JOINED: ("ok", gettext_lazy("新增")),
    LEFT: ("stop", gettext_lazy("减少")),
    CHANGED: ("wait", gettext_lazy("内容有变")),
}
FIELDS = {
    "name": gettext_lazy("姓名"),
    "post": gettext_lazy("职务"),
    "enterprise": gettext_lazy("企业"),
    "uscc": gettext_lazy("统一社会信用代码"),
    "region": gettext_lazy("地区"),
    "size": gettext_lazy("企业规模"),
    "titles": gettext_lazy("企业称号"),
    "route": gettext_lazy("选拔方式"),
    "authority": gettext_lazy("推荐主管部门"),
    "student_no": gettext_lazy("学号"),
}


@house_language()
def picture(roster: Roster, act: str) -> dict:
    """``rows`` of the list and ``members`` of the class; a fixed number of queries.

    A decision is frozen only where it is in effect: before the list goes back
    a return or a hold is still the reviewer's own business and reads 待审. What
    goes back carries the day by which the class's body owes the list.
    """
    titles = Prefetch("nomination__enterprise__titles", EnterpriseTitle.objects.order_by("pk"))
    places = Enrolment.objects.filter(cohort=roster.cohort_id).active().order_by("number")
    places = places.select_related(*(f"nomination__{name}" for name in JOINED_TO))
    members = list(places.prefetch_related(titles))
    numbers = {place.nomination_id: place.student_no for place in members}
    entries = RosterEntry.objects.filter(roster=roster).for_table().prefetch_related(titles)
    due = due_at(roster) if act == SnapshotAct.RETURN else None
    return {
        **({"due": due.isoformat()} if due else {}),
        "rows": [_row(entry, act, numbers) for entry in entries.order_by("no")],
        "members": [
            {"no": no, "student_no": place.student_no, **_person(place.nomination)}
            for no, place in enumerate(members, 1)
        ],
    }


def head(roster: Roster, snapshot: RosterSnapshot) -> dict:
    """What the frozen bytes say about themselves; every column of the row is among it."""
    cohort = roster.cohort
    return {
        "form": FORM,
        "number": snapshot.number,
        "program": cohort.program.code,
        "class_code": cohort.code,
        "class_name": cohort.name,
        "body": cohort.organization.name,
        "roster": roster.pk,
        "round": roster.round,
        "version": snapshot.version,
        "act": snapshot.act,
        "people": snapshot.people,
        "enrolled": snapshot.enrolled,
        "capacity": cohort.capacity,
        "previous": snapshot.previous,
        "taken_at": snapshot.taken_at.isoformat(),
        "taken_on_machine": snapshot.taken_on_machine.isoformat(),
        "taken_by": snapshot.taken_by_id,
        "taken_label": snapshot.taken_label,
    }


def newest_for(actor, nominations) -> dict[int, tuple[int, str]]:
    """Key and number of the newest snapshot of a list with each person; one query."""
    named = RosterSnapshot.objects.visible_to(actor).filter(
        roster__entries__nomination__in=nominations
    )
    rows = named.order_by("pk").values_list("roster__entries__nomination", "pk", "number")
    return {person: (key, number) for person, key, number in rows}


def rows_of(snapshot: RosterSnapshot, actor, name: str = "rows") -> list[dict]:
    """The frozen rows this actor may read, as the page shows them."""
    rows = snapshot.held[name]
    if actor.kind == Kind.AUTHORITY:
        rows = rows_for_region(rows, actor.organization_slug)
    return [shown(row) for row in rows]


def _outcome(row):
    """A change that was approved is no admission."""
    decision = row.get("decision", Decision.APPROVED)
    if "change" in row and decision == Decision.APPROVED:
        return "ok", CHANGES[row["change"]["kind"]]
    return OUTCOMES[decision]


def shown(row) -> dict:
    """A frozen row with its codes in words; ``tag`` is its outcome."""
    kind, text = _outcome(row)
    return {
        **row,
        "firm": " · ".join([*_titles(row["titles"]), str(Size(row["size"]).label)]),
        "route_text": _route(row),
        "tag": {"kind": kind, "text": text},
        "change_shown": change_worded(row["change"]) if "change" in row else None,
        "remark": "　".join(filter(None, [row.get("reason_text"), row.get("note")])),
    }


def worded(found) -> list[dict]:
    """Differences for a table: the person, a tag, and each change in words."""
    return [
        {
            "person": each.person,
            "kind": KINDS[each.kind][0],
            "text": KINDS[each.kind][1],
            "changes": [
                {
                    "label": FIELDS[name],
                    "before": _said(name, before),
                    "after": _said(name, after),
                }
                for name, before, after in each.fields
            ],
        }
        for each in found
    ]


def _row(entry: RosterEntry, act: str, numbers: dict) -> dict:
    nomination = entry.nomination
    in_effect = entry.is_settled or act == SnapshotAct.RETURN
    code = entry.reason_code if in_effect else ""
    return {
        "no": entry.no,
        "decision": entry.decision if in_effect else Decision.PENDING.value,
        "reason": code,
        "reason_text": str(Reason(code).label) if code else "",
        "note": entry.note if in_effect else "",
        "student_no": numbers.get(nomination.pk, ""),
        **_person(nomination),
        **({"change": _change(entry.change)} if entry.is_change else {}),
    }


def _change(change) -> dict:
    return {
        "kind": change.kind,
        "reason": change.reason,
        "before": change.before,
        "after": change.proposed,
    }


def _person(nomination) -> dict:
    trainee, enterprise = nomination.trainee, nomination.enterprise
    home, authority = nomination.home, nomination.authority
    return {
        "key": str(trainee.public_id),
        "name": trainee.name,
        "gender": trainee.gender,
        "id_type": trainee.id_type,
        "id_masked": trainee.id_masked,
        "post": nomination.post,
        "enterprise": enterprise.name,
        "uscc": enterprise.uscc,
        "industry": enterprise.industry,
        "size": enterprise.size,
        "titles": [title.kind for title in enterprise.titles.all()],
        "region": home.short_name if home else "",
        "region_code": home.code if home else "",
        "route": nomination.route,
        "authority": authority.short_name if authority else "",
        "authority_code": authority.code if authority else "",
    }


def _titles(kinds) -> list[str]:
    return [str(word) for kind, word in SHORT_TITLES.items() if kind in kinds]


def _route(row) -> str:
    if row["authority"]:
        return _("%(body)s推荐") % {"body": row["authority"]}
    return str(Route(row["route"]).label)


def _said(name: str, value) -> str:
    if name == "titles":
        return _("、").join(_titles(value or []))
    if name == "size" and value:
        return str(Size(value).label)
    if name == "route" and value:
        return str(Route(value).label)
    return value or ""
