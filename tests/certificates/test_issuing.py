"""Numbering without a gap, separation of duties, and what the batch refuses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from certificates.actions import batch as actions
from certificates.models import Certificate, CertificateBatch
from certificates.numbering import check_code, parse
from certificates.queries.issuing import candidates, issuing_overview
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.jobs.models import Job
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import actor
from tests.factories.certificates import batch, completed, issuer, people
from trainees.models import Completion, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return completed(3)


def test_a_batch_numbers_its_people_in_order_and_queues_the_making(cohort):
    made = batch(cohort)

    rows = list(made.certificates.order_by("serial"))
    assert [row.serial for row in rows] == [1, 2, 3]
    assert [row.enrolment_id for row in rows] == people(cohort)
    assert {parse(row.number).serial for row in rows} == {1, 2, 3}
    assert {row.state for row in rows} == {"queued"}
    job = Job.objects.get(kind=actions.MAKE)
    assert job.payload == {"batch": made.pk}
    assert Entry.objects.filter(action="certificates.certificate.number").count() == 3


def test_the_next_batch_goes_on_where_the_last_one_ended(cohort):
    first, *rest = people(cohort)
    batch(cohort, chosen=[first])

    second = batch(cohort, chosen=rest)

    assert sorted(second.certificates.values_list("serial", flat=True)) == [2, 3]
    assert Cohort.objects.get().last_certificate_no == 3


def test_the_facts_are_pinned_when_the_number_is_given(cohort):
    made = batch(cohort, chosen=people(cohort)[:1])
    row = made.certificates.get()
    name = row.snapshot["name"]

    Trainee.objects.update(name="改过的名字")
    row.refresh_from_db()

    assert (row.snapshot["name"], check_code(row.snapshot)) == (name, row.check_code)


def test_rehearsal_numbers_say_so(cohort, settings):
    settings.REHEARSAL = True

    numbers = [row.number for row in batch(cohort).certificates.all()]

    assert {number[:2] for number in numbers} == {"YL"}


def test_whoever_confirmed_a_completion_does_not_issue_it(cohort):
    someone = issuer()
    Completion.objects.filter(enrolment=people(cohort)[0]).update(decided_by=someone.user)

    with pytest.raises(PermissionDenied, match="另一位发证员"):
        batch(cohort, by=someone)

    assert (Certificate.objects.count(), CertificateBatch.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.CENTRE, Duty.REVIEWER, "发证员颁发"),
        (Kind.BUREAU, Duty.OFFICER, "统一颁发"),
        (Kind.INSTITUTION, Duty.MANAGER, "统一颁发"),
    ],
)
def test_only_an_issuer_of_the_centre_issues(cohort, kind, duty, reason):
    with pytest.raises(PermissionDenied, match=reason):
        batch(cohort, by=actor(kind, duty))


def test_nobody_gets_a_second_certificate(cohort):
    batch(cohort)

    with pytest.raises(ValidationError, match="不再符合条件"):
        batch(cohort)

    assert Certificate.objects.count() == 3


def test_who_has_not_completed_gets_none(cohort):
    Completion.objects.filter(enrolment=people(cohort)[0]).update(state="incomplete")

    with pytest.raises(ValidationError, match="不再符合条件"):
        batch(cohort)
    assert [row.enrolment.pk for row in candidates(cohort, clock.today())] == people(cohort)[1:]


@pytest.mark.parametrize(
    ("chosen", "state", "reason"),
    [([], CohortState.TEACHING, "至少选择一名"), (None, CohortState.ENROLLING, "开班后")],
)
def test_what_a_batch_needs(cohort, chosen, state, reason):
    Cohort.objects.update(state=state)

    with pytest.raises(ValidationError, match=reason):
        batch(cohort, chosen=chosen)


def test_a_name_without_glyphs_is_refused_before_it_gets_a_number(cohort):
    Trainee.objects.filter(enrolments=people(cohort)[1]).update(name="王\U00020bb7")

    listed = {row.enrolment.pk: row.problem for row in candidates(cohort, clock.today())}
    with pytest.raises(ValidationError, match="王\U00020bb7"):
        batch(cohort)

    assert [bool(listed[pk]) for pk in people(cohort)] == [False, True, False]
    assert (Certificate.objects.count(), Cohort.objects.get().last_certificate_no) == (0, 0)


def test_nothing_failed_means_nothing_to_retry(cohort):
    made = batch(cohort)

    with pytest.raises(ValidationError, match="没有生成失败"):
        actions.retry_certificates(made, actor=issuer())


def test_a_certificate_is_never_deleted(cohort):
    batch(cohort)

    with pytest.raises(TypeError):
        Certificate.objects.first().delete()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "changes",
    [
        {"state": "issued"},
        {"state": "issued", "sha256": "0" * 64, "signer_fingerprint": "0" * 64},
    ],
)
def test_the_database_refuses_an_issued_certificate_without_its_file(cohort, changes):
    batch(cohort)

    with pytest.raises(IntegrityError):
        Certificate.objects.filter(serial=1).update(**changes)


@pytest.mark.postgres
def test_the_database_refuses_a_number_twice(cohort):
    batch(cohort)
    first, second = Certificate.objects.order_by("serial")[:2]

    with pytest.raises(IntegrityError):
        Certificate.objects.filter(pk=second.pk).update(number=first.number)


def test_whose_certificate_was_revoked_or_is_being_made_does_not_wait_for_one(cohort):
    first, second, _third = people(cohort)
    batch(cohort, chosen=[first, second])
    before = issuing_overview([cohort])[0]
    Certificate.objects.filter(enrolment=first).update(state="void")

    after = issuing_overview([cohort])[0]

    assert (before["completed"], before["waiting"], after["waiting"]) == (3, 1, 2)


def test_who_sees_which_certificates(cohort):
    made = batch(cohort, chosen=people(cohort)[:1])
    own = actor(Kind.INSTITUTION, organization=cohort.organization)

    seen = {
        name: Certificate.objects.visible_to(who).count()
        for name, who in {
            "centre": actor(Kind.CENTRE),
            "bureau": actor(Kind.BUREAU),
            "own class": own,
            "other class": actor(Kind.INSTITUTION),
            "trainee": actor("trainee"),
            "evaluator": actor(Kind.EVALUATOR),
            "public": actor("public"),
        }.items()
    }

    assert seen == {
        "centre": 1,
        "bureau": 1,
        "own class": 0,
        "other class": 0,
        "trainee": 0,
        "evaluator": 0,
        "public": 0,
    }
    batches = CertificateBatch.objects.visible_to(actor(Kind.INSTITUTION))
    assert (list(batches), list(CertificateBatch.objects.visible_to(own))) == ([], [made])
