"""What every page draws around its content, and the small pages of the frame."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from institutions.states import Kind
from portal.pdf import fonts
from portal.ui import chrome, navigation, todos
from tests.factories import actor

pytestmark = pytest.mark.django_db

FRONT = "/"
HELP = "/help/"


@pytest.fixture
def visit(client):
    """``visit(kind, url)``: the page's text for a new person of that kind."""

    def visit(kind, url, **headers):
        if kind != "public":
            client.force_login(actor(kind).user)
        return client.get(url, **headers).content.decode()

    return visit


@pytest.mark.parametrize(
    "url", [FRONT, HELP, "/accessibility/", "/privacy/", "/accounts/login/"]
)
def test_the_public_pages_open_to_everyone(client, url):
    assert client.get(url).status_code == 200


def test_staff_see_the_navigation_twice_for_wide_and_narrow_windows(visit):
    page = visit(Kind.CENTRE, HELP)

    assert page.count('<a href="/workbench/">') >= 2
    assert 'class="sidenav"' in page
    assert 'class="navdrop"' in page
    assert "tabbar" not in page


def test_the_page_one_stands_on_is_marked(visit):
    assert (
        visit(Kind.CENTRE, "/workbench/").count('<a href="/workbench/" aria-current="page">')
        == 2
    )


def test_a_trainee_has_tabs_and_no_side_navigation(visit, monkeypatch):
    monkeypatch.setattr(navigation, "_pages", [])
    navigation.register("trainee", "", "我的班级", "home:help", "home")

    page = visit("trainee", HELP)

    assert 'class="tabbar"' in page
    assert '<a href="/help/" aria-current="page">' in page
    assert "sidenav" not in page
    assert '<body class="app ">' in page


def test_the_public_sees_neither(visit):
    page = visit("public", HELP)

    assert "sidenav" not in page
    assert "tabbar" not in page
    assert reverse("account_login") in page


def test_a_fragment_does_not_pay_for_the_frame(rf, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(todos, "count", pytest.fail)
    monkeypatch.setattr(navigation, "items", pytest.fail)
    request = rf.get(HELP)
    request.actor = actor(Kind.CENTRE)

    with django_assert_num_queries(0):
        html = render_to_string("ui/messages.html", {}, request)

    assert html.strip() == ""


def test_the_bell_counts_what_waits(visit, monkeypatch):
    monkeypatch.setattr(todos, "_providers", [])
    todos.register(Kind.CENTRE, list, counter=lambda _actor: 7)

    assert '<span class="count">7</span>' in visit(Kind.CENTRE, HELP)


def test_the_programme_year_comes_from_whoever_knows_it(visit, monkeypatch):
    monkeypatch.setattr(chrome, "_providers", {})
    chrome.fill("programme_line", lambda actor: f"2022-2023 年度 {actor.kind}")

    assert "2022-2023 年度 centre" in visit(Kind.CENTRE, HELP)


def test_the_rehearsal_bar_is_there_in_rehearsal_only(visit, rehearsal):
    assert "演练环境：系统把今天当作" in visit("public", HELP)


def test_there_is_no_rehearsal_bar_otherwise(visit):
    assert "演练环境" not in visit("public", HELP)


def test_large_text_is_kept_in_a_cookie_and_written_by_the_server(client):
    answer = client.post("/text-size/", {"size": "lg", "next": "/help/?a=1"})

    assert (answer.status_code, answer.url) == (302, "/help/?a=1")
    assert answer.cookies["text"]["httponly"] is True
    assert '<html lang="zh-CN" data-text="lg">' in client.get(HELP).content.decode()

    client.post("/text-size/", {"size": "", "next": "/help/"})

    assert '<html lang="zh-CN">' in client.get(HELP).content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:x", ""]
)
def test_changing_the_text_size_leads_nowhere_else(client, target):
    assert client.post("/text-size/", {"size": "lg", "next": target}).url == "/"


def test_changing_the_text_size_is_an_act(client):
    answer = client.get("/text-size/", {"size": "lg"})

    assert (answer.status_code, answer.url) == (302, "/?size=lg")
    assert "text" not in answer.cookies


def test_the_language_is_switched_and_named_in_itself(client):
    assert '<button name="language" value="en" lang="en">English</button>' in (
        client.get(HELP).content.decode()
    )

    client.post("/i18n/setlang/", {"language": "en", "next": HELP})
    page = client.get(HELP).content.decode()

    assert '<html lang="en">' in page
    assert '<button name="language" value="zh-hans" lang="zh-CN">中文</button>' in page


@pytest.mark.parametrize("name", ["portal-cjk.woff2", "portal-cjk-rare.woff2"])
def test_the_packaged_face_is_offered_once_it_is_made(client, settings, tmp_path, name):
    settings.VAR_DIR = tmp_path
    assert client.get(f"/fonts/{name}").status_code == 404
    assert "cjk.css" not in client.get(HELP).content.decode()

    fonts.common().parent.mkdir()
    for path in (fonts.common(), fonts.rare()):
        path.write_bytes(path.name.encode())
    answer = client.get(f"/fonts/{name}")

    assert b"".join(answer.streaming_content) == name.encode()
    assert answer["Content-Type"] == "font/woff2"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "cjk.css" in client.get(HELP).content.decode()
