"""Joint and commissioned trainings that wait to be coordinated, mended or opened."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.ui.todos import Todo
from portal.ui.wording import moment
from programs.models import Cohort, Filing
from programs.states import CohortState, FilingState

BACK = [FilingState.RETURNED, FilingState.TO_ADJUST]


def filings_waiting(actor) -> int:
    return Filing.objects.visible_to(actor).waiting().count()


def filings_returned(actor) -> int:
    return Filing.objects.visible_to(actor).filter(state__in=BACK).count()


def filings_to_coordinate(actor) -> list[Todo]:
    rows = Filing.objects.visible_to(actor).waiting()
    waiting = rows.aggregate(count=Count("pk"), first=Min("submitted_at"))
    if not waiting["count"]:
        return []
    title = _("联合委托培养备案，%(count)d 份待统筹") % waiting
    sub = _("最早 %(at)s 报送") % {"at": moment(waiting["first"])}
    return [Todo(title, sub, reverse("filings:list"), _("统筹"), kind="filing")]


def filings_to_mend(actor) -> list[Todo]:
    rows = Filing.objects.visible_to(actor).filter(state__in=BACK)
    return [
        Todo(
            _("修改联合委托培养备案：%(filing)s") % {"filing": row.name},
            row.get_state_display(),
            reverse("filings:edit", args=[row.pk]),
            _("修改"),
            kind="filing_returned",
        )
        for row in rows
    ]


def classes_to_open(actor) -> list[Todo]:
    """The manager's: what has been taken in and has no class yet."""
    if Duty.MANAGER not in actor.duties:
        return []
    begun = Cohort.objects.exclude(state=CohortState.CANCELLED).exclude(filing=None)
    rows = Filing.objects.visible_to(actor).filter(
        state=FilingState.ACCEPTED, organization=actor.organization
    )
    return [
        Todo(
            _("按备案开设班次：%(filing)s") % {"filing": row.name},
            row.number,
            reverse("filings:detail", args=[row.pk]),
            _("开设"),
            kind="filing_class",
        )
        for row in rows.exclude(pk__in=begun.values("filing"))
    ]
