"""Notices that wait to be published or confirmed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.ui.todos import Todo
from programs.models import Circular, Milestone, Receipt
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
    own = Receipt.objects.visible_to(actor).outstanding()
    rows = list(own.filter(organization=actor.organization).select_related("circular__program"))
    due = _due(actor, rows[0].circular.program) if rows else None
    return [
        Todo(
            _("签收通知：%(title)s") % {"title": row.circular.title},
            row.circular.document_no,
            reverse("circulars:detail", args=[row.circular_id]),
            _("签收"),
            due,
            "receipt",
        )
        for row in rows
    ]


def _due(actor, program):
    milestone = Milestone.objects.of(program, MilestoneKind.RECEIPT)
    return milestone and clock.local_day(milestone.due_for(actor.organization))
