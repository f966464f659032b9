"""What the lists of people bind to (R32–R35).

Selection and list are owed by the bodies that train and delivered class by
class; an authority owes its word on whom a list says it has recommended; a
body with people in class owes the proposals for their completion.
"""

from django.db.models import Exists, OuterRef, Q

from institutions.models import Organization
from institutions.states import Duty, Kind
from programs.models import Cohort, Mandate
from programs.obligations import Obligation
from programs.states import CohortState, MilestoneKind
from trainees.models import Completion, Enrolment, Nomination, Roster
from trainees.states import (
    ACTIVE_ENROLMENT,
    IN_CENTRE_HANDS,
    SETTLED_ROSTER,
    CompletionState,
    RosterState,
    Route,
)


def training_bodies(program):
    """The institutions with an active mandate; other bodies once a class of theirs enrols.

    A partner's mandate lets it take part in classes of others: by itself it
    owes no list.
    """
    active = Mandate.objects.active().filter(program=program, organization=OuterRef("pk"))
    classes = Cohort.objects.filter(program=program, organization=OuterRef("pk")).enrolling()
    return Organization.objects.filter(
        Exists(active), Q(kind=Kind.INSTITUTION) | Q(Exists(classes))
    ).order_by("kind", "seq")


def have_selected(program):
    """Bodies whose every enrolling class has sent a list, also one that went back."""
    return _delivered(program, [RosterState.RETURNED, *IN_CENTRE_HANDS, *SETTLED_ROSTER])


def have_sent(program):
    """Bodies whose every enrolling class has a list with the Centre or judged by it."""
    return _delivered(program, [*IN_CENTRE_HANDS, *SETTLED_ROSTER])


def are_writing(program):
    """Bodies with a list begun or sent back, whatever their other classes have done."""
    open_ones = Roster.objects.filter(
        cohort__program=program, state__in=[RosterState.DRAFT, RosterState.RETURNED]
    )
    return Organization.objects.filter(pk__in=open_ones.values("cohort__organization"))


def named_as_recommenders(program):
    """Authorities that a list sent to the Centre says have recommended somebody."""
    named = _recommended(program).values("authority")
    return Organization.objects.filter(kind=Kind.AUTHORITY, pk__in=named).order_by("seq")


def have_answered(program):
    """Authorities that have said of everybody whether it was they."""
    silent = _recommended(program).awaiting_confirmation()
    return named_as_recommenders(program).exclude(pk__in=silent.values("authority"))


def with_people_in_class(program):
    """Bodies with enrolled people, whatever the class has come to short of being cancelled."""
    return Organization.objects.filter(
        pk__in=_in_class(program).values("cohort__organization")
    ).order_by("kind", "seq")


def have_proposed(program):
    """Bodies with a proposal, or more than that, for everybody enrolled."""
    judged = Completion.objects.filter(enrolment=OuterRef("pk")).exclude(
        state=CompletionState.NOT_ASSESSED
    )
    lacking = _in_class(program).exclude(Exists(judged))
    return with_people_in_class(program).exclude(pk__in=lacking.values("cohort__organization"))


def _recommended(program):
    return Nomination.objects.filter(
        program=program, route=Route.RECOMMENDED, submitted_at__isnull=False
    )


def _in_class(program):
    people = Enrolment.objects.filter(program=program, state__in=ACTIVE_ENROLMENT)
    return people.exclude(cohort__state=CohortState.CANCELLED)


def _delivered(program, states):
    sent = Roster.objects.filter(cohort__program=program, state__in=states)
    of_body = sent.filter(cohort__organization=OuterRef("pk"))
    lacking = Cohort.objects.filter(
        ~Exists(sent.filter(cohort=OuterRef("pk"))),
        program=program,
        organization=OuterRef("pk"),
        state=CohortState.ENROLLING,
    )
    return training_bodies(program).filter(Exists(of_body), ~Exists(lacking))


SELECTION = Obligation(
    MilestoneKind.SELECTION,
    training_bodies,
    have_selected,
    (Duty.MANAGER, Duty.CLASS_TEACHER),
    "rosters:mine",
    are_writing,
)
ROSTER = Obligation(
    MilestoneKind.ROSTER,
    training_bodies,
    have_sent,
    (Duty.MANAGER, Duty.CLASS_TEACHER),
    "rosters:mine",
    are_writing,
)
RECOMMENDATION = Obligation(
    MilestoneKind.RECOMMENDATION,
    named_as_recommenders,
    have_answered,
    (Duty.LIAISON,),
    "nominations:pending",
)
COMPLETION = Obligation(
    MilestoneKind.COMPLETION,
    with_people_in_class,
    have_proposed,
    (Duty.MANAGER, Duty.CLASS_TEACHER),
    "completions:list",
)
