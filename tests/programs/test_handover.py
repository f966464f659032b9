"""A confirmed form that names a new liaison leads to a handover, once they accept."""

import pytest
from django.urls import reverse

from institutions.actions.invitation import accept_invitation
from institutions.actor import actor_for
from institutions.models import Membership
from institutions.states import Kind
from tests.factories import actor, user
from tests.factories.programs import sheet

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
