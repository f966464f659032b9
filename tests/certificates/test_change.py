"""Revoking, reinstating and making anew: two people, one open request, nothing lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from certificates.actions import change as actions
from certificates.models import Certificate, CertificateChange
from certificates.verification import answers as verification
from institutions.actor import actor_for
from institutions.models import Deputy, Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.notices.models import Notice
from portal.policy import SystemActor
from portal.workflow.engine import IllegalStep
from tests.factories import actor, user
from tests.factories.certificates import ask, changed, issued, issuer
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


def test_what_the_second_person_agrees_to_is_what_was_asked_for(certificate):
    Trainee.objects.update(name="更正后")
    change = ask(certificate, "replace")
    Trainee.objects.update(name="又改了")

    with pytest.raises(ValidationError, match="又有变化"):
        actions.approve_change(change, actor=issuer())

    assert states(certificate.number) == [(1, "issued")]
    assert CertificateChange.objects.get().state == "proposed"


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


def test_the_deciders_are_told_and_the_asker_is_not(certificate):
    someone, other = issuer(), issuer()

    ask(certificate, "revoke", by=someone)

    told = set(
        Notice.objects.filter(topic="certificate.change_asked").values_list("user", flat=True)
    )
    assert (other.user.pk in told, someone.user.pk in told) == (True, False)


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
