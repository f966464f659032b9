"""Refusals: why, who can help, and no hint of what one may not know of."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.utils.translation import gettext as _

from institutions.states import Kind
from portal import urls
from portal.policy import PUBLIC
from tests.factories import actor

pytestmark = pytest.mark.django_db


def refuse(request):
    raise PermissionDenied(_("名单由本机构项目负责人提交"))


def break_down(request):
    raise RuntimeError("the secret of the house")


def lose_database(request):
    raise OperationalError("connection refused")


urlpatterns = [
    *urls.urlpatterns,
    path("refuse/", refuse, name="refuse"),
    path("break/", break_down, name="break"),
    path("lose/", lose_database, name="lose"),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture(autouse=True)
def extra_routes(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    for name in ("refuse", "break", "lose"):
        monkeypatch.setitem(urls.ACCESS, name, PUBLIC)


def test_a_refusal_says_who_one_is_why_not_and_whom_to_ask(client):
    who = actor(Kind.INSTITUTION)
    client.force_login(who.user)

    answer = client.get("/refuse/", headers={"referer": "http://testserver/workbench/?a=1"})
    page = answer.content.decode()

    assert answer.status_code == 403
    assert who.label in page
    assert "名单由本机构项目负责人提交" in page
    assert "本单位负责人可调整职责" in page
    assert answer["X-Request-Id"] in page
    assert 'href="/workbench/"' in page


def test_a_refusal_leads_back_to_our_own_pages_only(client):
    page = client.get("/refuse/", headers={"referer": "https://evil.example/x"}).content

    assert b"evil.example" not in page


def test_what_is_missing_and_what_is_foreign_look_the_same(client):
    client.force_login(actor(Kind.INSTITUTION).user)

    missing, other = client.get("/nothing/here/"), client.get("/accounts/signup/")

    assert missing.status_code == other.status_code == 404
    assert missing.content == other.content
    assert b"nothing" not in missing.content
    said = missing.content.decode()
    assert ("回到工作台" in said, "回首页" in said) == (True, False)


def test_a_missing_page_costs_no_query_beyond_knowing_who_asks(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert client.get("/nothing/").status_code == 404


def test_a_breakdown_says_nothing_about_itself(client):
    client.raise_request_exception = False

    answer = client.get("/break/")

    assert answer.status_code == 500
    assert "系统出错，没有办成" in answer.content.decode()
    assert answer["X-Request-Id"] in answer.content.decode()
    assert b"secret" not in answer.content


def test_a_lost_database_is_said_to_be_temporary(client):
    client.raise_request_exception = False

    answer = client.get("/lose/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "截止时间是否顺延另行通知" in answer.content.decode()


def test_too_large_a_submission_says_the_limit(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

    answer = client.post("/accounts/login/", {"login": "x" * 3 * 1024 * 1024})

    assert answer.status_code == 400
    assert "一次提交不能超过 3 MB" in answer.content.decode()


def test_too_many_fields_are_refused_in_words(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    form = {"content_type": "application/x-www-form-urlencoded"}

    answer = client.post("/accounts/login/", "a=1&b=2&c=3", **form)

    assert answer.status_code == 400
    assert "请分几次提交" in answer.content.decode()


def test_an_unknown_host_is_refused_without_asking_the_database(client):
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "提交的内容无法识别" in answer.content.decode()


def test_an_expired_page_says_how_to_keep_what_was_typed():
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/text-size/", {"size": "lg"})

    assert answer.status_code == 403
    assert "页面已过期，内容没有提交" in answer.content.decode()
