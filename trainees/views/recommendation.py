"""An authority's letters: begun, completed with the scan, sent, taken back (R31, R32)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.audit.timeline import timeline
from portal.files.keeping import discard, keep
from portal.files.streaming import stream
from portal.ui import conflicts
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import seen_revision, typed
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.models import Program
from programs.queries.cohort import last_change
from trainees.actions import recommendation as actions
from trainees.actions.recommendation import EDITABLE
from trainees.checking.lateness import why_too_late
from trainees.checking.letter import why_not_withdrawn
from trainees.forms.recommendation import LetterForm, RecommendationForm
from trainees.models import Nomination, Recommendation
from trainees.policies.selection import may_begin_recommendation, may_write_recommendation
from trainees.queries import selection as queries
from trainees.workflow.roster import NOMINATION
from trainees.workflow.selection import RECOMMENDATION


@require_GET
def letters(request):
    rows = Recommendation.objects.visible_to(request.actor)
    context = {
        "page": KeysetPage(queries.lists_of(rows.for_table()), request, order=("-pk",)),
        "total": capped_count(rows),
        "may_begin": may_begin_recommendation(request.actor),
    }
    return render(request, "trainees/recommendations/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request):
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    verdict = may_begin_recommendation(request.actor)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = RecommendationForm(typed(request), program=program)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form)
    draft = actions.begin_recommendation(
        program, request.actor.organization, values=form.values, actor=request.actor
    )
    messages.success(request, _("已登记，请上传推荐函并写入人选"))
    return redirect("recommendations:detail", pk=draft.pk)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    row = own_letter(request, pk)
    if refusal := closed(request, row):
        return refusal
    # A form writes into its own row; the verb compares with the stored one.
    mine = own_letter(request, pk)
    form = RecommendationForm(typed(request), instance=mine, program=row.program)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, row)
    try:
        actions.save_recommendation(
            row, values=form.values, revision=seen_revision(request), actor=request.actor
        )
    except Stale as stale:
        return _conflict(request, stale.current, form)
    except IllegalStep as moved_on:
        return _moved_on(request, pk, moved_on)
    messages.success(request, _("已保存"))
    return redirect("recommendations:detail", pk=pk)


@require_GET
def detail(request, pk):
    return show(request, own_letter(request, pk))


@require_POST
def attach(request, pk):
    row = own_letter(request, pk)
    if refusal := closed(request, row):
        return refusal
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, row, upload=form, status=422)
    upload = form.cleaned_data["letter"]
    owner = row.authority.code
    kept = keep(upload.content, name=upload.name, purpose="letter", owner=owner)
    try:
        actions.attach_letter(
            row, kept=kept, revision=seen_revision(request), actor=request.actor
        )
    except (Stale, IllegalStep) as moved_on:
        discard(kept.key)
        return _moved_on(request, pk, moved_on)
    messages.success(request, _("推荐函已上传"))
    return redirect("recommendations:detail", pk=pk)


@require_GET
def letter(request, pk):
    """The scan; an institution reads it of people it may select."""
    rows = Recommendation.objects.visible_to(request.actor).for_table()
    row = get_object_or_404(rows, pk=pk)
    if row.letter is None:
        raise Http404
    return stream(row.letter)


@require_POST
def send(request, pk):
    row = own_letter(request, pk)
    try:
        sent = actions.send_recommendation(
            row, revision=seen_revision(request), actor=request.actor
        )
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return show(request, own_letter(request, pk), status=422)
    except (Stale, IllegalStep) as moved_on:
        return _moved_on(request, pk, moved_on)
    count = sent.nominations.count()
    messages.success(request, _("已推荐 %(count)d 人，机构已收到消息") % {"count": count})
    return redirect("recommendations:detail", pk=pk)


@require_POST
def withdraw(request, pk):
    row = own_letter(request, pk)
    try:
        actions.withdraw_recommendation(row, actor=request.actor)
    except IllegalStep as moved_on:
        return _moved_on(request, pk, moved_on)
    messages.success(request, _("推荐已撤回，改好后可再发出"))
    return redirect("recommendations:detail", pk=pk)


def own_letter(request, pk) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.actor).for_table()
    return get_object_or_404(rows.filter(authority=request.actor.organization), pk=pk)


def closed(request, row):
    """Away from a page for writing when there is nothing to write, with the reason."""
    verdict = may_write_recommendation(request.actor, row)
    if verdict and row.state in EDITABLE:
        return None
    reason = verdict.reason or _("推荐“%(state)s”，不能再改；还没有机构选人时可先撤回") % {
        "state": row.get_state_display()
    }
    messages.warning(request, reason)
    return redirect("recommendations:detail", pk=row.pk)


def show(request, row, *, upload=None, form=None, status=200):
    """One letter with its people; ``form`` carries what was wrong with an act on them."""
    people = Nomination.objects.visible_to(request.actor).filter(recommendation=row)
    shown = queries.with_place(people.for_table()).prefetch_related("entries__roster")
    page = KeysetPage(shown, request)
    verdict = may_write_recommendation(request.actor, row)
    editable = bool(verdict) and row.state in EDITABLE
    declined = queries.declined_of(row).for_table()[:50] if editable else []
    context = {
        "letter": row,
        "page": page,
        "rows": [_row(person, request.actor) for person in page],
        "sent": row.state not in EDITABLE and bool(verdict),
        "total": capped_count(people),
        "editable": editable,
        "too_late": why_too_late(row, clock.now()) if editable else "",
        "refusal": verdict.reason,
        "declined": [(person, queries.why(person)) for person in declined],
        "steps": RECOMMENDATION.available(row, request.actor),
        "stays": why_not_withdrawn(row),
        "upload": upload or LetterForm(),
        "form": form or upload,
        "timeline": timeline(row),
    }
    return render(request, "trainees/recommendations/detail.html", context, status=status)


def _row(person, actor):
    """A person with what became of them, why, and whether they may be withdrawn."""
    may_retract = NOMINATION.verdict(person, "retract", actor)
    return person, queries.outcome(person), queries.why(person), may_retract


def _form_page(request, form, row=None):
    context = {
        "form": form,
        "letter": row,
        "seen": request.POST.get("seen") or (row.revision if row else ""),
    }
    status = 422 if form.is_bound else 200
    return render(request, "trainees/recommendations/edit.html", context, status=status)


def _moved_on(request, pk, moved_on):
    """409: what happened meanwhile, and the letter as it is now."""
    messages.warning(request, str(moved_on))
    return show(request, own_letter(request, pk), status=409)


def _conflict(request, current, form):
    entry = last_change(current)
    context = conflicts.between(
        form,
        RecommendationForm(instance=current, program=current.program),
        title=str(actions.STALE),
        who=entry.actor_label,
        when=entry.business_at,
        action=request.path,
        back=reverse("recommendations:detail", args=[current.pk]),
        seen=str(current.revision),
    )
    return render(request, "409.html", context, status=409)
