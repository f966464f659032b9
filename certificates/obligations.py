"""Certificates: owed by the Centre to everybody whose completion is confirmed (R35)."""

from django.db.models import Exists, OuterRef

from certificates.models import Certificate
from certificates.queries.issuing import COMPLETED, IN_HAND
from certificates.states import CertificateState
from institutions.models import Organization
from institutions.states import Duty, Kind
from programs.obligations import Obligation
from programs.states import MilestoneKind
from trainees.models import Enrolment

# What is queued or being made is the portal's to finish; what failed is the issuer's again.
OUT_OF_HAND = [state for state in IN_HAND if state != CertificateState.FAILED]


def who_issues(program):
    """The Centre, once anybody of the year has completed."""
    return Organization.objects.filter(Exists(_completed(program)), kind=Kind.CENTRE)


def have_issued(program):
    """The Centre, when everybody who completed has a certificate, issued or in the making."""
    made = Certificate.objects.filter(enrolment=OuterRef("pk"), state__in=OUT_OF_HAND)
    lacking = _completed(program).exclude(Exists(made))
    return who_issues(program).exclude(Exists(lacking))


def _completed(program):
    return Enrolment.objects.filter(program=program, completion__state__in=COMPLETED)


CERTIFICATES = Obligation(
    MilestoneKind.CERTIFICATES,
    who_issues,
    have_issued,
    (Duty.ISSUER,),
    "certificates:list",
)
