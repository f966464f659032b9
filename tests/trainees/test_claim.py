"""From the class's code to one's own account: four things that fit, one answer otherwise."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse

from institutions.actor import PUBLIC_ACTOR, actor_for
from institutions.states import Duty, Kind
from portal import clock
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.crypto import decrypt
from tests.factories import actor, member, user
from tests.factories.trainees import enrolled, manager
from tests.support.races import at_once
from trainees.actions import claim as actions
from trainees.actions.my import confirm_latin_name
from trainees.models import ClassCode, Enrolment, Trainee
from trainees.queries.claim import Claim, ClaimRefused, find_claimable

pytestmark = pytest.mark.django_db

PASSWORD = "望江的清晨-2023"


@pytest.fixture
def person():
    cohort = enrolled(size=2).cohort
    return Enrolment.objects.filter(cohort=cohort).select_related("trainee", "cohort").first()


@pytest.fixture
def code(person):
    return actions.issue_class_code(person.cohort, actor=manager(person.cohort))


def tail(trainee):
    return decrypt(bytes(trainee.id_cipher), context=trainee.id_context)[-6:]


def right(person, issued, **changes):
    trainee = person.trainee
    fitting = {
        "code": issued.clear(),
        "name": trainee.name,
        "mobile": trainee.mobile,
        "id_tail": tail(trainee),
    }
    return Claim(**{**fitting, **changes})


def claimed(person, code):
    return actions.claim_account(right(person, code), password_hash="!x", actor=PUBLIC_ACTOR)


def test_four_fitting_things_open_the_account_with_consent(person, code):
    newcomer = claimed(person, code)

    trainee = Trainee.objects.get(pk=person.trainee_id)
    assert (trainee.user, newcomer.kind) == (newcomer.user, "trainee")
    assert (trainee.consent_version, trainee.consented_at is None) == ("2022-1", False)
    assert (newcomer.user.username, newcomer.user.full_name) == (trainee.mobile, trainee.name)
    assert Entry.objects.get(action="trainees.trainee.claim").actor == newcomer.user


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "0000-0000-0000"},
        {"name": "别人"},
        {"mobile": "13900000000"},
        {"id_tail": "000000"},
    ],
)
def test_one_wrong_thing_opens_nothing(person, code, wrong):
    with pytest.raises(ClaimRefused):
        find_claimable(right(person, code, **wrong))


def test_a_code_of_another_class_opens_nothing(person, code):
    other = enrolled(size=1).cohort
    foreign = actions.issue_class_code(other, actor=manager(other))

    with pytest.raises(ClaimRefused):
        find_claimable(right(person, foreign))


def test_an_old_or_expired_code_opens_nothing(person, code, time_machine):
    former = right(person, code)
    newer = actions.issue_class_code(person.cohort, actor=manager(person.cohort))
    with pytest.raises(ClaimRefused):
        find_claimable(former)

    time_machine.move_to(newer.expires_at)
    with pytest.raises(ClaimRefused):
        find_claimable(right(person, newer))


def test_an_opened_account_is_not_opened_again(person, code):
    opened = claimed(person, code)
    opened.user.set_password(PASSWORD)
    opened.user.save()

    with pytest.raises(ClaimRefused):
        claimed(person, code)


def test_a_mobile_that_signs_somebody_else_in_is_said(person, code):
    user(person.trainee.mobile)

    with pytest.raises(ValidationError, match="联系班主任更正"):
        claimed(person, code)

    assert Trainee.objects.filter(user=None).count() == 2


def test_the_class_teacher_resets_on_the_spot_and_the_code_opens_again(person, code):
    opened = claimed(person, code)
    opened.user.set_password(PASSWORD)
    opened.user.save()
    enrolment = Enrolment.objects.select_related("trainee__user", "cohort__organization").get(
        pk=person.pk
    )

    actions.reset_account(enrolment, actor=manager(person.cohort))

    assert User.objects.get(pk=opened.user.pk).has_usable_password() is False
    assert claimed(person, code).user == opened.user


def test_an_account_that_was_never_opened_needs_no_reset(person):
    with pytest.raises(PermissionDenied, match="还没有激活"):
        actions.reset_account(person, actor=manager(person.cohort))


def test_a_class_teacher_does_not_reset_a_colleague_of_another_body(person, code):
    opened = claimed(person, code)
    member_of = member(actor(Kind.AUTHORITY).organization)
    Trainee.objects.filter(pk=person.trainee_id).update(user=member_of)
    person.refresh_from_db()

    with pytest.raises(PermissionDenied, match="另有单位职责"):
        actions.reset_account(person, actor=manager(person.cohort))
    assert opened.user.pk != member_of.pk


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.INSTITUTION, Duty.MANAGER, "承担该班次"),
        (Kind.CENTRE, Duty.REVIEWER, "承担该班次"),
    ],
)
def test_only_the_class_hands_out_its_code(person, kind, duty, reason):
    with pytest.raises(PermissionDenied, match=reason):
        actions.issue_class_code(person.cohort, actor=actor(kind, duty))


def test_a_clerk_of_the_body_does_not_hand_it_out(person):
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=person.cohort.organization)

    with pytest.raises(PermissionDenied, match="班主任开具"):
        actions.issue_class_code(person.cohort, actor=clerk)


@pytest.mark.postgres
def test_the_database_keeps_one_open_code_per_class(person, code):
    with pytest.raises(IntegrityError):
        ClassCode.objects.create(
            cohort=person.cohort,
            digest="x",
            cipher=b"x",
            issued_by=code.issued_by,
            issued_at=clock.wall(),
            expires_at=clock.wall(),
        )


def test_who_sees_a_class_code(person, code):
    own = actor(Kind.INSTITUTION, organization=person.cohort.organization)
    others = [actor(Kind.INSTITUTION), actor(Kind.CENTRE), actor("public"), actor("trainee")]

    assert list(ClassCode.objects.visible_to(own)) == [code]
    assert [list(ClassCode.objects.visible_to(who)) for who in others] == [[]] * 4


def typed(person, issued, **changes):
    claim = right(person, issued)
    return {
        "code": claim.code.lower().replace("-", " "),
        "full_name": claim.name,
        "mobile": claim.mobile,
        "id_tail": claim.id_tail,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "consent": "on",
        **changes,
    }


def test_the_page_signs_the_person_in_under_the_trainees_hat(client, person, code):
    answer = client.post(reverse("activate:claim"), typed(person, code))

    assert answer.url == reverse("my:home")
    page = client.get(answer.url)
    assert (page.status_code, person.student_no in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "as_typed", ["阿依古丽•买买提", "阿依古丽.买买提", " 阿依古丽 · 买买提 "]
)
def test_any_dot_between_the_parts_of_a_name_opens_the_account(client, person, code, as_typed):
    Trainee.objects.filter(pk=person.trainee_id).update(name="阿依古丽·买买提")
    person.trainee.refresh_from_db()

    page = client.post(
        reverse("activate:claim"), typed(person, code, full_name=as_typed), follow=True
    )

    assert page.status_code == 200
    assert Trainee.objects.get(pk=person.trainee_id).user is not None


def test_every_wrong_combination_gets_the_same_words(client, person, code):
    wrong = [{"code": "1111-1111-1111"}, {"full_name": "别人"}, {"id_tail": "000000"}]

    answers = [client.post(reverse("activate:claim"), typed(person, code, **w)) for w in wrong]

    assert {answer.status_code for answer in answers} == {422}
    assert {tuple(answer.context["form"].non_field_errors()) for answer in answers} == {
        ("激活码、姓名、手机号码、证件号码后六位对不上，或账号已经激活；请核对或联系班主任",)
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id_tail": "12345"}, "最后 6 位，现有 5 位"),
        ({"consent": ""}, "同意授权书后才能激活"),
        ({"password2": "另一个密码-123"}, "两次输入的密码不一致"),
        ({"mobile": "123"}, "11 位数字，现有 3 位"),
    ],
)
def test_what_is_wrong_in_the_form_is_said(client, person, code, changes, message):
    answer = client.post(reverse("activate:claim"), typed(person, code, **changes))

    assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_guessing_is_stopped(client, person, code):
    url = reverse("activate:claim")
    wrong = typed(person, code, id_tail="000000")

    answers = [client.post(url, wrong).status_code for _ in range(8)]

    assert answers == [422] * 6 + [429] * 2
    assert client.post(url, typed(person, code)).status_code == 429


def test_the_link_fills_the_code_in(client, code):
    page = client.get(reverse("activate:code", args=[code.clear()]))

    assert f'value="{code.clear()}"' in page.content.decode()


def test_the_class_page_shows_the_code_to_those_who_hand_it_out(client, person, code):
    url = reverse("activate:class_code", args=[person.cohort_id])
    client.force_login(manager(person.cohort).user)
    shown = client.get(url).content.decode()
    clerk = member(person.cohort.organization, Duty.CLERK)
    client.force_login(clerk)
    hidden = client.get(url).content.decode()

    assert (code.clear() in shown, code.clear() in hidden) == (True, False)


def test_issuing_and_resetting_on_the_page(client, person, code):
    claimed(person, code)
    client.force_login(manager(person.cohort).user)

    client.post(reverse("activate:issue", args=[person.cohort_id]))
    reset = client.post(reverse("activate:reset", args=[person.cohort_id, person.pk]))

    assert reset.status_code == 302
    assert ClassCode.objects.filter(withdrawn_at=None).exclude(pk=code.pk).count() == 1


def test_only_a_new_code_is_said_to_end_a_former_one(client, person):
    client.force_login(manager(person.cohort).user)
    issue = reverse("activate:issue", args=[person.cohort_id])

    first, second = (client.post(issue, follow=True).context["messages"] for _ in range(2))

    assert [str(message) for message in first] == ["已开具班级激活码"]
    assert [str(message) for message in second] == ["已开具新的班级激活码，原来的随即失效"]


def test_a_person_of_another_class_is_not_reset_here(client, person):
    other = enrolled(size=1).cohort
    stranger = Enrolment.objects.get(cohort=other)
    client.force_login(manager(person.cohort).user)

    answer = client.post(reverse("activate:reset", args=[person.cohort_id, stranger.pk]))

    assert answer.status_code == 404


@pytest.fixture
def signed_in(client, person, code):
    client.force_login(claimed(person, code).user)
    return client


def test_the_trainee_confirms_the_spelling_of_the_name(signed_in, person):
    url = reverse("my:profile")

    wrong = signed_in.post(url, {"name_latin": "张三"})
    signed_in.post(url, {"name_latin": "Zhang San"})

    assert wrong.status_code == 422
    assert Trainee.objects.get(pk=person.trainee_id).name_latin == "Zhang San"
    assert "Zhang San" in signed_in.get(url).content.decode()


def test_nobody_else_confirms_it(person):
    from_outside = actor_for(user())

    with pytest.raises(PermissionDenied, match="本人"):
        confirm_latin_name(person.trainee, name_latin="X", actor=from_outside)


def test_somebody_without_a_class_is_told_so(client):
    client.force_login(user())

    home = client.get(reverse("my:home"))
    profile = client.get(reverse("my:profile"))

    assert ("还没有班级" in home.content.decode(), profile.url) == (True, reverse("my:home"))


def test_the_page_shows_a_masked_number_only(signed_in, person):
    page = signed_in.get(reverse("my:profile")).content.decode()

    assert person.trainee.id_masked in page
    assert tail(person.trainee) not in page.replace(person.trainee.id_masked, "")


def test_of_two_who_claim_one_account_at_once_the_second_is_refused(person, code, monkeypatch):
    found = find_claimable(right(person, code))
    first = claimed(person, code).user
    first.set_password(PASSWORD)
    first.save()
    # Where two requests look before either has written, both have found the same person.
    monkeypatch.setattr(actions, "find_claimable", lambda claim: found)

    with pytest.raises(ClaimRefused):
        claimed(person, code)

    first.refresh_from_db()
    assert first.check_password(PASSWORD)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_get_a_code_each_and_one_of_them_works():
    cohort = enrolled(size=1).cohort
    teacher = manager(cohort)

    at_once(*(lambda: actions.issue_class_code(cohort, actor=teacher) for _ in range(4)))

    codes = ClassCode.objects.filter(cohort=cohort)
    assert (codes.count(), codes.filter(withdrawn_at=None).count()) == (4, 1)
