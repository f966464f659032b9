"""The job: files that fit their rows, one failure that stops nobody, a restart that goes on."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied

from certificates import jobs
from certificates.actions import batch as actions
from certificates.actions import making
from certificates.checking import check_pdf
from certificates.models import Certificate
from certificates.rendering import Unfit
from certificates.states import CertificateState
from certificates.workflow.certificate import CERTIFICATE
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.worker import drain
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import user
from tests.factories.certificates import batch, completed, issuer
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_certificate_is_stored_hashed_and_signed():
    made = batch(completed(2))

    drain({actions.MAKE})

    job = Job.objects.get(kind=actions.MAKE)
    assert (job.state, job.done_count, job.total_count) == ("done", 2, 2)
    for row in made.certificates.select_related("file"):
        content = row.file.read()
        assert (row.state, hashlib.sha256(content).hexdigest()) == ("issued", row.sha256)
        report = check_pdf(content)
        assert (report.genuine, report.signer_fingerprint) == (True, row.signer_fingerprint)


def test_holders_with_an_account_are_told_once():
    cohort = completed(2)
    holder = user()
    Trainee.objects.filter(pk=Trainee.objects.first().pk).update(user=holder)

    batch(cohort)
    drain({actions.MAKE})
    drain({actions.MAKE})

    told = Notice.objects.filter(topic="certificate.issued", channel="inbox")
    assert [n.user_id for n in told] == [holder.pk]


def test_one_unprintable_person_stops_nobody_and_is_retried_under_the_same_number(monkeypatch):
    made = batch(completed(3))
    second = made.certificates.get(serial=2)
    real = jobs._render

    def refuse_second(chunk):
        if any(row.pk == second.pk for row in chunk):
            raise Unfit("缺字")
        return real(chunk)

    monkeypatch.setattr(jobs, "_render", refuse_second)
    drain({actions.MAKE})
    after_first = list(made.certificates.order_by("serial").values_list("state", "problem"))
    monkeypatch.setattr(jobs, "_render", real)
    actions.retry_certificates(made, actor=issuer())
    drain({actions.MAKE})

    assert after_first == [("issued", ""), ("failed", "缺字"), ("issued", "")]
    second.refresh_from_db()
    assert (second.state, second.problem, second.number) == (
        "issued",
        "",
        made.certificates.get(serial=2).number,
    )


def test_a_run_cut_short_is_taken_up_where_it_stopped():
    made = batch(completed(3))
    first = made.certificates.get(serial=1)
    making.begin_rendering(list(made.certificates.all()), actor=jobs.PORTAL)

    drain({actions.MAKE})

    assert set(made.certificates.values_list("state", flat=True)) == {"issued"}
    assert StoredFile.objects.filter(purpose="certificate").count() == 3
    first.refresh_from_db()
    with pytest.raises(IllegalStep):
        making.fail_certificate(first, problem="again", actor=jobs.PORTAL)


def test_a_person_takes_none_of_the_jobs_steps():
    made = batch(completed(1))

    with pytest.raises(PermissionDenied, match="系统完成"):
        making.begin_rendering(list(made.certificates.all()), actor=issuer())


LEGAL = {
    ("queued", "render"),
    ("rendering", "render"),
    ("rendering", "issue"),
    ("rendering", "fail"),
    ("failed", "retry"),
    ("queued", "void"),
    ("failed", "void"),
    ("issued", "revoke"),
    ("revoked", "reinstate"),
    ("issued", "supersede"),
}
BY_HAND = {"retry", "void", "revoke", "reinstate"}


def test_every_step_not_in_the_table_is_refused():
    row = batch(completed(1)).certificates.get()
    kept = {
        "sha256": "0" * 64,
        "signer_fingerprint": "0" * 64,
        "signed_at": row.batch.created_at,
    }
    stored = StoredFile.objects.create(
        key="k",
        name="n",
        size=1,
        sha256="0" * 64,
        content_type="application/pdf",
        purpose="certificate",
        created_at=row.batch.created_at,
    )
    who, taken = issuer(), set()
    for state in CertificateState.values:
        for name in CERTIFICATE.steps:
            Certificate.objects.filter(pk=row.pk).update(state=state, file=stored, **kept)
            try:
                taker = who if name in BY_HAND else jobs.PORTAL
                CERTIFICATE.advance(row.pk, name, actor=taker, note="因故")
                taken.add((state, name))
            except IllegalStep:
                pass

    assert taken == LEGAL
