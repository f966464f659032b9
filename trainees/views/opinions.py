"""The 审核表 out and back: handed out, looked at before anything is written, confirmed."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.files.streaming import hand_out_workbook
from portal.policy import require
from portal.sheets import Unreadable
from portal.workflow.engine import IllegalStep
from trainees.actions import opinions as actions
from trainees.checking.opinions import Comparison, compare
from trainees.data.opinion import Opinion
from trainees.forms.review import OpinionFileForm
from trainees.models import RosterEntry
from trainees.policies.roster import may_review_roster
from trainees.queries import entry as entries
from trainees.queries import review as queries
from trainees.queries.quota_forecast import forecast
from trainees.sheets.opinions import MOST_ROWS, read_opinions
from trainees.states import Decision, RosterState

from .review import desk_filter, name_the_rest, visible_roster

HOUR = 3600
# What is still read on one page; the rest is counted and taken over all the same.
SHOWN = 200


@require_http_methods(["GET", "POST"])
def opinions(request, pk):
    """The sheet to be had, and a filled one compared with the list; nothing is written."""
    roster = visible_roster(request, pk)
    if request.method == "GET":
        return _page(request, roster)
    require(may_review_roster(request.actor, roster))
    form = OpinionFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, roster, form, 422)
    if roster.state != RosterState.IN_REVIEW:
        return _page(request, roster, form, 409)
    file = form.cleaned_data["file"]
    try:
        found = compare(roster, read_opinions(file.read(), file.name), actor=request.actor)
    except Unreadable as refusal:
        form.add_error("file", str(refusal))
    except ValidationError as refusal:
        form.add_error("file", refusal)
    else:
        return _preview(request, roster, found)
    return _page(request, roster, form, 422)


@require_GET
def export(request, pk):
    """The rows of the desk's filter; ``?decision=all`` is the whole list."""
    roster = visible_roster(request, pk)
    chosen = desk_filter(request, roster).applied(_rows(request, roster))
    chosen = chosen.order_by("no")[:MOST_ROWS]
    try:
        content = actions.export_opinions(
            roster, queries.desk_rows(chosen), actor=request.actor
        )
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _page(request, roster, status=409)
    return hand_out_workbook(content, _("%(name)s审核表.xlsx") % {"name": roster.cohort.name})


@require_POST
def apply(request, pk):
    """What the preview showed, as it was signed then; rows that moved on are left alone."""
    roster = visible_roster(request, pk)
    try:
        signed = request.POST.get("opinions", "")
        rows = signing.loads(signed, salt=_salt(request, roster), max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("预览已过期，没有改动；请重新上传审核表"))
        return _page(request, roster, status=422)
    said = {key: Opinion(*opinion) for key, _seen, opinion in rows}
    seen = {key: mark for key, mark, _opinion in rows}
    try:
        account = actions.apply_opinions(roster, said, seen, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _page(request, visible_roster(request, pk), status=409)
    done = sum(account.done.values())
    if done:
        messages.success(request, _("已按审核表拟定 %(count)d 人") % {"count": done})
    name_the_rest(request, account)
    return redirect("rosters:review", pk=pk)


def _salt(request, roster) -> str:
    """What one person was shown of one list confirms nothing else."""
    return f"trainees.opinions:{roster.pk}:{request.actor.user.pk}"


def _rows(request, roster):
    """The actor's own share of the list, where it was allotted."""
    rows = RosterEntry.objects.visible_to(request.actor).filter(roster=roster)
    return desk_filter(request, roster).shared(rows)


def _page(request, roster, form=None, status=200):
    counts = queries.decision_counts(_rows(request, roster))
    context = {
        "roster": roster,
        "form": form or OpinionFileForm(),
        "verdict": may_review_roster(request.actor, roster),
        "is_open": roster.state == RosterState.IN_REVIEW,
        "pending": counts[Decision.PENDING],
        "total": sum(counts.values()),
        "most": MOST_ROWS,
    }
    return render(request, "trainees/rosters/opinions.html", context, status=status)


def _preview(request, roster, found: Comparison):
    rows = [(change.entry.pk, change.seen, change.opinion) for change in found.changes]
    context = {
        # Before the rows are drawn as they would be.
        "forecast": forecast(roster.cohort, found.joining, found.leaving),
        "roster": roster,
        "found": found,
        "counts": found.counts,
        "changes": [_shown(change) for change in found.changes[:SHOWN]],
        "more_changes": max(len(found.changes) - SHOWN, 0),
        "problems": found.problems[:SHOWN],
        "more_problems": max(len(found.problems) - SHOWN, 0),
        "signed": signing.dumps(rows, salt=_salt(request, roster), compress=True),
    }
    return render(request, "trainees/rosters/opinions_preview.html", context)


def _shown(change) -> dict:
    """One row as it is and as it would be."""
    opinion, nomination = change.opinion, change.entry.nomination
    entry = change.entry
    before = {"outcome": entries.outcome(entry), "remark": entries.remark(entry)}
    entry.decision, entry.reason_code, entry.note = opinion
    return {
        "no": entry.no,
        "name": nomination.trainee.name,
        "enterprise": nomination.enterprise.name,
        "before": before,
        "after": {"outcome": entries.outcome(entry), "remark": entries.remark(entry)},
    }
