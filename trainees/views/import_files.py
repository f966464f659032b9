"""A class's files together, what holds for a whole file, and its letter."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.files.keeping import discard
from portal.files.streaming import stream
from portal.policy import require
from portal.ui.pages import KeysetPage, capped_count
from portal.workflow.engine import IllegalStep
from trainees.actions import import_options as actions
from trainees.forms.roster_import import LetterForm, OptionsForm, UnitsForm
from trainees.models import Roster, RosterImport
from trainees.policies.roster import may_import_roster, may_write_lists
from trainees.queries import import_history as queries

from .roster_import import (
    drops_mended,
    kept_letter,
    own_cohort,
    preview_page,
    visible_batch,
)

MOST_AT_WORK = 50


@require_GET
def files(request, pk):
    """What is in work with its next step, and what came of every other file."""
    cohort = own_cohort(request, pk)
    of_class = RosterImport.objects.visible_to(request.actor).filter(cohort=cohort).for_table()
    work = list(of_class.at_work().order_by("-pk")[:MOST_AT_WORK])
    done = of_class.exclude(pk__in=[each.pk for each in work])
    page = KeysetPage(done, request)
    again = queries.repeats([*work, *page])
    context = {
        "cohort": cohort,
        "work": [_line(each, again) for each in work],
        "page": page,
        "done": [_line(each, again) for each in page],
        "total": capped_count(done),
        "verdict": may_write_lists(request.actor, cohort),
        "roster": Roster.objects.visible_to(request.actor).filter(cohort=cohort).open().first(),
    }
    return render(request, "trainees/imports/files.html", context)


@require_POST
def options(request, public_id):
    """Region and route said anew; every row is judged again."""
    batch = visible_batch(request, public_id)
    form = OptionsForm(request.POST)
    if not form.is_valid():
        return preview_page(request, batch, whole=form, status=422)
    try:
        actions.change_options(
            batch,
            **form.cleaned_data,
            drop_mended=drops_mended(request),
            actor=request.actor,
        )
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return preview_page(request, visible_batch(request, public_id), status=409)
    return redirect("imports:preview", public_id=public_id)


@require_POST
def units(request, public_id):
    """In which unit the amounts are; every row is judged again."""
    batch = visible_batch(request, public_id)
    form = UnitsForm(request.POST, batch=batch)
    if not form.is_valid():
        return preview_page(request, batch, units=form, status=422)
    try:
        actions.say_units(
            batch, units=form.units, drop_mended=drops_mended(request), actor=request.actor
        )
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return preview_page(request, visible_batch(request, public_id), status=409)
    return redirect("imports:preview", public_id=public_id)


@require_POST
def attach(request, public_id):
    batch = visible_batch(request, public_id)
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return preview_page(request, batch, letter=form, status=422)
    require(may_import_roster(request.actor, batch))
    kept = kept_letter(form.cleaned_data["letter"], batch.cohort)
    try:
        actions.attach_letter(batch, kept=kept, actor=request.actor)
    except (IllegalStep, ValidationError) as refusal:
        discard(kept.key)
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.warning(request, " ".join(said))
        return preview_page(request, visible_batch(request, public_id), status=409)
    messages.success(request, _("推荐函已上传"))
    return redirect("imports:preview", public_id=public_id)


@require_GET
def letter(request, public_id):
    batch = visible_batch(request, public_id)
    if batch.letter is None:
        raise Http404
    return stream(batch.letter, as_attachment=False)


def _line(batch, again) -> dict:
    return {**queries.file_line(batch), "is_again": batch.pk in again}
