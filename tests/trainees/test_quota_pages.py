"""Setting quotas: the Bureau for a year, the Centre for a class; seeing how full they are."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from programs.loading import load_program
from programs.models import Program
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.programs import authority, cohort, program
from trainees.actions import quota, review
from trainees.models import QuotaRule

pytestmark = pytest.mark.django_db
LIMITS = {"unit": "people", "cap": "5", "floor": "", "severity": "block", "is_active": "on"}
SENT = {**LIMITS, "target": "industry:工业", "counted": "year", "reason": "示例依据"}


@pytest.fixture
def officer(client):
    return signed_in(client, Kind.BUREAU, Duty.OFFICER)


@pytest.fixture
def reviewer(client):
    return signed_in(client, Kind.CENTRE, Duty.REVIEWER)


def signed_in(client, kind, *duties, **more):
    person = actor(kind, *duties, **more)
    client.force_login(person.user)
    return person


def rule_of_year(**fields):
    made = make.quota(None, "industry", "工业", **{"cap": 5, **fields})
    return QuotaRule.objects.for_table().get(pk=made.pk)


def change(rule, by, **more):
    values = {"cap": 3, "reason": "示例依据", "seen": rule.version, **more}
    return quota.change_quota(rule, **values, actor=by)


# --- the year ---------------------------------------------------------------------------


def test_the_years_file_brings_its_rules_and_keeps_what_was_changed():
    load_program("2022-2023")
    rules = QuotaRule.objects.order_by("by")
    assert [(r.by, r.cap, r.floor, r.severity, r.is_active) for r in rules] == [
        ("enterprise", 2, None, "warn", True),
        ("industry", None, 30, "warn", False),
    ]
    rules.update(is_active=True)

    load_program("2022-2023")

    assert list(QuotaRule.objects.values_list("is_active", flat=True)) == [True, True]


def test_the_bureau_sets_a_rule_for_the_year_and_it_is_on_record(client, officer):
    program()

    page = client.post(reverse("quotas:set"), SENT, follow=True)

    rule = QuotaRule.objects.get()
    assert page.redirect_chain == [("/quotas/?year=2022-2023", 302)]
    assert (rule.by, rule.value, rule.per_class, rule.cap) == ("industry", "工业", False, 5)
    assert "已设定：工业：不超过 5 人" in page.content.decode()
    entry = Entry.objects.get(action="trainees.quotarule.set")
    assert (entry.actor, entry.detail["note"], entry.detail["after"]["cap"]) == (
        officer.user,
        "示例依据",
        5,
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"target": ""}, "请选择配额的对象"),
        ({"reason": ""}, "请写明理由或依据"),
        ({"cap": ""}, "不得突破的须有上限；下限只作提示"),
        ({"cap": "-1"}, "不能是负数"),
        ({"cap": "many"}, "请填写整数"),
        ({"unit": "percent", "cap": "101"}, "百分比不能超过 100"),
        ({"floor": "6"}, "下限不能高于上限"),
        ({"target": "enterprise:", "unit": "percent"}, "每家企业的配额只能是人数上限"),
        ({"target": "industry:农村"}, "选择一个有效的选项"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_with_what_was_typed(client, officer, wrong, told):
    program()

    page = client.post(reverse("quotas:set"), {**SENT, "reason": "自拟的理由", **wrong})

    assert page.status_code == 422
    assert told in page.content.decode()
    assert ("自拟的理由" in page.content.decode()) == ("reason" not in wrong)
    assert QuotaRule.objects.count() == 0


def test_the_same_subject_twice_is_refused(client, officer):
    rule_of_year(per_class=False)

    page = client.post(reverse("quotas:set"), SENT)

    assert page.status_code == 422
    assert "该年度已有这一对象的配额，请打开那一条更改" in page.content.decode()


def test_the_list_shows_every_rule_with_how_many_there_are(client, officer):
    home = authority("R1", short_name="示例一省").code
    roster = make.in_review(rows=[make.candidate(region=home)])
    review.judge_rows(roster, make.keys(roster), "approved", actor=make.reviewer())
    make.quota(None, "authority", home, cap=60, per_class=False)
    make.quota(roster.cohort, "tier", "srdi", floor=3, is_active=False)
    make.quota(None, "industry", "工业", cap=1, program=program("2021-2022"))

    page = client.get(reverse("quotas:list"))

    shown = page.content.decode()
    assert [(r["rule"].subject, r["number"]) for r in page.context["rows"]] == [
        ("示例一省", 1),
        ("专精特新中小企业及以上", None),
    ]
    assert ("不超过 60 人" in shown, "停用" in shown, roster.cohort.name in shown) == (
        True,
        True,
        True,
    )


def test_a_year_that_is_not_there_is_not_found(client, officer):
    assert client.get(reverse("quotas:list")).status_code == 404
    program()
    assert client.get(reverse("quotas:list")).status_code == 200
    assert client.get(reverse("quotas:list") + "?year=1999").status_code == 404


def test_the_centre_reads_the_years_rules_and_is_told_who_sets_them(client, reviewer):
    rule = rule_of_year()

    listed = client.get(reverse("quotas:list")).content.decode()
    shown = client.get(reverse("quotas:detail", args=[rule.pk])).content.decode()

    assert ("此事由中小企业局办理" in listed, "h-set" in listed) == (True, False)
    assert ("此事由中小企业局办理" in shown, "h-change" in shown) == (True, False)
    assert client.post(reverse("quotas:set"), SENT).status_code == 403


@pytest.mark.parametrize("kind", [Kind.INSTITUTION, Kind.AUTHORITY, "trainee"])
def test_nobody_else_opens_the_pages(client, kind):
    rule = rule_of_year()
    person = signed_in(client, kind)

    for name, args in (("list", []), ("detail", [rule.pk]), ("cohort", [1])):
        assert client.get(reverse(f"quotas:{name}", args=args)).status_code in {302, 403}
    assert list(QuotaRule.objects.visible_to(person)) == []


# --- changing ---------------------------------------------------------------------------


def test_a_rule_is_changed_and_the_trail_keeps_both_versions(client, officer):
    rule = rule_of_year()
    sent = {**LIMITS, "cap": "3", "reason": "调整", "seen": "1"}

    page = client.post(reverse("quotas:detail", args=[rule.pk]), sent, follow=True)

    rule.refresh_from_db()
    assert (rule.cap, rule.version, page.status_code) == (3, 2, 200)
    entry = Entry.objects.get(action="trainees.quotarule.change")
    assert (entry.detail["before"]["cap"], entry.detail["after"]["cap"]) == (5, 3)
    assert "更改配额：调整" in page.content.decode()


def test_a_rule_is_switched_off(client, officer):
    rule = rule_of_year()
    sent = {**LIMITS, "reason": "停用", "seen": "1"}
    del sent["is_active"]

    client.post(reverse("quotas:detail", args=[rule.pk]), sent)

    assert QuotaRule.objects.get().is_active is False


def test_who_comes_second_sees_both_versions_and_saves_once(client, officer):
    rule = rule_of_year()
    change(rule, actor(Kind.BUREAU, Duty.OFFICER), cap=4)
    sent = {**LIMITS, "cap": "7", "reason": "我的理由", "seen": "1"}

    page = client.post(reverse("quotas:detail", args=[rule.pk]), sent)

    shown = page.content.decode()
    assert (page.status_code, "我的理由" in shown) == (409, True)
    assert "保存前，这条配额已被改过" in shown
    assert QuotaRule.objects.get().cap == 4
    assert client.post(page.request["PATH_INFO"], {**sent, "seen": "2"}).status_code == 302
    assert QuotaRule.objects.get().cap == 7


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"cap": "", "reason": "写过的理由"}])
def test_a_change_that_means_nothing_is_refused(client, officer, wrong):
    rule = rule_of_year()

    page = client.post(
        reverse("quotas:detail", args=[rule.pk]), {**LIMITS, "seen": "1", **wrong}
    )

    assert (page.status_code, QuotaRule.objects.get().cap) == (422, 5)
    assert ("写过的理由" in page.content.decode()) == bool(wrong["reason"])


# --- a class ----------------------------------------------------------------------------


def test_the_centre_sets_a_rule_for_a_class(client, reviewer):
    of = make.enrolling()
    sent = {**SENT, "target": "enterprise:"}

    page = client.post(reverse("quotas:set_for_class", args=[of.pk]), sent, follow=True)

    rule = QuotaRule.objects.get()
    assert (rule.cohort, rule.by, rule.per_class, rule.cap) == (of, "enterprise", True, 5)
    assert (page.status_code, "每家企业" in page.content.decode()) == (200, True)


def test_a_class_is_offered_no_track_and_no_institution(client, reviewer):
    of = make.enrolling()
    sent = {**SENT, "target": f"track:{of.track.code}"}

    page = client.post(reverse("quotas:set_for_class", args=[of.pk]), sent)

    assert (page.status_code, QuotaRule.objects.count()) == (422, 0)


def test_the_page_of_a_class_shows_its_rules_and_the_years_not_anothers(client, officer):
    of, other = make.enrolling(), make.enrolling()
    make.quota(of, "tier", "srdi", cap=7)
    make.quota(other, "tier", "high_tech", cap=8)
    make.quota(None, cap=2, severity="warn")

    shown = client.get(reverse("quotas:cohort", args=[of.pk])).content.decode()

    assert [text in shown for text in ("不超过 7 人", "不超过 2 人", "不超过 8 人")] == [
        True,
        True,
        False,
    ]
    assert "班级的配额由人才交流中心设定" in shown


def test_a_class_in_draft_elsewhere_is_not_found(client, reviewer):
    draft = cohort()

    for name, verb in (("cohort", client.get), ("set_for_class", client.post)):
        assert verb(reverse(f"quotas:{name}", args=[draft.pk])).status_code == 404
    assert client.get(reverse("quotas:detail", args=[1])).status_code == 404


# --- who may ----------------------------------------------------------------------------


def setting(of, by, **more):
    values = {"by": "industry", "value": "工业", "cap": 1, "reason": "示例依据", **more}
    year = of.program if of else program()
    return quota.set_quota(year, of, **values, actor=by)


def test_refusals_say_why():
    centre = organization(Kind.CENTRE)
    of, own = make.enrolling(), make.enrolling(centre)
    closed = make.enrolling()
    closed.state = "closed"
    both = actor(Kind.CENTRE, Duty.REVIEWER, Duty.MANAGER, organization=centre)
    cases = [
        (None, make.reviewer(), "此事由中小企业局办理"),
        (of, actor(Kind.BUREAU, Duty.OFFICER), "班级的配额由人才交流中心设定"),
        (of, actor(Kind.CENTRE, Duty.ISSUER), "班级的配额由审核员或负责同志设定"),
        (own, both, "本班班务人员不能设定本班的配额"),
        (closed, make.reviewer(), "班次已结束，配额不再更改"),
    ]
    for whose, by, reason in cases:
        with pytest.raises(PermissionDenied) as refusal:
            setting(whose, by)
        assert str(refusal.value) == reason

    assert QuotaRule.objects.count() == 0


def test_an_archived_year_is_left_as_it_was():
    rule = rule_of_year()
    Program.objects.update(state="archived")

    with pytest.raises(PermissionDenied) as refusal:
        change(QuotaRule.objects.get(pk=rule.pk), actor(Kind.BUREAU, Duty.OFFICER))

    assert str(refusal.value) == "年度已归档，配额不再更改"


def test_the_verb_itself_knows_what_there_is_to_choose():
    with pytest.raises(ValidationError) as refusal:
        setting(None, actor(Kind.BUREAU, Duty.OFFICER), value="农村")

    assert refusal.value.messages == ["请选择配额的对象"]


def test_the_verb_itself_wants_a_reason():
    with pytest.raises(ValidationError) as refusal:
        setting(None, actor(Kind.BUREAU, Duty.OFFICER), reason=" ")

    assert refusal.value.message_dict == {"reason": ["请写明理由或依据"]}
