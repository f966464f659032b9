"""The Bureau says whom the year looks back upon, and how far; it is on record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from programs.actions.repeat import change_repeat_rule
from programs.models import Program
from tests.factories import actor
from tests.factories.programs import program

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = actor(Kind.BUREAU)
    client.force_login(officer.user)
    return officer


def rule_of(year) -> tuple:
    year.refresh_from_db()
    return year.repeat_rule, year.repeat_years


def test_a_year_begins_with_persons_and_three_years(client, officer):
    year = program()

    page = client.get("/repeats/").content.decode()

    assert rule_of(year) == ("person", 3)
    assert ('value="person"' in page, 'value="3"' in page) == (True, True)


def test_the_rule_is_changed_and_the_change_is_on_record(client, officer):
    year = program()

    page = client.post("/repeats/", {"rule": "enterprise", "years": 5}, follow=True)

    assert rule_of(year) == ("enterprise", 5)
    assert "更改重复参训的提示" in page.content.decode()
    (entry,) = Entry.objects.filter(action="programs.program.change_repeat_rule")
    assert entry.detail["before"] == {"rule": "person", "years": 3}
    assert entry.detail["after"] == {"rule": "enterprise", "years": 5}


@pytest.mark.parametrize(
    "typed", [{}, {"rule": "nobody", "years": 3}, {"rule": "off", "years": 0}]
)
def test_nonsense_is_refused_and_changes_nothing(client, officer, typed):
    year = program()

    assert client.post("/repeats/", typed).status_code == 422
    assert rule_of(year) == ("person", 3)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"rule": "nobody", "years": 3}, "请选择按本人、按企业或不提示"),
        ({"rule": "off", "years": 11}, "请填写 1 至 10 年"),
    ],
)
def test_the_verb_refuses_it_too(typed, said):
    with pytest.raises(ValidationError, match=said):
        change_repeat_rule(program(), **typed, actor=actor(Kind.BUREAU))


def test_an_auditor_reads_and_others_do_not_even_that(client):
    year = program()
    auditor = actor(Kind.BUREAU, Duty.AUDITOR)
    with pytest.raises(PermissionDenied):
        change_repeat_rule(year, rule="off", years=3, actor=auditor)

    client.force_login(auditor.user)
    page = client.get("/repeats/").content.decode()

    assert ("审计员只能查看，不能办理" in page, '<button class="btn btn-primary">' in page) == (
        True,
        False,
    )
    client.force_login(actor(Kind.CENTRE).user)
    assert client.get("/repeats/").status_code == 403


def test_without_a_year_there_is_nothing_to_rule(client, officer):
    assert client.get("/repeats/").status_code == 404


@pytest.mark.parametrize("wrong", [{"repeat_rule": "nobody"}, {"repeat_years": 0}])
def test_the_database_knows_the_rules(wrong):
    year = program()

    with pytest.raises(IntegrityError, match="program_repeat_rule_known"), transaction.atomic():
        Program.objects.filter(pk=year.pk).update(**wrong)
