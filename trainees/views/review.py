"""The review desk: lists that came in, one list row by row, and closing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.audit.timeline import timeline
from portal.policy import own_hands
from portal.ui.pages import MARK, KeysetPage, capped_count, with_query
from portal.ui.posted import ticked, unsent, whole, words
from portal.ui.sealed import opened, sealed_words
from portal.workflow.engine import IllegalStep
from programs.models import Track
from trainees.actions import review as actions
from trainees.actions.snapshot import lock_roster
from trainees.checking.flags import checks
from trainees.forms.allotment import ListsForm
from trainees.forms.review import DeskFilter, JudgementForm, RosterFilter
from trainees.limits import free_places
from trainees.models import Nomination, Roster, RosterEntry
from trainees.policies.allotment import may_judge_row
from trainees.policies.nomination import may_reveal_id_number
from trainees.policies.recusal import aside_of, may_declare_recusal
from trainees.policies.roster import (
    is_allotting_lead,
    may_allot_roster,
    may_decide_roster,
    may_review_roster,
)
from trainees.queries import allotment as allotments
from trainees.queries import amendment as changes
from trainees.queries import entry as entries
from trainees.queries import review as queries
from trainees.queries.paper import papers_of_roster
from trainees.queries.quota_forecast import of_desk
from trainees.queries.quota_gauges import gauges
from trainees.states import Decision, RosterState
from trainees.workflow.roster import ROSTER

STEPS = {
    "take": actions.take_roster,
    "propose": actions.propose_decision,
    "reconsider": actions.reconsider_roster,
    "lock": lock_roster,
}
TILES = [
    ("all", gettext_lazy("名单人数"), ""),
    ("", gettext_lazy("待审"), ""),
    (Decision.APPROVED, gettext_lazy("拟通过"), "good"),
    (Decision.RETURNED, gettext_lazy("拟退回"), "warm"),
    (Decision.REJECTED, gettext_lazy("拟不通过"), "hot"),
]
DONE = {
    Decision.APPROVED: gettext_lazy("已拟通过 %(count)d 人"),
    Decision.RETURNED: gettext_lazy("已拟退回 %(count)d 人"),
    Decision.REJECTED: gettext_lazy("已拟不通过 %(count)d 人"),
    Decision.HELD: gettext_lazy("已暂缓 %(count)d 人"),
    Decision.PENDING: gettext_lazy("已改回待审 %(count)d 人"),
}
NAMED = 10
PERSON = "person"
SAID = ("decision", "reason", "note", "until")
# Only a person's own form says who comes next.
NEXT = "next"


@require_GET
def roster_list(request):
    rosters = Roster.objects.visible_to(request.actor).exclude(state=RosterState.DRAFT)
    tracks = Track.objects.visible_to(request.actor).order_by("-program__year", "seq")
    filters = RosterFilter(
        request.GET, tracks=tracks, reviewers=allotments.reviewers(), actor=request.actor
    )
    found = filters.applied(rosters)
    page = KeysetPage(found.for_table(), request, order=("submitted_at", "pk"))
    shares = allotments.shares_of(page)
    may_allot = is_allotting_lead(request.actor)
    context = {
        "page": page,
        "rows": [(roster, shares.get(roster.pk, [])) for roster in page],
        "may_allot": bool(may_allot),
        "allotting": ListsForm(loads=allotments.loads()) if may_allot else None,
        "query": with_query(request.GET),
        "total": capped_count(found),
        "filter": filters,
        "clear_url": request.path,
    }
    return render(request, "trainees/rosters/list.html", context)


@sealed_words
def desk(request, pk):
    return _desk(request, visible_roster(request, pk))


@require_POST
def forecast(request, pk):
    """What approving the ticked rows would take of the quotas; nothing is written."""
    roster = visible_roster(request, pk)
    return _desk(request, roster, forecast=of_desk(roster, _chosen(request, roster)))


@require_POST
def judge(request, pk):
    """One decision for the ticked rows, or for every row of the filter."""
    roster = visible_roster(request, pk)
    form, rows = _judgement(request), _chosen(request, roster)
    if form.is_valid() and not rows:
        form.add_error(None, _("没有办理：请先勾选学员，再选审核意见"))
    if not form.is_valid():
        return _desk(request, roster, form, 422)
    try:
        account = actions.judge_rows(
            roster, rows, **form.cleaned_data, seen=_seen(request), actor=request.actor
        )
    except ValidationError as problems:
        form.add_error(None, problems)
        return _desk(request, roster, form, 422)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        kept = form.cleaned_data["note"]
        return _desk(request, visible_roster(request, pk), form, 409, kept=kept)
    decision = form.cleaned_data["decision"]
    if account.apart and not account.done:
        name_the_rest(request, account)
        return _desk(request, roster, form, 403, kept=form.cleaned_data["note"])
    if account.done:
        messages.success(request, DONE[decision] % {"count": account.done[decision]})
    name_the_rest(request, account)
    if account.moved:
        roster = visible_roster(request, pk)
        return _desk(request, roster, form, 409, moved=account.moved_rows)
    return redirect(_back_to_desk(request, roster))


@require_http_methods(["GET", "POST"])
def finish(request, pk):
    """What 办结 will come to, then doing it."""
    roster = visible_roster(request, pk)
    if request.method == "GET":
        return _finish(request, roster)
    try:
        seen = _seen(request) if "seen" in request.POST else None
        account = actions.decide_roster(roster, seen=seen, actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _finish(request, roster, 422)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _finish(request, visible_roster(request, pk), 409)
    messages.success(
        request,
        changes.finished(roster) % account.done,
    )
    name_the_rest(request, account)
    return redirect("rosters:review", pk=pk)


@require_POST
def step(request, pk, name):
    roster = visible_roster(request, pk)
    if name not in STEPS:
        raise Http404
    try:
        details = {"note": words(request)} if ROSTER.steps[name].needs_note else {}
        STEPS[name](roster, **details, actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _desk(request, roster, status=422, kept=unsent(request))
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _desk(request, visible_roster(request, pk), status=409, kept=unsent(request))
    messages.success(request, _("已办理：%(step)s") % {"step": ROSTER.steps[name].label})
    return redirect("rosters:review", pk=pk)


def visible_roster(request, pk) -> Roster:
    rosters = Roster.objects.visible_to(request.actor).exclude(state=RosterState.DRAFT)
    return get_object_or_404(rosters.for_table(), pk=pk)


def _judgement(request) -> JudgementForm:
    """As sent from a person's own panel, or from the bar under the list."""
    return JudgementForm(request.POST, auto_id="one_%s" if NEXT in request.POST else "bulk_%s")


def _seen(request) -> int:
    """The judgement number the page was drawn from; nonsense is none, so it is stale."""
    return whole(request.POST.get("seen", "")) or 0


def _entries(request, roster):
    return RosterEntry.objects.visible_to(request.actor).filter(roster=roster)


def desk_filter(request, roster) -> DeskFilter:
    regions = queries.regions_of(roster)
    return DeskFilter(opened(request), regions=regions, actor=request.actor)


def _chosen(request, roster) -> list[int]:
    rows = _entries(request, roster)
    if request.POST.get("scope") == "all":
        return list(desk_filter(request, roster).applied(rows).values_list("pk", flat=True))
    return list(rows.filter(pk__in=ticked(request.POST, "row")).values_list("pk", flat=True))


def _back_to_desk(request, roster) -> str:
    """The desk with the same filter; after a person's own form, the next person."""
    following = request.POST.get(NEXT, "")
    changes = {PERSON: whole(following)}
    address = reverse("rosters:review", args=[roster.pk])
    return address + with_query(request.GET, **changes)


def name_the_rest(request, account) -> None:
    """Who found no place, whom nobody recommended, whom somebody else judged, by name."""
    if account.waiting:
        text = _("名额已满：还有 %(count)d 人待审：%(names)s")
        messages.warning(request, text % _named(account.waiting))
    for rule, names in account.stopped.items():
        text = _("配额“%(rule)s”已满：还有 %(count)d 人待审：%(names)s")
        messages.warning(request, text % {"rule": rule, **_named(names)})
    if account.disowned:
        text = _("%(count)d 人的推荐已被主管部门否认，不能通过：%(names)s")
        messages.warning(request, text % _named(account.disowned))
    if account.apart:
        text = _("%(count)d 人不由您审核，没有改动：%(names)s")
        messages.warning(request, text % _named(account.apart))
    if account.moved:
        text = _("%(count)d 人在您打开页面后已有变动，没有改动：%(names)s")
        messages.warning(request, text % _named(account.moved))


def _named(names) -> dict:
    shown = _("、").join(names[:NAMED])
    more = len(names) > NAMED
    return {
        "count": len(names),
        "names": _("%(names)s等") % {"names": shown} if more else shown,
    }


def _desk(request, roster, form=None, status=200, kept="", moved=(), forecast=None):
    rows, filters = _entries(request, roster), desk_filter(request, roster)
    found = filters.applied(rows)
    page = KeysetPage(queries.desk_rows(found), request, order=("no",))
    verdict = may_review_roster(request.actor, roster)
    steps = ROSTER.available(roster, request.actor)
    shares = allotments.shares_of([roster]).get(roster.pk, [])
    aside, bodies = aside_of(request.actor), queries.authority_names()
    counts = queries.desk_counts(filters.shared(rows), clock.today())
    context = {
        "roster": roster,
        "papers": papers_of_roster(roster, request.actor),
        "tiles": _tiles(request, roster, counts),
        "filter": filters,
        "page": page,
        "rows": [_row(entry, request.actor, aside, bodies) for entry in page],
        "moved": [{"entry": row, **_standing(row)} for row in moved],
        "mine": _said_by(form) if moved else None,
        "today": clock.today(),
        "amended": counts["amended"],
        "amended_url": with_query(
            request.GET, decision=None, check="amended", **{MARK: None, PERSON: None}
        ),
        "aside_count": rows.aside_from(own_hands(request.actor)).count(),
        "may_declare": bool(may_declare_recusal(request.actor)),
        "shares": shares,
        "is_shared": any(share.name for share in shares),
        "free_count": rows.filter(reviewer=None).unsettled().count(),
        "may_allot": bool(may_allot_roster(request.actor, roster)),
        "said": _said_of_all(request),
        "total": capped_count(found),
        "clear_url": reverse("rosters:review", args=[roster.pk]),
        "query": with_query(request.GET, **{MARK: None, PERSON: None}),
        "form": form or JudgementForm(),
        "may_judge": bool(verdict) and roster.state == RosterState.IN_REVIEW,
        "refusal": verdict.reason,
        "steps": {name: rule for name, rule in steps.items() if name in STEPS},
        "may_finish": "decide" in steps,
        "forecast": forecast,
        "gauges": queries.structure(roster) + gauges(roster.cohort),
        "timeline": timeline(roster),
        "person": _person(request, rows, found, (aside, bodies)),
        "kept": kept,
    }
    return render(request, "trainees/rosters/review.html", context, status=status)


def _tiles(request, roster, counts) -> list[dict]:
    shown = request.GET.get("decision", "")
    return [
        {
            "label": label,
            "value": sum(counts[each] for each in Decision)
            if code == "all"
            else counts[code or "waiting"],
            "hint": _hint(code, roster, counts),
            "url": with_query(request.GET, decision=code, **{MARK: None, PERSON: None}),
            "cls": cls,
            "current": code == shown,
        }
        for code, label, cls in TILES
    ]


def _hint(code, roster, counts) -> str:
    if code == "all":
        return _("班级名额 %(capacity)d") % {"capacity": roster.cohort.capacity}
    held = counts[Decision.HELD] + counts[Decision.PENDING] - counts["waiting"]
    if code == "" and held:
        return _("另有暂缓 %(count)d 人") % {"count": held}
    return ""


def _said_by(form) -> dict:
    """The opinion just sent, as it would read on a row."""
    said = form.cleaned_data
    opinion = {"decision": said["decision"], "note": said["note"]}
    return _standing(
        RosterEntry(nomination=Nomination(), reason_code=said["reason"], **opinion)
    )


def _standing(entry) -> dict:
    return {"outcome": entries.outcome(entry), "remark": entries.remark(entry)}


def _row(entry, actor, aside, bodies) -> dict:
    return {
        "entry": entry,
        **_standing(entry),
        "refusal": may_judge_row(actor, entry, aside).reason,
        "flags": entries.flag_labels(entry),
        "firm": entries.standing_of_firm(entry.nomination.enterprise),
        "differences": entries.differences(entry, bodies),
        "is_unconfirmed": entries.is_unconfirmed(entry),
        "change": changes.worded(entry),
    }


def _said_of_all(request) -> dict:
    """What stood under the list when it was sent in vain: ticks, reason, note."""
    typed = {} if NEXT in request.POST else request.POST
    return {
        "rows": ticked(typed, "row") if typed else [],
        "scope": typed.get("scope", ""),
        "reason": typed.get("reason", ""),
        "note": typed.get("note", ""),
        "until": typed.get("until", ""),
    }


def _said_of_one(request, entry) -> dict:
    """What stood in the person's own form when it was sent in vain, else what is kept."""
    if NEXT in request.POST:
        return {name: request.POST.get(name, "") for name in SAID}
    until = entry.hold_until.isoformat() if entry.hold_until else ""
    said = {"decision": entry.decision, "reason": entry.reason_code, "note": entry.note}
    return {**said, "until": until}


def _person(request, rows, found, known) -> dict | None:
    """The panel of one person, with the neighbours among the filtered rows."""
    chosen = (
        request.POST.get("row", "") if NEXT in request.POST else request.GET.get(PERSON, "")
    )
    entry = queries.desk_rows(rows).filter(pk=whole(chosen)).first()
    if entry is None:
        return None
    around = queries.neighbours(found, entry)
    return {
        **_row(entry, request.actor, *known),
        "checks": checks(entry),
        "said": _said_of_one(request, entry),
        "may_reveal": bool(may_reveal_id_number(request.actor, entry.nomination.trainee)),
        **{
            f"{side}_url": with_query(request.GET, **{PERSON: other.pk}) if other else ""
            for side, other in around.items()
        },
        "next": around["next"].pk if around["next"] else "",
    }


def _finish(request, roster, status=200):
    context = {
        "roster": roster,
        "counts": queries.open_counts(roster),
        "places": free_places(roster.cohort),
        "verdict": may_decide_roster(request.actor, roster),
    }
    return render(request, "trainees/rosters/finish.html", context, status=status)
