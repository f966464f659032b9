"""Notices that wait to be published or confirmed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.ui.todos import Todo
from programs.models import Circular, Milestone, Receipt
from programs.policies.circular import receives_circulars
from programs.states import (
    CircularState,
    MilestoneKind,
)


def circulars_to_publish(actor) -> list[Todo]:
    drafts = Circular.objects.visible_to(actor).filter(state=CircularState.DRAFT)
    return [
        Todo(
            _("发布通知：%(title)s") % {"title": circular.title},
            circular.document_no,
            reverse("circulars:detail", args=[circular.pk]),
            _("发布"),
            kind="circular",
        )
        for circular in drafts
    ]


def receipts(actor) -> list[Todo]:
    if not receives_circulars(actor):
        return []
    own = Receipt.objects.visible_to(actor).filter(organization=actor.organization)
    rows = list(own.outstanding().select_related("circular__program"))
    days = _days(actor, own.outstanding(), rows[0].circular.program) if rows else {}
    return [
        Todo(
            _("签收通知：%(title)s") % {"title": row.circular.title},
            row.circular.document_no,
            reverse("circulars:detail", args=[row.circular_id]),
            _("签收"),
            days.get(row.pk),
            "receipt",
        )
        for row in rows
    ]


def _days(actor, receipts, program) -> dict:
    """The day of receipt by receipt, for those to which the year's common day applies."""
    milestone = Milestone.objects.of(program, MilestoneKind.RECEIPT)
    if milestone is None:
        return {}
    due = clock.local_day(milestone.due_for(actor.organization))
    dated = receipts.filter(circular__program=program).due_with(milestone)
    return dict.fromkeys(dated.values_list("pk", flat=True), due)
