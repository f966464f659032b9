"""Opening codes: issued by the Bureau, shown once, kept nowhere."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from python_calamine import CalamineWorkbook

from institutions.actions.opening import (
    SecretRefused,
    StaleIssue,
    issue_opening_codes,
    redeem_opening_code,
)
from institutions.actor import PUBLIC_ACTOR
from institutions.models import OpeningCode
from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from tests.factories import actor, member, organization
from tests.factories.institutions import newcomer, opening_code
from tests.support.queries import cost


def text(page) -> str:
    return page.content.decode()


def test_each_chosen_body_gets_a_code_of_its_own_for_thirty_days(db):
    bodies = [organization(kind) for kind in (Kind.AUTHORITY, Kind.INSTITUTION, Kind.PARTNER)]

    issued = issue_opening_codes(bodies, actor=actor("bureau"), seen=0)

    assert {each.organization for each in issued} == set(bodies)
    assert len({each.code for each in issued}) == 3
    left = {code.expires_at - code.issued_at for code in OpeningCode.objects.all()}
    assert left == {timedelta(days=30)}
    assert Entry.objects.filter(action="institutions.openingcode.issue").count() == 3


def test_the_clear_code_is_nowhere_in_the_database(db):
    code = opening_code(organization())

    kept = [str(list(m.objects.values())) for m in (OpeningCode, Entry)]

    assert [row for row in kept if code in row or code.replace("-", "") in row] == []


def test_issuing_again_withdraws_the_code_before(db):
    body = organization()
    first = opening_code(body)
    second = opening_code(body)

    with pytest.raises(SecretRefused):
        redeem_opening_code(first, person=newcomer(), actor=PUBLIC_ACTOR)

    assert redeem_opening_code(second, person=newcomer(), actor=PUBLIC_ACTOR)


def test_a_page_sent_twice_does_not_make_the_printed_codes_worthless(client, db):
    body, officer = organization(), actor("bureau")
    client.force_login(officer.user)
    page = client.get("/organizations/codes/")
    seen = re.search(r'name="seen" value="(\d+)"', text(page))[1]
    sent = {"seen": seen, "scope": "ticked", "bodies": [body.code]}

    first = client.post("/organizations/codes/issue/", sent)
    second = client.post("/organizations/codes/issue/", sent)

    assert (first.status_code, second.status_code) == (200, 409)
    assert "这次没有开具" in text(second)
    assert OpeningCode.objects.unused().count() == 1
    printed = re.search(r'class="mono fs-4 fw-bold">([0-9A-Z-]+)<', text(first))[1]
    assert redeem_opening_code(printed, person=newcomer(), actor=PUBLIC_ACTOR)
    assert printed not in text(second)


def test_one_press_serves_all_that_have_neither_account_nor_code(client, db):
    officer = actor("bureau")
    entered, coded = organization(), organization(Kind.AUTHORITY)
    waiting = [organization(Kind.AUTHORITY), organization(Kind.PARTNER)]
    member(entered)
    opening_code(coded, by=officer)
    client.force_login(officer.user)
    seen = OpeningCode.objects.latest("pk").pk

    page = client.post("/organizations/codes/issue/", {"seen": seen, "scope": "waiting"})

    slips = re.findall(r'class="mono fs-4 fw-bold">', text(page))
    assert len(slips) == 2
    assert [body.name in text(page) for body in waiting] == [True, True]
    assert "每个单位一页 A4" in text(page)
    assert page["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize(
    "fields", [{}, {"scope": "ticked"}, {"scope": "ticked", "bodies": ["??"]}]
)
def test_without_a_body_nothing_is_issued_and_the_page_says_so(client, db, fields):
    organization()
    client.force_login(actor("bureau").user)

    page = client.post("/organizations/codes/issue/", {"seen": 0, **fields})

    assert page.status_code == 422
    assert OpeningCode.objects.count() == 0


@pytest.mark.parametrize("kind", [k for k in Kind if k != Kind.BUREAU])
def test_nobody_but_the_bureau_issues_codes(client, db, kind):
    body = organization(Kind.PARTNER)
    somebody = actor(kind)
    client.force_login(somebody.user)

    with pytest.raises(PermissionDenied, match="中小企业局"):
        issue_opening_codes([body], actor=somebody, seen=0)
    assert client.get("/organizations/codes/").status_code == 403
    assert OpeningCode.objects.count() == 0


def test_an_auditor_of_the_bureau_issues_none(client, db):
    auditor = actor("bureau", "auditor")
    organization()
    client.force_login(auditor.user)

    page = client.get("/organizations/codes/")
    sent = client.post("/organizations/codes/issue/", {"seen": 0, "scope": "waiting"})

    assert "开户码由中小企业局经办人开具" in text(page)
    assert 'name="scope"' not in text(page)
    assert (sent.status_code, OpeningCode.objects.count()) == (403, 0)


def test_the_bureaus_own_first_code_is_the_operators_to_issue(client, db):
    bureau, operator = organization(Kind.BUREAU), actor("operator")
    client.force_login(operator.user)

    page = client.post(
        "/organizations/codes/issue/", {"seen": 0, "scope": "ticked", "bodies": ["BUREAU"]}
    )
    code = re.search(r'class="mono fs-4 fw-bold">([0-9A-Z-]+)<', text(page))[1]
    first = redeem_opening_code(code, person=newcomer(), actor=PUBLIC_ACTOR)

    assert (first.organization, first.duties) == (bureau, {"officer", "lead"})


def test_not_even_the_bureau_opens_the_bureau(db):
    officer = actor("bureau", "officer")

    with pytest.raises(PermissionDenied, match="由平台运维人员开具"):
        issue_opening_codes([officer.organization], actor=officer, seen=0)

    assert OpeningCode.objects.count() == 0


def test_once_somebody_is_in_the_bureau_the_operator_opens_it_to_nobody_else(db):
    bureau, operator = organization(Kind.BUREAU), actor("operator")
    member(bureau)

    with pytest.raises(PermissionDenied, match="已有人员开户"):
        issue_opening_codes([bureau], actor=operator, seen=0)


def test_the_operator_opens_no_other_body(db):
    with pytest.raises(PermissionDenied):
        issue_opening_codes([organization()], actor=actor("operator"), seen=0)


@pytest.mark.parametrize("bodies", [1, 4])
def test_the_issuing_page_costs_the_same_for_many_bodies(
    client, db, bodies, django_assert_num_queries
):
    client.force_login(actor("bureau").user)
    for _ in range(bodies):
        member(organization())

    with django_assert_num_queries(cost(client, "/help/") + 2):
        page = client.get("/organizations/codes/")

    assert text(page).count('name="bodies"') == bodies


def sheet_of(page) -> str:
    return re.search(r'name="sheet" value="([^"]+)"', text(page))[1]


def issue_for(client, *bodies):
    sent = {"seen": 10**6, "scope": "ticked", "bodies": [body.code for body in bodies]}
    return client.post("/organizations/codes/issue/", sent)


def test_the_sheet_just_shown_can_be_had_as_a_workbook(client, db):
    bodies = [organization(Kind.AUTHORITY), organization(name="=1+1 公司")]
    client.force_login(actor("bureau").user)
    page = issue_for(client, *bodies)
    shown = re.findall(r'class="mono fs-4 fw-bold">([0-9A-Z-]+)<', text(page))

    answer = client.post("/organizations/codes/workbook/", {"sheet": sheet_of(page)})

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    head, *lines = workbook.get_sheet_by_index(0).to_python()
    assert head == ["单位代码", "单位", "开户码", "登录网址", "有效期至"]
    assert [line[:3] for line in lines] == [
        [body.code, body.name, code] for body, code in zip(bodies, shown, strict=True)
    ]
    assert {line[3] for line in lines} == {"http://127.0.0.1:8000/open/"}
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment;")


def test_only_who_issued_the_sheet_exports_it_and_only_for_an_hour(client, db):
    officer, colleague = actor("bureau"), actor("bureau")
    client.force_login(officer.user)
    sheet = sheet_of(issue_for(client, organization()))

    with time_machine.travel(clock.wall() + timedelta(minutes=61)):
        late = client.post("/organizations/codes/workbook/", {"sheet": sheet})
    forged = client.post("/organizations/codes/workbook/", {"sheet": sheet[:-1] + "x"})
    empty = client.post("/organizations/codes/workbook/")
    client.force_login(colleague.user)
    foreign = client.post("/organizations/codes/workbook/", {"sheet": sheet})

    assert [p.status_code for p in (late, forged, empty, foreign)] == [403] * 4


@pytest.mark.postgres
def test_of_two_who_issue_at_once_one_is_told_that_the_page_is_stale(transactional_db):
    body = organization(Kind.AUTHORITY)
    officers = [actor("bureau") for _ in range(4)]

    def attempt(officer):
        try:
            issue_opening_codes([body], actor=officer, seen=0)
            return "issued"
        except StaleIssue:
            return "stale"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, officers))

    assert outcomes == ["issued", "stale", "stale", "stale"]
    assert OpeningCode.objects.unused().count() == 1
