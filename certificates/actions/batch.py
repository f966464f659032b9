"""Issuing for one class: numbers first, in one transaction; the making is a durable job."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateBatch
from certificates.numbering import check_code, new_token
from certificates.papers import ClassPaper, preflight
from certificates.policies.issuing import may_issue_certificates
from certificates.queries.issuing import eligible
from certificates.template_versions import CURRENT
from certificates.workflow.certificate import CERTIFICATE
from portal import clock
from portal.audit.trail import record, record_many
from portal.jobs.queue import enqueue
from portal.policy import require
from programs.models import Cohort
from programs.states import CohortState

MAKE = "certificates.make"
READY = frozenset({CohortState.TEACHING, CohortState.CLOSING})


@transaction.atomic
def issue_certificates(
    cohort: Cohort, *, enrolments: list[int], issued_on: date, actor
) -> CertificateBatch:
    """Number the chosen people's certificates without a gap and queue their making.

    The class's row is locked, so that of two issuers one follows the other;
    serials continue the class's own counter. Each certificate pins its facts,
    template version, 防伪校验码 and address now: what changes later changes
    no paper. Source: R35, R43.

    Args:
        enrolments: Ids from the page; all must still be eligible.
        issued_on: The date on the paper: from the class's first day to today.

    Raises:
        ValidationError: a date that cannot be, nobody chosen, somebody not (any
            longer) eligible, or a name that cannot be printed; nothing is numbered then.
        PermissionDenied: see :func:`may_issue_certificates`.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).for_table().get(pk=cohort.pk)
    people = list(eligible(cohort).filter(pk__in=enrolments))
    require(may_issue_certificates(actor, people))
    paper = ClassPaper(cohort, issued_on)
    _check(cohort, people, enrolments, paper)
    batch = CertificateBatch.objects.create(
        cohort=cohort,
        issued_on=issued_on,
        created_by=actor.user,
        created_at=clock.now(),
        count=len(people),
    )
    first = cohort.last_certificate_no + 1
    certificates = [
        _numbered(batch, person, paper, serial)
        for serial, person in enumerate(people, start=first)
    ]
    Certificate.objects.bulk_create(certificates)
    taken = F("last_certificate_no") + len(people)
    Cohort.objects.filter(pk=cohort.pk).update(last_certificate_no=taken)
    record(actor, "issue", batch, count=len(people), first=first)
    record_many(actor, "number", certificates)
    enqueue(MAKE, f"certificates:{batch.pk}", {"batch": batch.pk}, actor=actor)
    return batch


@transaction.atomic
def retry_certificates(batch: CertificateBatch, *, actor) -> int:
    """Queue the batch's failed certificates again, each under the number it has."""
    rows = Certificate.objects.filter(batch=batch)
    moved = CERTIFICATE.advance_many(rows, "retry", actor=actor, stamp={"problem": ""})
    if not moved:
        raise ValidationError(_("本批次没有生成失败的证书"))
    again = f"certificates:{batch.pk}:{clock.wall().isoformat()}"
    enqueue(MAKE, again, {"batch": batch.pk}, actor=actor)
    return len(moved)


def _check(cohort, people, chosen, paper) -> None:
    if not chosen:
        raise ValidationError(_("请至少选择一名学员"))
    if fault := _date_fault(cohort, paper.issued_on):
        raise ValidationError({"issued_on": fault})
    if cohort.state not in READY:
        raise ValidationError(_("班次开班后才能颁发证书"))
    if len(people) != len(set(chosen)):
        raise ValidationError(_("所选学员中有人已有证书或不再符合条件，请刷新后重新选择"))
    problems = [(person, preflight(paper, person)) for person in people]
    texts = [f"{person.trainee.name}：{problem}" for person, problem in problems if problem]
    if texts:
        raise ValidationError(texts)


def _date_fault(cohort, issued_on) -> str:
    """A certificate stays for ever, and so does a slip in its date."""
    today = clock.today()
    # A class may have begun before the day that was planned.
    earliest = min(cohort.starts_on, today)
    if issued_on > today:
        return _("颁发日期不能晚于今天")
    if issued_on < earliest:
        return _("颁发日期不能早于开班日期 %(day)s") % {"day": earliest}
    return ""


def _numbered(batch, person, paper, serial) -> Certificate:
    snapshot = paper.snapshot(person, serial=serial)
    return Certificate(
        enrolment=person,
        batch=batch,
        number=snapshot["number"],
        serial=serial,
        snapshot=snapshot,
        template_version=CURRENT,
        token=new_token(),
        check_code=check_code(snapshot),
        is_rehearsal=paper.rehearsal,
    )
