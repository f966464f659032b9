"""Selection and list: owed by the bodies that train, delivered class by class (R33, R34)."""

from django.db.models import Exists, OuterRef, Q

from institutions.models import Organization
from institutions.states import Duty, Kind
from programs.models import Cohort, Mandate
from programs.obligations import Obligation
from programs.states import CohortState, MilestoneKind
from trainees.models import Roster
from trainees.states import IN_CENTRE_HANDS, SETTLED_ROSTER, RosterState


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
