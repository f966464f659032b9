"""Revoking, reinstating and making anew: two people, one open request, nothing lost."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from certificates import verification
from certificates.actions import change as actions
from certificates.actions import edition as editions
from certificates.actions.edition import MAKE_EDITION
from certificates.models import Certificate, CertificateChange
from certificates.numbering import check_code
from certificates.queries.change import differences, facts_now
from institutions.actor import actor_for
from institutions.models import Deputy, Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.audit.sealing import seal_all
from portal.jobs.worker import drain
from portal.notices.models import Notice
from portal.policy import SystemActor
from portal.workflow.engine import IllegalStep
from tests.factories import actor, user
from tests.factories.certificates import ask, batch, changed, completed, issued, issuer
from trainees.models import Completion, Trainee

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


def test_a_revoked_certificate_says_so_at_the_very_next_question(certificate, settings):
    settings.REHEARSAL = False
    Certificate.objects.update(is_rehearsal=False)
    before, was = kept(certificate), verification.by_token(certificate.token).kind

    revoked = changed(certificate, "revoke", reason="issued_in_error")

    answers = [
        verification.by_token(certificate.token).kind,
        verification.by_number(certificate.number, certificate.snapshot["name"]).kind,
        verification.by_hash(certificate.sha256).kind,
    ]
    assert (was, answers) == ("valid", ["revoked"] * 3)
    assert (revoked.state, kept(revoked)) == ("revoked", before)


def test_a_revoked_certificate_becomes_valid_again(certificate):
    before = kept(certificate)
    changed(certificate, "revoke")

    back = changed(certificate, "reinstate", reason="revoked_in_error")

    assert (back.state, kept(back)) == ("issued", before)
    assert states(certificate.number) == [(1, "issued")]


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


def test_what_the_second_person_agrees_to_is_what_was_asked_for(certificate):
    Trainee.objects.update(name="更正后")
    change = ask(certificate, "replace")
    Trainee.objects.update(name="又改了")

    with pytest.raises(ValidationError, match="又有变化"):
        actions.approve_change(change, actor=issuer())

    assert states(certificate.number) == [(1, "issued")]
    assert CertificateChange.objects.get().state == "proposed"


def test_a_firm_that_has_another_name_today_makes_no_paper_wrong(certificate):
    firm = certificate.enrolment.nomination.enterprise
    today = clock.today()
    firm.names.create(name=certificate.snapshot["enterprise"], valid_to=today)
    firm.name = "后来的企业名称"
    firm.save()

    assert differences(certificate, facts_now(certificate)) == []


def test_without_a_correction_there_is_nothing_to_replace(certificate):
    with pytest.raises(ValidationError, match="无须换发"):
        ask(certificate, "replace")


def test_a_correction_that_cannot_be_printed_is_refused_when_it_is_asked(certificate):
    Trainee.objects.update(name="王\U00020bb7")

    with pytest.raises(ValidationError, match="\U00020bb7"):
        ask(certificate, "replace")

    assert CertificateChange.objects.count() == 0


def test_nobody_decides_the_own_request(certificate):
    someone = issuer()
    change = ask(certificate, "revoke", by=someone)

    for verb, note in [(actions.approve_change, ""), (actions.refuse_change, "不妥")]:
        with pytest.raises(PermissionDenied, match="另一位同志复核"):
            verb(change, actor=someone, note=note)

    assert states(certificate.number) == [(1, "issued")]


def test_nor_does_who_stands_in_for_the_asker(certificate):
    someone, colleague = issuer(), issuer()
    post = Membership.objects.get(user=someone.user, duty=Duty.ISSUER)
    Deputy.objects.create(
        membership=post,
        user=colleague.user,
        from_on=clock.today(),
        until_on=clock.today(),
        appointed_at=clock.now(),
    )
    change = ask(certificate, "revoke", by=actor_for(someone.user))

    with pytest.raises(PermissionDenied, match="代办人视为本人"):
        actions.approve_change(change, actor=actor_for(colleague.user))


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.CENTRE, Duty.REVIEWER, "另一位发证员或负责同志"),
        (Kind.BUREAU, Duty.LEAD, "另一位发证员或负责同志"),
        (Kind.INSTITUTION, Duty.MANAGER, "另一位发证员或负责同志"),
    ],
)
def test_who_does_not_decide(certificate, kind, duty, reason):
    change = ask(certificate, "revoke")

    with pytest.raises(PermissionDenied, match=reason):
        actions.approve_change(change, actor=actor(kind, duty))


def test_the_lead_of_the_centre_decides_and_never_asks(certificate):
    lead = actor(Kind.CENTRE, Duty.LEAD)

    with pytest.raises(PermissionDenied, match="发证员颁发"):
        ask(certificate, "revoke", by=lead)
    actions.approve_change(ask(certificate, "revoke"), actor=lead)

    assert states(certificate.number) == [(1, "revoked")]


def test_who_confirmed_the_completion_has_no_hand_in_making_it_valid(certificate):
    someone = issuer()
    Completion.objects.update(decided_by=someone.user)
    change = ask(certificate, "reissue")

    with pytest.raises(PermissionDenied, match="您确认过这名学员的结业"):
        actions.approve_change(change, actor=someone)
    actions.refuse_change(change, actor=issuer(), note="不妥")
    with pytest.raises(PermissionDenied, match="您确认过这名学员的结业"):
        ask(certificate, "reissue", by=someone)
    ask(certificate, "revoke", by=someone)

    assert CertificateChange.objects.open().get().kind == "revoke"


def test_a_second_request_waits_for_the_first(certificate):
    ask(certificate, "revoke")

    with pytest.raises(IllegalStep, match="已有一项申请在等复核"):
        ask(certificate, "reissue")

    assert CertificateChange.objects.count() == 1


def test_nothing_is_asked_while_a_new_edition_is_in_the_making(certificate):
    actions.approve_change(ask(certificate, "reissue"), actor=issuer())

    with pytest.raises(IllegalStep, match="新版正在制作"):
        ask(certificate, "revoke")


def test_two_deciders_leave_one_decision(certificate):
    change = ask(certificate, "revoke")
    actions.refuse_change(change, actor=issuer(), note="证据不足")

    for verb, note in [(actions.approve_change, ""), (actions.refuse_change, "同上")]:
        with pytest.raises(IllegalStep, match="未同意"):
            verb(change, actor=issuer(), note=note)

    assert states(certificate.number) == [(1, "issued")]


@pytest.mark.parametrize(
    ("first", "then", "reason"),
    [
        (None, "reinstate", "已颁发.*不能恢复"),
        ("reissue", "revoke", "已由新版替代.*不能撤销"),
        ("reissue", "reinstate", "已由新版替代.*不能恢复"),
        ("revoke", "reissue", "已撤销.*不能补发"),
        ("revoke", "replace", "已撤销.*不能换发"),
    ],
)
def test_what_does_not_follow_on_what(certificate, first, then, reason):
    if first:
        changed(certificate, first)

    with pytest.raises(IllegalStep, match=reason):
        ask(certificate, then)


def test_nothing_is_reinstated_beside_a_valid_edition(certificate):
    changed(certificate, "reissue")
    Certificate.objects.filter(pk=certificate.pk).update(state="revoked")

    with pytest.raises(IllegalStep, match="已有另一版有效证书"):
        ask(certificate, "reinstate")


def test_a_refusal_needs_its_reason_and_the_asker_is_told(certificate):
    someone = issuer()
    change = ask(certificate, "revoke", by=someone)

    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.refuse_change(change, actor=issuer(), note=" ")
    actions.refuse_change(change, actor=issuer(), note="证据不足")

    told = Notice.objects.filter(topic="certificate.change_refused", channel="inbox")
    assert [(row.user_id, "证据不足" in row.body) for row in told] == [(someone.user.pk, False)]


def test_the_asker_takes_a_request_back_and_asks_again(certificate):
    someone = issuer()
    change = ask(certificate, "revoke", by=someone)

    with pytest.raises(PermissionDenied, match="本人撤回"):
        actions.withdraw_change(change, actor=issuer())
    actions.withdraw_change(change, actor=someone)
    ask(certificate, "reissue", by=someone)

    assert list(CertificateChange.objects.values_list("state", flat=True)) == [
        "proposed",
        "withdrawn",
    ]


@pytest.mark.parametrize("reason", ["lost", "nonsense", ""])
def test_a_reason_belongs_to_its_kind(certificate, reason):
    with pytest.raises(ValidationError, match="不适用"):
        ask(certificate, "revoke", reason=reason)


def test_a_request_explains_itself(certificate):
    with pytest.raises(ValidationError, match="请写明"):
        ask(certificate, "revoke", explanation="  ")


def test_holder_and_institution_are_told_without_the_reason(certificate):
    holder = user(email="holder@example.org")
    Trainee.objects.update(user=holder)
    manager = actor(Kind.INSTITUTION, organization=certificate.enrolment.cohort.organization)
    name, secret = certificate.snapshot["name"], "与某企业的纠纷"

    changed(certificate, "revoke", explanation=secret)

    told = Notice.objects.filter(topic__startswith="certificate.changed")
    assert {(row.user_id, row.channel) for row in told} == {
        (holder.pk, "inbox"),
        (holder.pk, "email"),
        (manager.user.pk, "inbox"),
        *((pk, "inbox") for pk in told.exclude(user=holder).values_list("user", flat=True)),
    }
    texts = [row.subject + row.body for row in told]
    assert [(secret in text, name in text, "已撤销" in text) for text in texts] == [
        (False, False, True)
    ] * len(texts)


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


def test_the_deciders_are_told_and_the_asker_is_not(certificate):
    someone, other = issuer(), issuer()

    ask(certificate, "revoke", by=someone)

    told = set(
        Notice.objects.filter(topic="certificate.change_asked").values_list("user", flat=True)
    )
    assert (other.user.pk in told, someone.user.pk in told) == (True, False)


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


def test_a_change_is_never_deleted(certificate):
    change = ask(certificate, "revoke")

    with pytest.raises(TypeError):
        change.delete()


def test_who_sees_which_requests(certificate):
    Trainee.objects.update(user=user())
    open_one = ask(certificate, "revoke")
    holder = actor_for(Trainee.objects.get().user)
    own = actor(Kind.INSTITUTION, organization=certificate.enrolment.cohort.organization)
    viewers = [actor(Kind.CENTRE), actor(Kind.BUREAU), own, holder, actor(Kind.INSTITUTION)]

    def seen():
        return [CertificateChange.objects.visible_to(who).count() for who in viewers]

    before = seen()
    actions.approve_change(open_one, actor=issuer())

    assert (before, seen()) == ([1, 1, 0, 0, 0], [1, 1, 1, 1, 0])
    assert CertificateChange.objects.visible_to(SystemActor("测试")).count() == 1


BROKEN = [
    {"decided_by": "asker", "state": "approved"},
    {"state": "approved"},
    {"state": "refused", "decided_by": "other"},
    {"reason": "lost"},
    {"explanation": ""},
    {"state": "unknown"},
    {"kind": "reissue", "state": "approved", "decided_by": "other", "reason": "other"},
]


@pytest.mark.postgres
@pytest.mark.parametrize("broken", BROKEN)
def test_the_database_keeps_what_a_request_must_say(certificate, broken):
    change = ask(certificate, "revoke")
    people = {"asker": change.asked_by, "other": issuer().user}
    if who := broken.get("decided_by"):
        broken = {**broken, "decided_by": people[who], "decided_at": clock.now()}

    with pytest.raises(IntegrityError):
        CertificateChange.objects.filter(pk=change.pk).update(**broken)


@pytest.mark.postgres
def test_the_database_takes_one_open_request_a_person(certificate):
    change = ask(certificate, "revoke")
    change.pk = None

    with pytest.raises(IntegrityError):
        change.save()


@pytest.mark.postgres
@pytest.mark.parametrize("changes", [{"batch": None}, {"edition": 2}])
def test_the_database_knows_whence_an_edition_comes(certificate, changes):
    with pytest.raises(IntegrityError):
        Certificate.objects.filter(pk=certificate.pk).update(**changes)
