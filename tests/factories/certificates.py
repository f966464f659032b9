"""Classes whose people have completed, and certificates made for them."""

from certificates.actions.batch import MAKE, issue_certificates
from certificates.actions.change import approve_change, ask_change
from certificates.actions.edition import MAKE_EDITION
from certificates.models import Certificate
from institutions.states import Duty, Kind
from portal import clock
from portal.jobs.worker import drain
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories.completion import FULL
from tests.factories.trainees import enrolled, manager, reviewer
from trainees.actions import completion as completions
from trainees.models import Completion, Enrolment


def completed(size: int = 2, **fields) -> Cohort:
    """A class in closing whose people's completion the Centre has confirmed."""
    organization(
        Kind.CENTRE, name="工业和信息化部人才交流中心", name_en="Talent Exchange Center"
    )
    body = organization(
        Kind.INSTITUTION, f"F{Cohort.objects.count() + 1001:04d}", name="望江大学"
    )
    cohort = enrolled(size=size, body=body, name="区域发展 01 班", **fields).cohort
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.TEACHING)
    cohort.refresh_from_db()
    teacher = manager(cohort)
    rows = {row.pk: FULL for row in Enrolment.objects.filter(cohort=cohort)}
    completions.record_hours(cohort, rows=rows, actor=teacher)
    completions.propose_completions(cohort, actor=teacher)
    proposals = list(Completion.objects.filter(enrolment__cohort=cohort))
    completions.confirm_completions(
        cohort,
        completions=[row.pk for row in proposals],
        seen=clock.now(),
        actor=reviewer(),
    )
    return cohort


def issuer():
    return actor(Kind.CENTRE, Duty.ISSUER)


def people(cohort) -> list[int]:
    rows = Enrolment.objects.filter(cohort=cohort).order_by("number")
    return list(rows.values_list("pk", flat=True))


def batch(cohort, *, by=None, chosen=None):
    """Numbered and queued, not yet made."""
    return issue_certificates(
        cohort,
        enrolments=people(cohort) if chosen is None else chosen,
        issued_on=clock.today(),
        actor=by or issuer(),
    )


def issued(size: int = 1) -> list[Certificate]:
    """Made to the end by the job itself."""
    made = batch(completed(size))
    drain({MAKE})
    return list(made.certificates.select_related("file", "enrolment").order_by("serial"))


def ask(
    certificate, kind: str, *, by=None, reason: str = "other", explanation="经核实（演示）"
):
    """An issuer's request, open until somebody else decides it."""
    return ask_change(
        certificate, kind, reason=reason, explanation=explanation, actor=by or issuer()
    )


def changed(certificate, kind: str, **words) -> Certificate:
    """Asked and agreed to, a new edition made to the end; the certificate asked about."""
    approve_change(ask(certificate, kind, **words), actor=issuer())
    drain({MAKE_EDITION})
    certificate.refresh_from_db()
    return certificate
