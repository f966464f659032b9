"""Lists, opinions and decisions in the browser."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from programs.actions import cohort as actions
from programs.models import Cohort
from tests.factories import actor, member, organization
from tests.factories.programs import authority, cohort, countersign, mandate, program, track
from tests.support.queries import cost

from .plans import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    """``signed_in(actor)``: the client acts for that person from now on."""

    def signed_in(who):
        client.force_login(who.user)
        return who

    return signed_in


def names(answer):
    return [row.name for row in answer.context["page"]]


def test_the_centres_list_costs_the_same_for_any_number(client, signed_in, reviewer):
    def one_more():
        body = organization(Kind.INSTITUTION)
        mandate(body)
        cohort(body=body, state="submitted")
        return cost(client, reverse("cohorts:list"))

    signed_in(reviewer)
    costs = [one_more() for _ in range(4)]

    assert len(set(costs)) == 1


def test_the_regions_list_costs_the_same_for_any_number(client, signed_in):
    gansu = signed_in(actor(Kind.AUTHORITY))

    def one_more():
        countersign(cohort(state="submitted"), gansu.organization)
        return cost(client, reverse("cohorts:countersigns"))

    assert len({one_more() for _ in range(4)}) == 1


def test_a_plan_costs_the_same_for_any_number_of_opinions(client, signed_in, reviewer):
    plan = cohort(state="submitted")
    signed_in(reviewer)

    def one_more():
        countersign(plan)
        return cost(client, reverse("cohorts:detail", args=[plan.pk]))

    assert len({one_more() for _ in range(4)}) == 1


def test_the_list_is_narrowed_by_track_state_and_body(client, signed_in, reviewer):
    first, second = organization(Kind.INSTITUTION), organization(Kind.INSTITUTION)
    for body in (first, second):
        mandate(body)
    cohort(body=first, state="submitted", name="甲")
    cohort(body=second, state="approved", name="乙")
    cohort(body=second, state="submitted", track=track(code="THEME"), name="丙")
    signed_in(reviewer)
    url = reverse("cohorts:list")

    found = {
        query: names(client.get(f"{url}?{query}"))
        for query in (
            "",
            "track=THEME",
            "state=submitted",
            f"body={second.code}",
            "state=approved&track=REG",
            "state=closed",
            "state=unheard-of",
        )
    }

    assert found == {
        "": ["丙", "乙", "甲"],
        "track=THEME": ["丙"],
        "state=submitted": ["丙", "甲"],
        f"body={second.code}": ["丙", "乙"],
        "state=approved&track=REG": ["乙"],
        "state=closed": [],
        "state=unheard-of": ["丙", "乙", "甲"],
    }


def test_years_do_not_mix_and_the_running_one_comes_first(client, signed_in, reviewer):
    former = program("2021-2022", state="archived")
    cohort(former, name="去年", state="closed")
    cohort(name="今年", state="submitted")
    signed_in(reviewer)
    url = reverse("cohorts:list")

    assert names(client.get(url)) == ["今年"]
    assert names(client.get(f"{url}?year=2021-2022")) == ["去年"]
    assert names(client.get(f"{url}?year=1999-2000")) == ["今年"]


def test_a_year_that_is_over_still_opens_when_none_is_running(client, signed_in, manager):
    year = program()
    type(year).objects.update(state="archived")
    cohort(body=manager.organization, name="去年")
    signed_in(manager)

    assert names(client.get(reverse("cohorts:list"))) == ["去年"]


def test_an_institution_finds_its_own_and_the_way_to_a_new_one(client, signed_in, manager):
    cohort(body=manager.organization, name="本校")
    cohort(state="submitted", name="别校")
    signed_in(manager)

    answer = client.get(reverse("cohorts:list"))

    page = answer.content.decode()
    assert (names(answer), 'name="body"' in page) == (["本校"], False)
    assert reverse("cohorts:new") in page


def test_an_empty_list_says_what_comes_next(client, signed_in, manager):
    signed_in(manager)
    assert "编报培训方案" in client.get(reverse("cohorts:list")).content.decode()

    client.force_login(member(manager.organization, Duty.CLERK))
    page = client.get(reverse("cohorts:list")).content.decode()
    assert ("还没有培训方案" in page, reverse("cohorts:new") in page) == (True, False)


def test_a_region_finds_what_waits_and_what_it_has_answered(client, signed_in, manager):
    gansu = signed_in(actor(Kind.AUTHORITY))
    waiting = submitted(manager, gansu.organization, name="待答")
    answered = submitted(manager, gansu.organization, authority(), name="已答", no=2)
    actions.agree_to_plan(answered.countersigns.get(authority=gansu.organization), actor=gansu)
    url = reverse("cohorts:countersigns")

    shown = {
        query: [row.cohort.name for row in client.get(url + query).context["page"]]
        for query in ("", "?show=all")
    }

    assert shown == {"": [waiting.name], "?show=all": [answered.name, waiting.name]}


def test_a_region_agrees_on_the_plans_page(client, signed_in, manager):
    gansu = signed_in(actor(Kind.AUTHORITY))
    plan = submitted(manager, gansu.organization)
    page = client.get(reverse("cohorts:detail", args=[plan.pk])).content.decode()
    assert ("同意方案" in page, "请回复：" in page) == (True, True)

    answer = client.post(
        reverse("cohorts:countersign", args=[plan.pk]), {"opinion": "agree"}, follow=True
    )

    page = answer.content.decode()
    assert ("会签意见已送达" in page, "同意方案" in page) == (True, False)
    plan.refresh_from_db()
    assert plan.state == "countersigned"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"opinion": "object", "note": ""}, "请写明对方案的意见"),
        ({"opinion": "shrug", "note": "不要丢"}, "不要丢"),
        ({"opinion": "object", "note": "长" * 201}, "长" * 201),
    ],
)
def test_an_unusable_opinion_is_explained_and_kept(client, signed_in, manager, sent, message):
    gansu = signed_in(actor(Kind.AUTHORITY))
    plan = submitted(manager, gansu.organization)

    answer = client.post(reverse("cohorts:countersign", args=[plan.pk]), sent)

    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert plan.countersigns.get().opinion == "pending"


def test_an_opinion_that_comes_too_late_keeps_its_words(client, signed_in, manager, reviewer):
    gansu = signed_in(actor(Kind.AUTHORITY))
    plan = submitted(manager, gansu.organization)
    actions.return_plan(plan, actor=reviewer, note="请改")

    answer = client.post(
        reverse("cohorts:countersign", args=[plan.pk]),
        {"opinion": "object", "note": "请改到春节后"},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("不再征求会签意见" in page, "请改到春节后" in page) == (True, True)


def test_a_region_that_was_not_asked_finds_nothing_to_sign(client, signed_in, manager):
    plan = submitted(manager, authority())
    signed_in(actor(Kind.AUTHORITY))

    answers = [
        client.post(reverse("cohorts:countersign", args=[plan.pk]), {"opinion": "agree"}),
        client.get(reverse("cohorts:detail", args=[plan.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_region_reads_only_its_own_opinion(client, signed_in, manager):
    gansu = signed_in(actor(Kind.AUTHORITY))
    anhui = actor(Kind.AUTHORITY)
    plan = submitted(manager, gansu.organization, anhui.organization)
    row = plan.countersigns.get(authority=anhui.organization)
    actions.object_to_plan(row, actor=anhui, note="别人的意见")

    answer = client.get(reverse("cohorts:detail", args=[plan.pk]))

    assert [row.authority for row in answer.context["opinions"]] == [gansu.organization]


def test_the_centre_approves_with_one_button(client, signed_in, manager, reviewer):
    plan = submitted(manager)
    signed_in(reviewer)
    assert "批准方案" in client.get(reverse("cohorts:detail", args=[plan.pk])).content.decode()

    answer = client.post(
        reverse("cohorts:step", args=[plan.pk, "approve"]),
        {"seen": "countersigned"},
        follow=True,
    )

    assert "已办理：批准方案" in answer.content.decode()
    assert Cohort.objects.get().state == "approved"


def test_in_place_of_a_forbidden_button_stands_the_reason(client, signed_in, manager, reviewer):
    plan = submitted(manager, authority())
    signed_in(reviewer)

    page = client.get(reverse("cohorts:detail", args=[plan.pk])).content.decode()

    assert "还有主管部门未回复会签" in page
    assert reverse("cohorts:step", args=[plan.pk, "overrule"]) not in page
    assert reverse("cohorts:step", args=[plan.pk, "return"]) in page


def test_an_objection_is_shown_to_planner_and_centre(client, signed_in, manager, reviewer):
    gansu = actor(Kind.AUTHORITY)
    plan = submitted(manager, gansu.organization)
    actions.object_to_plan(plan.countersigns.get(), actor=gansu, note="请改到春节后")

    pages = []
    for who in (manager, reviewer):
        signed_in(who)
        answer = client.get(reverse("cohorts:detail", args=[plan.pk]))
        pages.append(answer.content.decode())

    assert ["请改到春节后" in page for page in pages] == [True, True]
    assert ["说明理由后批准" in page for page in pages] == [False, True]


def test_a_return_without_remark_is_refused_and_with_one_shown(
    client, signed_in, manager, reviewer
):
    plan = submitted(manager)
    signed_in(reviewer)
    url = reverse("cohorts:step", args=[plan.pk, "return"])

    assert client.post(url, {"note": " "}).status_code == 422
    client.post(url, {"note": "请补充实践安排"})

    signed_in(manager)
    for page in ("detail", "edit"):
        answer = client.get(reverse(f"cohorts:{page}", args=[plan.pk]))
        assert "请补充实践安排" in answer.content.decode()


@pytest.mark.parametrize("seen", ["countersigned", "approved"])
def test_a_decision_on_a_page_that_is_out_of_date_decides_nothing(
    client, signed_in, manager, reviewer, seen
):
    plan = submitted(manager)
    actions.approve_plan(plan, actor=reviewer)
    signed_in(actor(Kind.CENTRE))

    answer = client.post(
        reverse("cohorts:step", args=[plan.pk, "return"]),
        {"seen": seen, "note": "我的意见"},
    )

    page = answer.content.decode()
    assert (answer.status_code, "我的意见" in page) == (409, True)
    assert Cohort.objects.get().state == "approved"


def test_a_step_a_colleague_has_just_taken_is_told_so(client, signed_in, manager, reviewer):
    plan = submitted(manager)
    actions.approve_plan(plan, actor=reviewer)
    signed_in(actor(Kind.CENTRE))

    answer = client.post(reverse("cohorts:step", args=[plan.pk, "approve"]))

    assert (answer.status_code, "不能批准方案" in answer.content.decode()) == (409, True)


def test_unknown_steps_do_not_exist(client, signed_in, manager):
    plan = submitted(manager)
    signed_in(manager)

    answers = [
        client.post(reverse("cohorts:step", args=[plan.pk, name]))
        for name in ("submit", "countersign", "fly")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_step_that_is_not_yours_is_refused_with_the_reason(client, signed_in, manager):
    plan = submitted(manager)
    signed_in(manager)

    answer = client.post(reverse("cohorts:step", args=[plan.pk, "approve"]))

    assert (answer.status_code, "审核员或负责同志" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize(
    ("state", "done", "current"),
    [
        ("draft", 0, 0),
        ("submitted", 1, 1),
        ("enrolling", 3, 3),
        ("closing", 4, 4),
        ("closed", 5, None),
        ("cancelled", 0, None),
    ],
)
def test_the_step_bar_says_where_the_class_stands(
    client, signed_in, manager, state, done, current
):
    plan = cohort(body=manager.organization, state=state)
    signed_in(manager)

    steps = client.get(reverse("cohorts:detail", args=[plan.pk])).context["progress"]

    states = [step["state"] for step in steps]
    assert states.count("done") == done
    assert (states.index("current") if "current" in states else None) == current
