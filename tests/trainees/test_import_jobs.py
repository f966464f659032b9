"""The two jobs of an import when the world moves on between their steps."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from institutions.states import Kind
from portal.jobs import worker
from portal.jobs.models import Job
from portal.sheets import Unreadable
from portal.workflow.engine import IllegalStep
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from trainees import sheets
from trainees.actions import people
from trainees.actions import roster as rosters
from trainees.actions import roster_import as imports
from trainees.data.candidate import candidate_of
from trainees.models import ImportRow, Nomination, Roster, RosterImport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(of):
    return make.manager(of)


def begun(of, manager, *rows) -> RosterImport:
    content = ContentFile(files.workbook(*rows)).read()
    found = sheets.look_into(content, "名单.xlsx")
    upload = imports.Upload(found.name, found.content, found.sha256, found.sheets[0], True)
    return imports.begin_import(of, upload, actor=manager)


def ready(of, manager, *rows) -> RosterImport:
    batch = begun(of, manager, *rows)
    worker.drain()
    return RosterImport.objects.for_table().get(pk=batch.pk)


def rows_of(batch):
    return list(batch.rows.select_related("roster_import").order_by("number"))


def test_a_person_taken_elsewhere_after_the_preview_becomes_a_row_error(of, manager):
    batch = ready(of, manager, *files.people(2))
    first = candidate_of(rows_of(batch)[0].content["values"])
    make.roster(None, first)

    imports.accept_import(batch, attested=True, actor=manager)

    statuses = [(row.status, row.is_accepted) for row in rows_of(batch)]
    assert statuses == [("error", False), ("new", True)]
    problem = rows_of(batch)[0].problems[-1]
    assert problem["message"] == "该证件号本年度已在其他名单中，请联系人才交流中心"


def test_a_row_listed_by_hand_meanwhile_is_the_same_and_not_undone(of, manager):
    batch = ready(of, manager, *files.people(2))
    first = candidate_of(rows_of(batch)[0].content["values"])
    people.accept_rows(batch.roster, [first], attested=True, actor=manager)

    accepted = imports.accept_import(batch, attested=True, actor=manager)
    assert [row.status for row in rows_of(batch)] == ["same", "new"]
    imports.undo_import(accepted, actor=manager)

    assert Nomination.objects.get().trainee.name == first.facts["name"]


def test_accepting_that_is_refused_halfway_gives_the_import_back(of, manager):
    batch = ready(of, manager, *files.people(501))
    imports.accept_import(batch, attested=True, actor=manager)
    Roster.objects.update(state="submitted", submitted_at="2022-12-01T00:00Z")

    worker.drain()

    batch.refresh_from_db()
    assert (batch.state, batch.counts["accepted"]) == ("ready", 0)
    assert batch.problem == "名单“已提交”，不能再改；已提交的可先撤回"
    assert Job.objects.order_by("-pk").first().state == "done"
    Roster.objects.update(state="draft")
    again = imports.accept_import(batch, attested=True, actor=manager)
    worker.drain()
    again.refresh_from_db()
    assert (again.state, again.problem, Nomination.objects.count()) == ("accepted", "", 501)


def test_a_list_is_not_sent_while_rows_are_being_taken(of, manager):
    batch = ready(of, manager, *files.people(501))
    imports.accept_import(batch, attested=True, actor=manager)
    roster = Roster.objects.get()

    with pytest.raises(ValidationError) as refusal:
        rosters.submit_roster(roster, revision=roster.revision, actor=manager)

    assert "正在接收导入的学员，请等接收完成再提交" in refusal.value.messages


def test_a_reading_overtaken_by_a_correction_writes_nothing(of, manager):
    batch = begun(of, manager, *files.people(1))
    RosterImport.objects.filter(pk=batch.pk).update(attempt=9)

    worker.drain()

    assert (ImportRow.objects.count(), Job.objects.get().state) == (0, "done")


def test_taking_that_is_done_already_is_not_done_again(of, manager):
    batch = ready(of, manager, *files.people(501))
    imports.accept_import(batch, attested=True, actor=manager)
    RosterImport.objects.update(state="accepted")

    worker.drain()

    assert Nomination.objects.count() == 0
    with pytest.raises(IllegalStep):
        imports.accept_chunk(batch, actor=manager)


def test_consent_is_attested_to_the_verb_itself(of, manager):
    batch = ready(of, manager, *files.people(1))

    with pytest.raises(ValidationError):
        imports.accept_import(batch, attested=False, actor=manager)


def test_a_taken_row_is_not_corrected_any_more(of, manager):
    batch = ready(of, manager, *files.people(1))
    imports.accept_import(batch, attested=True, actor=manager)
    (row,) = rows_of(batch)

    with pytest.raises(IllegalStep):
        imports.correct_row(row, held={}, actor=manager)


def test_the_sheet_that_vanished_is_named(of):
    content = files.workbook(*files.people(1))

    with pytest.raises(Unreadable) as refusal:
        sheets.open_sheet(content, "名单.xlsx", "不存在")

    assert "不存在" in str(refusal.value)
