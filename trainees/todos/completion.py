"""What waits in hours and completion: for the class to propose, for the Centre to confirm."""

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.ui.todos import Todo
from programs.states import CohortState, MilestoneKind
from programs.todos.milestone import owed
from trainees.models import Completion, Enrolment
from trainees.states import CompletionState

PROPOSED = [CompletionState.PROPOSED_COMPLETE, CompletionState.PROPOSED_INCOMPLETE]


def to_confirm(actor) -> list[Todo]:
    """For a reviewer of the Centre: classes with proposals, one query."""
    if actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return []
    rows = Completion.objects.filter(state__in=PROPOSED)
    rows = rows.values("enrolment__cohort", "enrolment__cohort__name")
    return [
        Todo(
            title=_("确认%(cohort)s的结业建议") % {"cohort": row["enrolment__cohort__name"]},
            sub=_people(row["people"]),
            url=reverse("completions:detail", args=[row["enrolment__cohort"]]),
            action=_("确认"),
            kind="completion",
        )
        for row in rows.annotate(people=Count("pk")).order_by("enrolment__cohort")
    ]


def to_propose(actor) -> list[Todo]:
    """For a class team: own classes that are closing with people not proposed."""
    judged = Completion.objects.filter(enrolment=OuterRef("pk")).exclude(
        state=CompletionState.NOT_ASSESSED
    )
    people = Enrolment.objects.visible_to(actor).active().exclude(Exists(judged))
    rows = people.filter(cohort__state=CohortState.CLOSING).values("cohort", "cohort__name")
    rows = list(rows.annotate(people=Count("pk")).order_by("cohort"))
    due = owed(actor, MilestoneKind.COMPLETION) if rows else None
    return [
        Todo(
            title=_("登记学时并提出%(cohort)s的结业建议") % {"cohort": row["cohort__name"]},
            sub=_people(row["people"]),
            url=reverse("completions:detail", args=[row["cohort"]]),
            action=_("评定"),
            due=due,
            kind="completion",
        )
        for row in rows
    ]


def _people(count: int) -> str:
    return _("%(count)d 人") % {"count": count}
