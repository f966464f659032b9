"""The rehearsal's ways in: there in rehearsal, nowhere else."""

import pytest
from django.core.exceptions import PermissionDenied

from institutions.actor import actor_for
from institutions.models import Membership, Organization
from institutions.states import Kind
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.demo.personas import PERSONAS, MissingBodies, load_personas, panel
from tests.factories import organization, user

CODES = [
    "bureau",
    "centre",
    "centre-issuer",
    "guangdong",
    "guangdong-lead",
    "dalian",
    "sample",
    "tsinghua",
    "wangjiang",
    "wangjiang-teacher",
    "evaluator",
    "auditor",
    "trainee",
    "operator",
]


@pytest.fixture
def bodies(db):
    for kind in (Kind.BUREAU, Kind.CENTRE, Kind.EVALUATOR):
        organization(kind)
    for code in ("GD", "DL", "S1"):
        organization(Kind.AUTHORITY, code)
    for code in ("10003", "F9001"):
        organization(Kind.INSTITUTION, code)


@pytest.fixture
def season(bodies, rehearsal):
    load_personas()


def step_into(client, persona):
    return client.post("/demo/login/", {"persona": persona})


def test_all_fourteen_are_made_once_with_what_they_hold(bodies, rehearsal):
    assert load_personas() == 14
    assert load_personas() == 0

    assert [persona.code for persona in PERSONAS] == CODES
    held = {p.code: (p.body, {str(duty) for duty in p.duties}) for p in PERSONAS if p.body}
    actors = {u.persona: actor_for(u) for u in User.objects.exclude(persona="")}
    assert {
        c: (a.organization_slug, a.duties) for c, a in actors.items() if a.organization
    } == held
    assert (actors["trainee"].kind, actors["operator"].kind) == ("trainee", "operator")


def test_nobody_can_sign_in_with_a_password_and_every_name_says_it_is_invented(season):
    people = User.objects.all()

    assert [u.username for u in people if u.has_usable_password()] == []
    assert [u.full_name for u in people if not u.full_name.endswith("（演示）")] == []
    assert [u.mobile for u in people if u.mobile] == []


def test_making_them_leaves_a_trace(season):
    made = Entry.objects.filter(action="accounts.user.open").count()
    given = Entry.objects.filter(action="institutions.membership.give").count()

    assert (made, given) == (14, Membership.objects.count())


def test_a_missing_body_is_named_and_nothing_is_made(bodies, rehearsal):
    Organization.objects.filter(code__in=["S1", "F9001"]).delete()

    with pytest.raises(MissingBodies, match=r"F9001、S1.*load_program"):
        load_personas()

    assert User.objects.count() == 0


def test_outside_rehearsal_none_is_made(bodies):
    with pytest.raises(PermissionDenied):
        load_personas()

    assert User.objects.count() == 0


@pytest.mark.parametrize("code", CODES)
def test_one_press_and_one_is_in(client, season, code):
    page = step_into(client, code)

    assert (page.status_code, page.url) == (302, "/workbench/")
    assert client.session["_auth_user_id"] == str(User.objects.get(persona=code).pk)


def test_stepping_into_another_persona_leaves_the_first_ones_session(client, season):
    step_into(client, "guangdong")
    first = client.session.session_key

    step_into(client, "dalian")

    assert client.session.session_key != first
    assert client.session["hat"] == "DL"


@pytest.mark.parametrize("code", ["", "nobody", "demo-bureau", "bureau "])
def test_an_unknown_persona_does_not_exist(client, season, code):
    assert step_into(client, code).status_code == 404


def test_a_real_account_cannot_be_stepped_into(client, season):
    user("real")

    assert step_into(client, "real").status_code == 404


def test_outside_rehearsal_the_door_does_not_exist(client, season, settings):
    settings.REHEARSAL = False

    assert step_into(client, "bureau").status_code == 404
    assert client.post("/demo/clock/", {"act": "next"}).status_code == 404
    assert panel() == []


def test_a_personas_session_ends_with_the_rehearsal(client, season, settings):
    step_into(client, "bureau")
    assert client.get("/people/").status_code == 200

    settings.REHEARSAL = False

    assert client.get("/people/").url == "/accounts/login/?next=/people/"


def test_a_switched_off_persona_does_not_open(client, season):
    User.objects.filter(persona="dalian").update(is_active=False)

    assert step_into(client, "dalian").status_code == 404


def test_the_door_takes_posts_only_and_only_from_our_pages(season, client):
    assert client.get("/demo/login/").url == "/"

    strict = type(client)(enforce_csrf_checks=True)

    assert strict.post("/demo/login/", {"persona": "bureau"}).status_code == 403


def test_the_login_page_offers_every_persona_with_name_and_purpose(season):
    cards = panel()

    assert [card["code"] for card in cards] == CODES
    assert cards[0]["note"] == "苏清和（演示） · 看板、通知、报备、考核确认"
    assert {frozenset(card) for card in cards} == {frozenset({"code", "title", "note", "icon"})}


def test_before_loading_the_panel_is_empty(bodies, rehearsal):
    assert panel() == []
