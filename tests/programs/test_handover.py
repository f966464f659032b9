"""A confirmed form that names a new liaison leads to a handover, once they accept."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from institutions.actions.invitation import accept_invitation
from institutions.actor import actor_for
from institutions.models import Membership
from institutions.states import Kind
from portal.ui.todos import collect
from programs.actions.contact_sheet import open_sheet, save_sheet
from programs.models import ContactSheet
from programs.queries.contact_sheet import kept_by_new_liaison, liaison_change
from tests.factories import actor, user
from tests.factories.programs import milestone, program, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def test_a_new_liaison_in_a_confirmed_form_gets_a_link_and_the_old_one_loses_the_duty(
    client, officer
):
    former = actor(Kind.AUTHORITY)
    row = sheet(body=former.organization, state="accepted", liaison_name="新联络员")
    page = client.get(reverse("sheets:detail", args=[row.pk])).content.decode()

    answer = client.post(reverse("sheets:handover", args=[row.pk]))

    link, shown = answer.context["link"], answer.content.decode()
    assert ("交接链接" in shown, "再邀请一位" in shown) == (True, False)
    assert ("联络员与现任账号不一致" in page, "/join/" in link) == (True, True)
    token = link.rstrip("/").rsplit("/", 1)[-1]
    accept_invitation(token, actor=actor_for(user(full_name="新联络员")))
    holders = Membership.objects.active().filter(organization=former.organization)
    assert [row.user.full_name for row in holders] == ["新联络员"]
    assert actor_for(former.user, former.organization.code).kind == "trainee"


def test_the_same_liaison_needs_no_handover(client, officer):
    liaison = actor(Kind.AUTHORITY)
    row = sheet(
        body=liaison.organization, state="accepted", liaison_name=liaison.user.full_name
    )
    page = client.get(reverse("sheets:detail", args=[row.pk])).content.decode()

    answer = client.post(reverse("sheets:handover", args=[row.pk]))

    assert ("联络员与现任账号不一致" in page, answer.status_code) == (False, 302)


@pytest.mark.parametrize(
    ("account", "form", "change"),
    [
        ("13800000001", "13900000009", "mobile"),
        ("+86 138-0000-0001", "13800000001", ""),
        ("", "13900000009", ""),
        ("13800000001", "", ""),
    ],
)
def test_a_namesake_with_another_mobile_is_left_to_the_officer(
    client, officer, account, form, change
):
    liaison = actor(Kind.AUTHORITY)
    type(liaison.user).objects.filter(pk=liaison.user.pk).update(mobile=account)
    row = sheet(
        body=liaison.organization,
        state="accepted",
        liaison_name=liaison.user.full_name,
        liaison_mobile=form,
        liaison_phone="0000-8000001",
    )

    page = client.get(reverse("sheets:detail", args=[row.pk]))

    assert page.context["new_liaison"] == change
    assert ("同名，手机不同" in page.content.decode()) is bool(change)
    answer = client.post(reverse("sheets:handover", args=[row.pk]))
    assert answer.status_code == (200 if change else 302)


def test_one_holder_of_that_name_and_number_is_enough(officer):
    first = actor(Kind.AUTHORITY)
    second = actor(Kind.AUTHORITY, organization=first.organization)
    row = sheet(body=first.organization, liaison_name=second.user.full_name)

    assert liaison_change(row) == ""


def test_nobody_in_the_portal_has_nothing_to_hand_over(officer):
    assert liaison_change(sheet(state="accepted")) == ""


def test_the_region_changes_its_liaison_from_the_confirmed_form(client):
    liaison = actor(Kind.AUTHORITY)
    client.force_login(liaison.user)
    row = sheet(body=liaison.organization, state="accepted")
    assert "变更联络员" in client.get(reverse("sheets:detail", args=[row.pk])).content.decode()

    answer = client.post(reverse("sheets:begin"), {"act": "liaison"})

    draft = ContactSheet.objects.open().get()
    edit = reverse("sheets:edit", args=[draft.pk])
    assert (answer.url, draft.edition) == (f"{edit}?change=liaison#id_liaison_name", 2)
    page = client.get(answer.url).content.decode()
    assert re.findall(r'name="(\w+)"[^>]*autofocus', page) == ["liaison_name"]
    assert "接任的联络员" in page
    assert "autofocus" not in client.get(edit).content.decode()


def test_while_an_edition_is_open_there_is_no_second_one_to_begin(client):
    liaison = actor(Kind.AUTHORITY)
    client.force_login(liaison.user)
    row = sheet(body=liaison.organization, state="accepted")
    sheet(body=liaison.organization, edition=2)

    page = client.get(reverse("sheets:detail", args=[row.pk])).content.decode()

    assert "变更联络员" not in page


def test_what_a_new_liaison_kept_from_the_former_one_is_asked_about(client):
    liaison = actor(Kind.AUTHORITY)
    client.force_login(liaison.user)
    sheet(body=liaison.organization, state="accepted")
    draft = sheet(
        body=liaison.organization, edition=2, liaison_name="新人", liaison_mobile="13900000009"
    )

    page = client.get(reverse("sheets:check", args=[draft.pk]))

    assert page.context["kept"] == ["联络员电子邮箱"]
    assert "以下与原联络员相同" in page.content.decode()
    draft.liaison_name = "周望舒（演示）"
    assert kept_by_new_liaison(draft) == []


def test_open_work_goes_on_with_the_new_liaison_and_leaves_the_old_one(client, officer):
    milestone()
    former = actor(Kind.AUTHORITY)
    body = former.organization
    row = sheet(program("2021-2022"), body, state="accepted", liaison_name="新联络员")
    link = client.post(reverse("sheets:handover", args=[row.pk])).context["link"]
    draft = open_sheet(program(), body, actor=former)
    draft = save_sheet(draft, values={"remark": "没填完"}, revision=1, actor=former)
    owed = [todo.title for todo in collect(former)]
    assert "填报工作信息表" in owed

    token = link.rstrip("/").rsplit("/", 1)[-1]
    newcomer = accept_invitation(token, actor=actor_for(user(full_name="新联络员")))

    assert [todo.title for todo in collect(newcomer)] == owed
    assert collect(actor_for(former.user)) == []
    saved = save_sheet(
        draft, values={"remark": "接着填"}, revision=draft.revision, actor=newcomer
    )
    assert saved.remark == "接着填"
    with pytest.raises(PermissionDenied):
        save_sheet(saved, values={}, revision=saved.revision, actor=actor_for(former.user))
