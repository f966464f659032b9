"""A class's own list on screen: what is shown, changed, checked, sent, taken back."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.ui import navigation, todos
from programs.models import Mandate
from programs.states import MandateState
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.programs import milestone
from tests.support.queries import cost
from trainees.actions import people, review
from trainees.models import Nomination, Roster, RosterEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


def page_of(client, name, *args, status=200, **query):
    page = client.get(reverse(name, args=args), query)
    assert page.status_code == status
    return page.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


# --- the body's classes -----------------------------------------------------------------


def test_every_enrolling_class_of_the_body_is_listed_with_its_list(client, manager, of):
    theirs = make.enrolling()
    assert "编制名单</button>" in page_of(client, "rosters:mine").replace(
        '<span class="visually-hidden">', "</button>"
    )

    page = post(client, "rosters:begin", of.pk)

    roster = Roster.objects.get()
    assert page.headers["Location"] == reverse("rosters:detail", args=[roster.pk])
    shown = page_of(client, "rosters:mine")
    assert (of.name in shown, theirs.name in shown) == (True, False)
    assert reverse("rosters:detail", args=[roster.pk]) in shown


def test_beginning_for_another_bodys_class_finds_nothing(client, manager):
    assert post(client, "rosters:begin", make.enrolling().pk).status_code == 404
    assert Roster.objects.count() == 0


def test_beginning_when_the_class_does_not_enrol_is_explained(client, manager, of):
    of.state = "approved"
    of.save()

    page = client.post(reverse("rosters:begin", args=[of.pk]), follow=True)

    assert messages_of(page) == ["班次“已审定”，招生中的班次才能编制名单"]


def test_the_classes_cost_the_same_whatever_their_number(client, manager, of):
    def with_one_more(_number):
        make.roster(make.enrolling(of.organization), make.candidate(), by=manager)
        return cost(client, reverse("rosters:mine"))

    assert len({with_one_more(number) for number in range(4)}) == 1


# --- the list ---------------------------------------------------------------------------


def test_the_list_shows_masked_numbers_and_no_others(client, manager, of):
    row = make.candidate()
    roster = make.roster(of, row, by=manager)
    make.roster(None, make.candidate(name="别家的人"))

    shown = page_of(client, "rosters:detail", roster.pk)

    assert row.id_no[:4] + "********" + row.id_no[-4:] in shown
    assert (row.id_no in shown, "别家的人" in shown) == (False, False)


def test_the_list_costs_the_same_whatever_the_number_of_people(client, manager, of):
    roster = make.roster(of, by=manager)

    def with_one_more(_number):
        people.accept_rows(roster, [make.candidate()], attested=True, actor=manager)
        return cost(client, reverse("rosters:detail", args=[roster.pk]))

    assert len({with_one_more(number) for number in range(4)}) == 1


@pytest.mark.parametrize("kind", [Kind.INSTITUTION, Kind.CENTRE])
def test_another_bodys_list_does_not_exist_here(client, manager, of, kind):
    roster = make.submitted(of, by=manager)
    client.force_login(actor(kind).user)

    for name in ("rosters:detail", "rosters:check", "rosters:add"):
        assert client.get(reverse(name, args=[roster.pk])).status_code == 404
    for name in ("rosters:remove", "rosters:withdraw", "rosters:check"):
        assert client.post(reverse(name, args=[roster.pk])).status_code == 404


def test_decisions_stay_hidden_from_the_class_until_they_take_effect(client, manager, of):
    roster = make.in_review(of, size=2)
    reviewer = make.reviewer()
    first, second = make.keys(roster)
    review.judge_rows(
        roster, [first], "returned", reason="R01", note="秘密的说明", actor=reviewer
    )

    before = page_of(client, "rosters:detail", roster.pk, show="returned")
    assert ("秘密的说明" in before, "拟退回" in before) == (False, False)
    assert make.entries(roster)[0].nomination.trainee.name not in before

    review.judge_rows(roster, [second], "approved", actor=reviewer)
    review.decide_roster(roster, actor=reviewer)
    after = page_of(client, "rosters:detail", roster.pk, show="returned")
    assert "秘密的说明" in after


def test_a_denied_recommendation_shows_at_once(client, manager, of):
    make.submitted(of, rows=[make.candidate(source="recommended", recommender="R1")])
    roster = Roster.objects.get()
    Nomination.objects.update(declined_at="2022-12-01T00:00Z", decline_note="我省未推荐此人")

    shown = page_of(client, "rosters:detail", roster.pk, show="returned")

    assert "我省未推荐此人" in shown


def test_removing_the_ticked_rows(client, manager, of):
    roster = make.roster(of, make.candidate(), make.candidate(), by=manager)

    page = client.post(
        reverse("rosters:remove", args=[roster.pk]),
        {"row": [make.keys(roster)[0], "nonsense"]},
        follow=True,
    )

    assert messages_of(page) == ["已将 1 人移出名单"]
    assert RosterEntry.objects.count() == 1


def test_removing_from_a_sent_list_is_refused_with_the_reason(client, manager, of):
    roster = make.submitted(of, by=manager)

    page = post(client, "rosters:remove", roster.pk, row=make.keys(roster))

    assert page.status_code == 409
    assert messages_of(page) == ["名单“已提交”，不能再改；已提交的可先撤回"]


@pytest.mark.parametrize("ticked", ["nobody", "of another list"])
def test_removing_nobody_is_told_and_leaves_no_trace(client, manager, of, ticked):
    roster = make.roster(of, make.candidate(), by=manager)
    others = make.keys(make.roster(None, make.candidate()))
    entries = Entry.objects.count()

    rows = others if ticked == "of another list" else []
    page = post(client, "rosters:remove", roster.pk, row=rows)

    assert (page.status_code, messages_of(page)) == (422, ["没有办理：请先勾选要移出的学员"])
    assert (RosterEntry.objects.count(), Entry.objects.count()) == (2, entries)


# --- checking and sending ---------------------------------------------------------------


def test_the_check_shows_what_is_sent_and_sends_it(client, manager, of):
    milestone(kind="roster")
    roster = make.roster(of, make.candidate(), by=manager)
    shown = page_of(client, "rosters:check", roster.pk)
    assert "1 人，班级名额 60 人" in shown

    page = client.post(
        reverse("rosters:check", args=[roster.pk]), {"revision": roster.revision}, follow=True
    )

    assert messages_of(page) == ["名单已提交人才交流中心审核"]
    roster.refresh_from_db()
    assert roster.state == "submitted"


def test_what_stands_in_the_way_is_listed_first(client, manager, of):
    roster = make.roster(of, by=manager)
    Mandate.objects.update(state=MandateState.SUSPENDED)

    page = post(client, "rosters:check", roster.pk, revision=roster.revision)

    text = page.content.decode()
    assert page.status_code == 422
    assert "名单没有提交，先解决 2 个问题" in text
    assert "名单是空的" in text


def test_a_list_changed_meanwhile_is_checked_again(client, manager, of):
    roster = make.roster(of, make.candidate(), by=manager)
    people.accept_rows(roster, [make.candidate()], attested=True, actor=manager)

    page = post(client, "rosters:check", roster.pk, revision=roster.revision)

    assert page.status_code == 409
    assert messages_of(page) == ["核对期间名单被改过，请按最新内容重新核对"]
    assert "2 人，班级名额" in page.content.decode()


def test_when_nothing_is_taken_any_more_the_page_says_whom_to_ask(client, manager, of):
    roster = make.roster(of, make.candidate(), by=manager)
    milestone(kind="roster", days=-1, late_policy="refuse")

    page = client.post(
        reverse("rosters:check", args=[roster.pk]), {"revision": roster.revision}, follow=True
    )

    assert messages_of(page) == ["名单提交已截止，不再接收；确需补报请与人才交流中心联系"]


@pytest.mark.parametrize("revision", ["", "nonsense"])
def test_a_form_without_its_revision_is_not_sent(client, manager, of, revision):
    roster = make.roster(of, make.candidate(), by=manager)

    page = post(client, "rosters:check", roster.pk, revision=revision)

    roster.refresh_from_db()
    assert (page.status_code, roster.state) == (422, "draft")


def test_a_clerk_checks_but_reads_who_sends(client, of):
    roster = make.roster(of, make.candidate())
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=of.organization)
    client.force_login(clerk.user)

    assert "名单由项目负责人提交" in page_of(client, "rosters:check", roster.pk)
    page = post(client, "rosters:check", roster.pk, revision=roster.revision)
    assert page.status_code == 403


def test_a_sent_list_is_not_checked_again(client, manager, of):
    roster = make.submitted(of, by=manager)

    page = client.get(reverse("rosters:check", args=[roster.pk]), follow=True)

    assert messages_of(page) == ["名单“已提交”，不能再改；已提交的可先撤回"]


def test_taking_a_list_back_works_until_it_is_under_review(client, manager, of):
    roster = make.submitted(of, by=manager)
    page = client.post(reverse("rosters:withdraw", args=[roster.pk]), follow=True)
    assert messages_of(page) == ["名单已撤回，改好后请重新提交"]

    again = post(client, "rosters:withdraw", roster.pk)
    assert again.status_code == 409


# --- workbench and navigation -----------------------------------------------------------


def waiting(someone):
    return [(todo.kind, todo.title) for todo in todos.collect(someone)]


def test_a_list_is_owed_until_it_is_sent_and_again_when_it_comes_back(manager, of):
    due = milestone(kind="roster")
    (todo,) = todos.collect(manager)
    assert (todo.kind, todo.title, todo.due) == (
        "roster.write",
        f"提交学员名单：{of.name}",
        due.due_on,
    )

    make.submitted(of, by=manager)
    assert (todos.collect(manager), todos.count(manager)) == ([], 0)

    Roster.objects.update(state="returned")
    assert waiting(manager) == [("roster.write", f"修改退回的名单：{of.name}")]


def test_a_class_teacher_is_reminded_of_the_own_class_only(of):
    other = make.enrolling(of.organization)
    teacher = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=of.organization)
    assert todos.count(teacher) == 0

    other.teacher = teacher.user
    other.save()

    assert waiting(teacher) == [("roster.write", f"提交学员名单：{other.name}")]


def test_reviewers_the_bureau_and_authorities_have_their_own_lists(of):
    rows = [make.candidate(source="recommended", recommender="R1")]
    make.submitted(of, rows=rows)
    own = make.in_review(make.enrolling(organization(Kind.CENTRE)))
    reviewer, officer = make.reviewer(), actor(Kind.BUREAU)
    liaison = actor(Kind.AUTHORITY, organization=organization(Kind.AUTHORITY, "R1"))

    assert [kind for kind, _title in waiting(reviewer)] == ["roster.review"] * 2
    assert waiting(officer) == []
    assert waiting(liaison) == [("nomination.confirm", "确认推荐关系：1 人")]

    Roster.objects.filter(pk=own.pk).update(reviewed_at=own.submitted_at)
    assert [kind for kind, _title in waiting(reviewer)] == ["roster.review"]
    assert [kind for kind, _title in waiting(officer)] == ["roster.confirm"]
    for someone in (reviewer, officer, liaison):
        assert todos.count(someone) == len(todos.collect(someone))


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        (Kind.CENTRE, Duty.ISSUER),
        (Kind.BUREAU, Duty.AUDITOR),
        (Kind.AUTHORITY, Duty.LEAD),
    ],
)
def test_who_cannot_act_is_not_reminded(of, kind, duty):
    make.submitted(of, rows=[make.candidate(source="recommended", recommender="R1")])
    body = organization(kind, "R1") if kind == Kind.AUTHORITY else None

    assert waiting(actor(kind, duty, organization=body)) == []


PAGES = {
    ("institution", Duty.MANAGER): {"/rosters/mine/"},
    ("centre", Duty.REVIEWER): {"/rosters/", "/rosters/allotment/", "/rosters/recusals/"},
    ("centre", Duty.MANAGER): {"/rosters/", "/rosters/mine/"},
    ("bureau", Duty.OFFICER): {"/rosters/", "/rosters/recusals/"},
    ("authority", Duty.LIAISON): {"/nominations/", "/nominations/region/"},
}


@pytest.mark.parametrize("who", PAGES, ids="-".join)
def test_everybody_finds_their_pages_in_the_navigation(who):
    items = navigation.items(actor(*who))

    urls = {item.url for _group, listed in items for item in listed}
    assert {url for url in urls if url.startswith(("/rosters/", "/nominations/"))} == PAGES[who]
