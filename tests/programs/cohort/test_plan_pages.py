"""Drawing a plan up in the browser: what each answer says and keeps."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from programs.models import Cohort, Mandate
from tests.factories import actor, member, organization
from tests.factories.programs import authority, cohort, mandate, milestone, program, track

from .plans import drawn_up, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client, manager):
    client.force_login(manager.user)
    return manager


def typed(**changes):
    return {
        "name": "",
        "topic": "",
        "capacity": "60",
        "starts_on": "2023-01-09",
        "ends_on": "2023-12-15",
        "place": "示例市",
        "objectives": "提升经营管理能力",
        "modules": "战略、财务",
        "classroom_hours": "64",
        "practice_hours": "32",
        "teacher": "",
        "act": "save",
        **changes,
    }


def edited(plan, **changes):
    return typed(seen=plan.revision, name=plan.name, **changes)


def test_the_way_from_an_empty_form_to_a_plan_that_is_sent(client, at_desk):
    gansu = authority("GS", short_name="甘肃")
    milestone(kind="plan")
    teacher = member(at_desk.organization, Duty.CLASS_TEACHER, full_name="沈怀瑾（演示）")
    page = client.get(reverse("cohorts:new")).content.decode()
    assert ("下一步：会签单位" in page, "沈怀瑾（演示）" in page) == (True, True)

    sent = typed(track=track().pk, teacher=teacher.pk, act="next")
    begun = client.post(reverse("cohorts:new"), sent)

    plan = Cohort.objects.get()
    assert (begun.url, plan.teacher) == (reverse("cohorts:bodies", args=[plan.pk]), teacher)
    assert "5 个工作日内回复" in client.get(begun.url).content.decode()
    chosen = client.post(begun.url, {"seen": 1, "authorities": [gansu.pk]})
    assert chosen.url == reverse("cohorts:check", args=[plan.pk])
    summary = client.get(chosen.url).content.decode()
    assert ("甘肃" in summary, "报送截止" in summary) == (True, True)
    done = client.post(chosen.url, {"seen": 2}, follow=True)
    assert "培训方案已报送" in done.content.decode()
    plan.refresh_from_db()
    assert plan.state == "submitted"


def test_only_the_mandates_tracks_can_be_chosen(client, at_desk):
    other = track(code="SRDI")

    answer = client.post(reverse("cohorts:new"), typed(track=other.pk))

    assert (answer.status_code, Cohort.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"capacity": "0"}, "计划人数：须在 1 至 500 之间，现为 0"),
        ({"ends_on": "2023-01-09"}, "结班日期：须晚于开班日期 2023-01-09"),
        ({"starts_on": "明年"}, "请填写日期，例如 2023-01-09"),
        ({"classroom_hours": "64.3"}, "课堂学时：请填 0.5 的整数倍"),
        ({"practice_hours": "-1"}, "实践学时：请填 0.5 的整数倍"),
        ({"place": ""}, "请填写培训地点"),
    ],
)
def test_a_fault_is_said_at_the_field_and_nothing_typed_is_lost(
    client, at_desk, changes, message
):
    plan = cohort(body=at_desk.organization)

    answer = client.post(
        reverse("cohorts:edit", args=[plan.pk]),
        edited(plan, **{"topic": "不要丢", **changes}),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert (message in page, 'value="不要丢"' in page) == (True, True)
    assert 'name="seen" value="1"' in page
    assert Cohort.objects.get().topic == ""


def test_a_draft_is_saved_and_stays_open(client, at_desk):
    plan = cohort(body=at_desk.organization)
    url = reverse("cohorts:edit", args=[plan.pk])

    answer = client.post(url, edited(plan, place="示例一省"))

    plan.refresh_from_db()
    assert (answer.url, plan.place, plan.revision) == (url, "示例一省", 2)
    assert 'value="示例一省"' in client.get(url).content.decode()


def test_a_stale_page_gets_both_values_and_one_more_save(client, at_desk):
    plan = cohort(body=at_desk.organization)
    url = reverse("cohorts:edit", args=[plan.pk])
    client.post(url, edited(plan, place="同事的"))

    answer = client.post(url, edited(plan, place="我的"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("同事的" in page, "我的" in page, "课堂学时" in page) == (True, True, True)
    assert 'name="seen" value="2"' in page
    assert Cohort.objects.get().place == "同事的"
    again = client.post(url, {**edited(plan, place="我的"), "seen": "2"})
    assert (again.status_code, Cohort.objects.get().place) == (302, "我的")


@pytest.mark.parametrize("seen", ["", "x", "9" * 12])
def test_a_page_without_its_mark_counts_as_stale(client, at_desk, seen):
    plan = cohort(body=at_desk.organization)
    milestone(kind="receipt")
    client.post(reverse("cohorts:bodies", args=[plan.pk]), {"seen": 1})

    sent = {**edited(plan, place="我的"), "seen": seen}
    answer = client.post(reverse("cohorts:edit", args=[plan.pk]), sent)

    assert answer.status_code == 409


def test_ticked_authorities_stay_ticked_when_somebody_was_quicker(client, at_desk):
    plan = cohort(body=at_desk.organization, revision=2)
    gansu = authority("GS")

    answer = client.post(
        reverse("cohorts:bodies", args=[plan.pk]), {"seen": 1, "authorities": [gansu.pk]}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("您的勾选仍在" in page, 'name="seen" value="2"' in page) == (True, True)
    assert "checked" in page
    assert plan.countersigns.count() == 0


@pytest.mark.parametrize("unknown", [0, "9" * 30, "²"])
def test_an_unknown_authority_is_refused(client, at_desk, unknown):
    plan = cohort(body=at_desk.organization)

    answer = client.post(
        reverse("cohorts:bodies", args=[plan.pk]), {"seen": 1, "authorities": [unknown]}
    )

    assert answer.status_code == 422


def test_the_check_lists_everything_that_lacks(client, at_desk):
    plan = cohort(body=at_desk.organization)

    answer = client.post(reverse("cohorts:check", args=[plan.pk]), {"seen": 1})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert ("请填写培训目标" in page, "请填写课程安排" in page) == (True, True)


def test_a_plan_changed_while_it_was_checked_is_shown_anew(client, at_desk):
    plan = drawn_up(at_desk, revision=2)

    answer = client.post(reverse("cohorts:check", args=[plan.pk]), {"seen": 1})

    assert (answer.status_code, "重新核对" in answer.content.decode()) == (409, True)
    assert Cohort.objects.get().state == "draft"


@pytest.mark.parametrize("page", ["edit", "bodies", "check"])
def test_what_was_sent_is_only_shown(client, at_desk, page):
    plan = submitted(at_desk, authority())

    answer = client.get(reverse(f"cohorts:{page}", args=[plan.pk]))

    assert answer.url == reverse("cohorts:detail", args=[plan.pk])


def test_a_refusal_for_lateness_is_said(client, at_desk):
    milestone(kind="plan", days=-1, late_policy="refuse")
    plan = drawn_up(at_desk)

    answer = client.post(reverse("cohorts:check", args=[plan.pk]), {"seen": 1}, follow=True)

    assert "方案报送已截止" in answer.content.decode()


def test_a_suspended_body_reads_why_and_can_ask(client, at_desk):
    Mandate.objects.update(state="suspended")

    answer = client.get(reverse("cohorts:new"))

    assert answer.status_code == 403
    assert "请与中小企业局联系" in answer.content.decode()


def test_a_colleague_without_the_duty_reads_who_does_it(client, manager):
    client.force_login(member(manager.organization, Duty.CLERK))

    answer = client.get(reverse("cohorts:new"))

    assert (answer.status_code, "项目负责人办理" in answer.content.decode()) == (403, True)


def test_before_a_year_is_open_there_is_nothing_to_plan(client):
    program(opened=False)
    client.force_login(actor(Kind.INSTITUTION).user)

    assert client.get(reverse("cohorts:new")).status_code == 404
    assert client.get(reverse("cohorts:list")).status_code == 404


def test_another_institutions_plan_does_not_exist_for_you(client, at_desk):
    theirs = cohort(body=organization(Kind.INSTITUTION))

    answers = [
        client.get(reverse(f"cohorts:{page}", args=[theirs.pk])).status_code
        for page in ("detail", "edit", "bodies", "check")
    ]

    assert answers == [404, 404, 404, 404]


def test_the_centre_chooses_its_partners(client):
    lead = actor(Kind.CENTRE, Duty.MANAGER)
    mandate(lead.organization, is_lead=True)
    partner = organization(Kind.PARTNER, short_name="示例协会")
    plan = drawn_up(lead)
    client.force_login(lead.user)
    url = reverse("cohorts:bodies", args=[plan.pk])
    assert "示例协会" in client.get(url).content.decode()

    client.post(url, {"seen": 1, "partners": [partner.pk]})

    assert list(plan.partners.all()) == [partner]
    assert "示例协会" in client.get(reverse("cohorts:check", args=[plan.pk])).content.decode()
    assert "示例协会" in client.get(reverse("cohorts:detail", args=[plan.pk])).content.decode()
