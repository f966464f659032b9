"""Editions under one number: made anew, put in the old one's place, or made void."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from certificates.actions import change as actions
from certificates.actions import edition as editions
from certificates.actions.edition import MAKE_EDITION
from certificates.models import Certificate
from certificates.numbering import check_code
from certificates.queries.change import differences, facts_now
from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from portal.audit.sealing import seal_all
from portal.jobs.worker import drain
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import actor, user
from tests.factories.certificates import ask, batch, changed, completed, issued, issuer
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate():
    return issued(1)[0]


def states(number) -> list[tuple[int, str]]:
    rows = Certificate.objects.filter(number=number).order_by("edition")
    return list(rows.values_list("edition", "state"))


def kept(row) -> tuple:
    """All that must stay of an edition whatever happens after it."""
    return (
        row.snapshot,
        row.sha256,
        row.token,
        row.check_code,
        row.template_version,
        row.file_id,
    )


def test_a_reissue_says_the_same_under_the_same_number(certificate):
    before = kept(certificate)
    Trainee.objects.update(name="后来改的名字")

    old = changed(certificate, "reissue", reason="lost")

    new = Certificate.objects.get(number=certificate.number, edition=2)
    assert states(certificate.number) == [(1, "superseded"), (2, "issued")]
    assert kept(old) == before
    assert new.snapshot == {**old.snapshot, "edition": 2}
    assert (new.serial, new.template_version) == (old.serial, old.template_version)
    assert new.check_code == check_code(new.snapshot)
    assert (new.token == old.token, new.check_code == old.check_code) == (False, False)
    assert hashlib.sha256(new.file.read()).hexdigest() == new.sha256
    assert old.file.read() != new.file.read()


def test_until_the_new_file_is_there_the_old_edition_is_the_valid_one(certificate):
    change = actions.approve_change(ask(certificate, "reissue"), actor=issuer())

    waiting = states(certificate.number)
    drain({MAKE_EDITION})

    assert waiting == [(1, "issued"), (2, "queued")]
    assert states(certificate.number) == [(1, "superseded"), (2, "issued")]
    change.refresh_from_db()
    assert (change.state, change.edition.edition) == ("approved", 2)


def test_a_replacement_prints_the_corrected_facts_and_keeps_number_and_date(certificate):
    name = certificate.snapshot["name"]
    Trainee.objects.update(name="更正后")

    changed(certificate, "replace", reason="name_corrected")

    new = Certificate.objects.get(number=certificate.number, edition=2)
    assert (new.snapshot["name"], new.snapshot["edition"]) == ("更正后", 2)
    same = {key: new.snapshot[key] for key in new.snapshot if key not in {"name", "edition"}}
    assert same == {key: certificate.snapshot[key] for key in same}
    certificate.refresh_from_db()
    assert (certificate.state, certificate.snapshot["name"]) == ("superseded", name)


def test_a_firm_that_has_another_name_today_makes_no_paper_wrong(certificate):
    firm = certificate.enrolment.nomination.enterprise
    today = clock.today()
    firm.names.create(name=certificate.snapshot["enterprise"], valid_to=today)
    firm.name = "后来的企业名称"
    firm.save()

    assert differences(certificate, facts_now(certificate)) == []


def test_the_new_edition_is_announced_when_it_is_there(certificate):
    holder = user()
    Trainee.objects.update(user=holder)
    actions.approve_change(ask(certificate, "reissue"), actor=issuer())
    topic = "certificate.changed_holder"
    before = Notice.objects.filter(topic=topic).count()

    drain({MAKE_EDITION})
    drain({MAKE_EDITION})

    told = Notice.objects.get(topic=topic)
    new = Certificate.objects.get(edition=2)
    assert (before, told.user_id, str(new.public_id) in told.link) == (0, holder.pk, True)


def test_an_edition_that_cannot_be_made_leaves_the_old_one_valid(certificate, monkeypatch):
    from certificates import jobs, rendering  # noqa: PLC0415 -- patched here alone

    def refuse(chunk):
        raise rendering.Unfit("缺字")

    real = jobs._render
    monkeypatch.setattr(jobs, "_render", refuse)
    changed(certificate, "reissue")
    failed = Certificate.objects.get(edition=2)
    before = states(certificate.number)

    monkeypatch.setattr(jobs, "_render", real)
    editions.retry_edition(failed, actor=issuer())
    drain({MAKE_EDITION})

    assert (before, failed.problem) == ([(1, "issued"), (2, "failed")], "缺字")
    assert states(certificate.number) == [(1, "superseded"), (2, "issued")]


def test_what_is_made_void_stays_in_the_register_and_its_place_is_not_used_again(certificate):
    actions.approve_change(ask(certificate, "reissue"), actor=issuer())
    Certificate.objects.filter(edition=2).update(state="failed", problem="缺字")
    failed = Certificate.objects.get(edition=2)

    with pytest.raises(ValidationError, match="需要填写意见"):
        editions.void_certificate(failed, note="", actor=issuer())
    editions.void_certificate(failed, note="持证人不再需要", actor=issuer())
    drain({MAKE_EDITION})
    changed(certificate, "reissue")

    assert states(certificate.number) == [(1, "superseded"), (2, "void"), (3, "issued")]


def test_only_what_failed_is_made_void_and_only_by_an_issuer(certificate):
    with pytest.raises(IllegalStep, match="只有未能生成的"):
        editions.void_certificate(certificate, note="不要了", actor=issuer())

    Certificate.objects.filter(pk=batch(completed(1)).certificates.get().pk).update(
        state="failed"
    )
    failed = Certificate.objects.get(state="failed")
    with pytest.raises(PermissionDenied, match="发证员"):
        editions.void_certificate(failed, note="不要了", actor=actor(Kind.CENTRE))


def test_a_first_number_made_void_is_followed_by_a_new_number(certificate):
    cohort = completed(1)
    batch(cohort)
    first = Certificate.objects.get(enrolment__cohort=cohort)
    Certificate.objects.filter(pk=first.pk).update(state="failed")

    editions.void_certificate(first, note="姓名待补字", actor=issuer())
    batch(cohort)

    rows = Certificate.objects.filter(enrolment__cohort=cohort).order_by("pk")
    assert list(rows.values_list("serial", "edition", "state")) == [
        (1, 1, "void"),
        (2, 1, "queued"),
    ]


def test_every_act_stands_in_the_chain(certificate):
    changed(certificate, "revoke")
    changed(certificate, "reinstate")
    changed(certificate, "reissue")
    Trainee.objects.update(name="更正后")
    changed(Certificate.objects.get(edition=2), "replace")

    seal_all()

    acts = Entry.objects.filter(target_model="certificates.certificate").order_by("pk")
    said = [row.action.rpartition(".")[2] for row in acts]
    assert said == [
        *("number", "render", "issue", "revoke", "reinstate"),
        *("number", "reissue", "render", "supersede", "issue"),
        *("number", "replace", "render", "supersede", "issue"),
    ]
    assert Entry.objects.unsealed().count() == 0


@pytest.mark.postgres
@pytest.mark.parametrize("changes", [{"batch": None}, {"edition": 2}])
def test_the_database_knows_whence_an_edition_comes(certificate, changes):
    with pytest.raises(IntegrityError):
        Certificate.objects.filter(pk=certificate.pk).update(**changes)
