"""What became of people an authority recommended, and whom an institution may select."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from programs.models import Cohort
from trainees.models import Enrolment, Nomination
from trainees.queries.entry import Outcome
from trainees.states import NominationState as State


def with_place(nominations):
    """Each with ``place`` among the class's waiting people, from 1, and ``was_enrolled``."""
    ahead = Nomination.objects.filter(cohort=OuterRef("cohort"), rank__lte=OuterRef("rank"))
    counted = ahead.order_by().values("cohort").annotate(n=Count("pk")).values("n")
    place = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    enrolled = Exists(Enrolment.objects.filter(nomination=OuterRef("pk")))
    return nominations.annotate(place=place, was_enrolled=enrolled)


def outcome(nomination: Nomination) -> Outcome:
    """Where a recommended person stands, in a few words; ``nomination`` has its place."""
    found = {
        State.WAITLISTED: lambda: Outcome("wait", _("候补第 %(no)d 位") % _place(nomination)),
        State.RECOMMENDED: lambda: _offered(nomination),
        State.SHORTLISTED: lambda: Outcome("wait", _("拟录取")),
        State.DRAFT: lambda: _listed(nomination),
        State.SUBMITTED: lambda: Outcome("wait", _("名单审核中")),
        State.ADMITTED: lambda: Outcome("ok", _("已录取")),
        State.DECLINED: lambda: Outcome("plain", _("未录取")),
        State.INELIGIBLE: lambda: Outcome("stop", _("不符合条件")),
        State.WITHDRAWN: lambda: _withdrawn(nomination),
    }
    return found[nomination.state]()


def why(nomination: Nomination) -> str:
    """Why an institution did not take this person, or the authority withdrew them."""
    parts = [
        nomination.get_refusal_code_display(),
        nomination.refusal_note,
        nomination.withdrawal_note,
    ]
    return _("；").join(part for part in parts if part)


def results_of(nominations, authority):
    """Those whom this authority has recommended, by its own letter or confirmed on a list."""
    spoken = Q(recommendation__isnull=False) | Q(confirmed_at__isnull=False)
    sent = nominations.filter(authority=authority, submitted_at__isnull=False)
    return with_place(sent.filter(spoken))


def declined_of(recommendation):
    """People of this authority whom somebody has declined and nobody has taken up since."""
    again = Nomination.objects.live().filter(program=recommendation.program_id)
    return Nomination.objects.filter(
        program=recommendation.program_id,
        recommendation__authority=recommendation.authority_id,
        state=State.DECLINED,
    ).exclude(trainee__in=again.values("trainee"))


PILLS = {
    "": Q(state=State.RECOMMENDED, cohort__isnull=False),
    "pool": Q(state=State.RECOMMENDED, cohort=None),
    "shortlisted": Q(state=State.SHORTLISTED),
    "waitlisted": Q(state=State.WAITLISTED),
    "listed": Q(state__in=[State.DRAFT, State.SUBMITTED, State.ADMITTED]),
    "declined": Q(state__in=[State.DECLINED, State.INELIGIBLE]),
    "withdrawn": Q(state=State.WITHDRAWN),
}


def candidates(actor):
    """Whom this body was sent, has picked or may pick: of the programmes' letters only."""
    return Nomination.objects.visible_to(actor).offered_to(actor)


def candidate_counts(nominations) -> dict[str, int]:
    """People under each pill; one query."""
    named = {name or "sent": Count("pk", filter=rule) for name, rule in PILLS.items()}
    counts = nominations.aggregate(**named)
    return {**counts, "": counts["sent"]}


def authorities_of(nominations):
    """Who has recommended these people, in the order of the regions."""
    named = nominations.order_by().values("authority")
    return Organization.objects.filter(kind=Kind.AUTHORITY, pk__in=named).order_by("seq")


def classes_to_fill(actor):
    """Enrolling classes this person may select for."""
    own = Cohort.objects.visible_to(actor).enrolling().for_table()
    own = own.filter(organization__code=actor.organization_slug)
    if actor.duties == {Duty.CLASS_TEACHER}:
        own = own.filter(teacher__in=actor.persons)
    return own.order_by("pk")


def lists_of(recommendations):
    """Letters with how many people each names and how many of them are still open."""
    people = Count("nominations")
    handled = ~Q(nominations__state__in=[*_WAITING]) & Q(nominations__withdrawn_at=None)
    picked = Count("nominations", filter=handled)
    return recommendations.annotate(people=people, picked=picked)


_WAITING = (State.DRAFT, State.RECOMMENDED)


def _place(nomination) -> dict:
    return {"no": nomination.place}


def _offered(nomination) -> Outcome:
    if nomination.recommendation_id is None:
        return Outcome("wait", _("名单审核中"))
    if nomination.cohort_id is not None:
        return Outcome("none", _("待机构选拔"))
    return Outcome("none", _("在推荐库"))


def _withdrawn(nomination) -> Outcome:
    if nomination.withdrawn_at is not None:
        day = clock.local_day(nomination.withdrawn_at).isoformat()
        return Outcome("plain", _("推荐已撤回（%(day)s）") % {"day": day})
    return Outcome("plain", _("已退班") if nomination.was_enrolled else _("撤回"))


def _listed(nomination) -> Outcome:
    if nomination.submitted_at is None:
        return Outcome("draft", _("未发出"))
    return Outcome("wait", _("已列入名单"))
