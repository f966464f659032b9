"""Who is who: colleagues, the directory, one's own details and hats."""

import re

import pytest

from institutions.actor import actor_for
from institutions.models import Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from tests.factories import actor, member, organization, user
from tests.factories.institutions import invitation, opening_code
from tests.support.queries import cost
from tests.support.searching import answered

DETAILS = {"full_name": "改过的名字", "mobile": "13900000007"}


def text(page) -> str:
    return page.content.decode()


def also(person, body, duty):
    Membership.objects.create(
        user=person, organization=body, duty=duty, started_at=clock.wall()
    )


# --- people -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [Kind.AUTHORITY, Kind.INSTITUTION, Kind.PARTNER, Kind.EVALUATOR]
)
def test_one_sees_the_colleagues_of_ones_own_body_only(client, db, kind):
    own = actor(kind)
    colleague = member(own.organization, full_name="同事甲", mobile="13911111111")
    member(organization(Kind.AUTHORITY), full_name="外人乙", mobile="13922222222")
    client.force_login(own.user)

    page = text(client.get("/people/"))

    assert (colleague.full_name in page, "13911111111" in page) == (True, True)
    assert ("外人乙" in page, "13922222222" in page) == (False, False)
    assert "外人乙" not in text(answered(client, "/people/", "外人"))


@pytest.mark.parametrize("kind", [Kind.BUREAU, Kind.CENTRE])
def test_the_offices_see_everybody_and_filter(client, db, kind):
    member(organization(Kind.AUTHORITY), full_name="联络员甲")
    member(organization(Kind.INSTITUTION), full_name="负责人乙")
    client.force_login(actor(kind).user)

    everybody = text(client.get("/people/"))
    managers = text(client.get("/people/", {"kind": "institution"}))
    liaisons = text(client.get("/people/", {"duty": "liaison"}))
    nonsense = text(client.get("/people/", {"duty": "emperor"}))

    assert [n in everybody for n in ("联络员甲", "负责人乙")] == [True, True]
    assert [n in managers for n in ("联络员甲", "负责人乙")] == [False, True]
    assert [n in liaisons for n in ("联络员甲", "负责人乙")] == [True, False]
    assert [n in nonsense for n in ("联络员甲", "负责人乙")] == [True, True]


@pytest.mark.parametrize("kind", ["trainee", "operator"])
def test_without_a_body_there_are_no_colleagues_to_see(client, db, kind):
    client.force_login(actor(kind).user)

    assert client.get("/people/").status_code == 403


@pytest.mark.parametrize("people", [1, 4])
def test_the_list_costs_the_same_for_many_people(client, db, people, django_assert_num_queries):
    manager = actor("institution")
    for number in range(people):
        member(manager.organization, "clerk")
        invitation(manager.organization, manager, "clerk", full_name=f"受邀{number}")
    client.force_login(manager.user)

    with django_assert_num_queries(cost(client, "/help/") + 3):
        page = text(client.get("/people/"))

    assert page.count("/end/") == people
    assert page.count("/withdraw/") == people


def test_somebody_whose_duty_ended_is_no_longer_listed(client, db):
    manager = actor("institution")
    gone = member(manager.organization, "clerk", full_name="已离任者")
    Membership.objects.filter(user=gone).update(ended_at=clock.wall())
    client.force_login(manager.user)

    assert "已离任者" not in text(client.get("/people/"))


# --- directory --------------------------------------------------------------------------


def test_the_directory_tells_who_has_come_in(client, db):
    officer = actor("bureau")
    entered, coded, waiting = (
        organization(Kind.AUTHORITY, name=name, code=code)
        for name, code in (("进来的厅", "E1"), ("有码的厅", "E2"), ("等着的厅", "E3"))
    )
    member(entered)
    opening_code(coded, by=officer)
    client.force_login(officer.user)

    def shown(**query):
        page = text(client.get("/organizations/", {"kind": "authority", **query}))
        return [name for name in ("进来的厅", "有码的厅", "等着的厅") if f">{name}" in page]

    assert shown() == ["进来的厅", "有码的厅", "等着的厅"]
    assert shown(state="entered") == ["进来的厅"]
    assert shown(state="code_out") == ["有码的厅"]
    assert shown(state="no_account") == ["等着的厅"]
    assert shown(state="nonsense") == ["进来的厅", "有码的厅", "等着的厅"]
    assert shown(q="e3") == ["等着的厅"]
    assert waiting.name == "等着的厅"


@pytest.mark.parametrize("bodies", [1, 4])
def test_the_directory_costs_the_same_for_many_bodies(
    client, db, bodies, django_assert_num_queries
):
    for _ in range(bodies):
        member(organization())
    client.force_login(actor("centre").user)

    with django_assert_num_queries(cost(client, "/help/") + 2):
        page = client.get("/organizations/", {"kind": "institution"})

    assert text(page).count("查看人员") == bodies
    link = re.search(r'href="(/people/\?q=[^"]+)">查看人员', text(page))
    assert "测试人员" in text(client.get(link[1]))


@pytest.mark.parametrize("kind", [Kind.AUTHORITY, Kind.INSTITUTION, Kind.EVALUATOR, "operator"])
def test_the_directory_is_the_offices(client, db, kind):
    client.force_login(actor(kind).user)

    assert client.get("/organizations/").status_code == 403


# --- oneself ----------------------------------------------------------------------------


def test_name_and_mobile_are_ones_own_to_change(client, db):
    own = actor("institution")
    client.force_login(own.user)

    page = client.post("/profile/", DETAILS, follow=True)

    own.user.refresh_from_db()
    assert "已保存" in text(page)
    assert (own.user.full_name, own.user.mobile) == ("改过的名字", "13900000007")
    entry = Entry.objects.get()
    assert entry.detail == {"fields": ["full_name", "mobile"]}


def test_nothing_else_about_oneself_can_be_changed(client, db):
    own = actor("institution", "clerk")
    client.force_login(own.user)
    planted = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "username": "other",
        "persona": "bureau",
        "duty": "manager",
        "organization": "BUREAU",
        "password": "x",
        "email": "x@example.com",
    }

    client.post("/profile/", {**DETAILS, **planted})

    before = {
        f: getattr(own.user, f) for f in ("is_superuser", "is_staff", "username", "email")
    }
    own.user.refresh_from_db()
    assert {f: getattr(own.user, f) for f in before} == before
    assert (own.user.persona, own.user.is_active) == ("", True)
    assert actor_for(own.user).duties == {"clerk"}


def test_a_wrong_mobile_is_told_and_kept(client, db):
    client.force_login(user())

    page = client.post("/profile/", {"full_name": "某", "mobile": "010-68205326"})

    assert page.status_code == 422
    assert "手机号码应以 1 开头；座机号码不能用来登录" in text(page)
    assert 'value="010-68205326"' in text(page)


def test_who_works_for_two_bodies_chooses_the_hat(client, db):
    first, second = organization(Kind.AUTHORITY), organization(Kind.INSTITUTION)
    person = member(first)
    also(person, second, Duty.CLERK)
    client.force_login(person)
    assert text(client.get("/profile/")).count("切换到此身份") == 1

    before = client.session.session_key
    page = client.post("/hat/", {"hat": second.code})

    assert page.url == "/workbench/"
    assert client.session.session_key != before
    assert second.name in text(client.get("/people/"))


def test_a_hat_one_does_not_own_does_not_exist(client, db):
    own = actor("institution")
    organization(Kind.BUREAU)
    client.force_login(own.user)

    for hat in ("BUREAU", "", "operator", "nonsense"):
        assert client.post("/hat/", {"hat": hat}).status_code == 404
    assert client.session["hat"] == own.organization.code


def test_the_hat_of_an_ended_duty_cannot_be_put_on_again(client, db):
    own, former = actor("institution"), organization(Kind.AUTHORITY)
    also(own.user, former, Duty.LIAISON)
    Membership.objects.filter(organization=former).update(ended_at=clock.wall())
    client.force_login(own.user)

    assert client.post("/hat/", {"hat": former.code}).status_code == 404


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example"]
)
def test_changing_the_hat_leads_nowhere_else(client, db, target):
    own = actor("institution")
    client.force_login(own.user)

    page = client.post("/hat/", {"hat": own.organization.code, "next": target})

    assert page.url == "/workbench/"
