"""Taking a file's rows onto the list, mending them, and taking them back."""

import io

import pytest
from django.urls import reverse

from institutions.states import Kind
from portal.jobs import worker
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.trainees.test_import_pages import act, book, messages_of, person, shown, uploaded
from trainees.models import ImportFile, ImportRow, Nomination, Roster, Trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


def test_a_preview_opens_on_what_needs_attention_and_on_everybody_where_nothing_does(
    client, manager, of
):
    clean = uploaded(client, of, book(person(1), person(2)))
    troubled = uploaded(client, of, book(person(3), person(4, 手机="12345")))

    def opened(batch):
        page = client.get(reverse("imports:preview", args=[batch.public_id])).context
        current = [link["text"] for link in page["pills"] if link["current"]]
        return ([str(text) for text in current], page["total"].number)

    assert opened(clean) == (["全部"], 2)
    assert opened(troubled) == (["需处理"], 1)


def test_good_rows_are_accepted_with_the_attestation_and_the_rest_stays(client, manager, of):
    batch = uploaded(client, of, book(person(1), person(2, 手机="12345")))
    refused = act(client, "accept", batch)
    assert (refused.status_code, Nomination.objects.count()) == (422, 0)

    page = act(client, "accept", batch, attested="on")

    assert messages_of(page) == ["已接收 1 行，1 行有错误暂留"]
    batch.refresh_from_db()
    assert (batch.state, batch.attested_by) == ("accepted", manager.user)
    assert ImportFile.objects.count() == 1
    again = act(client, "accept", batch, attested="on")
    assert messages_of(again)[-1] == "没有可以接收的行，请先改正有错误的行"


def test_more_than_five_hundred_rows_are_taken_by_a_job(client, manager, of):
    batch = uploaded(client, of, book(*files.people(501)))

    act(client, "accept", batch, attested="on")
    batch.refresh_from_db()
    assert (batch.state, Nomination.objects.count()) == ("accepting", 0)
    worker.drain()

    batch.refresh_from_db()
    assert (batch.state, batch.counts["accepted"]) == ("accepted", 501)
    assert Roster.objects.get().entry_count == 501


def test_the_same_file_again_is_all_same_and_offers_nothing(client, manager, of):
    content = book(person(1), person(2))
    act(client, "accept", uploaded(client, of, content), attested="on")

    again = uploaded(client, of, content)

    assert again.counts == {"same": 2, "total": 2, "accepted": 0, "fixed": 0, "attention": 0}
    assert "接收 " not in shown(client, again)


def test_a_person_on_another_list_is_one_row_error_among_good_rows(client, manager, of):
    elsewhere = make.enrolling()
    client.force_login(make.manager(elsewhere).user)
    act(client, "accept", uploaded(client, elsewhere, book(person(1))), attested="on")
    client.force_login(manager.user)

    batch = uploaded(client, of, book(person(1), person(2)))

    assert (batch.counts["error"], batch.counts["new"]) == (1, 1)
    page = shown(client, batch)
    assert "该证件号本年度已在其他名单中，请联系人才交流中心" in page
    assert elsewhere.organization.short_name not in page


def test_a_list_sent_in_between_takes_no_rows(client, manager, of):
    make.roster(of, make.candidate(), by=manager)
    batch = uploaded(client, of, book(person(1)))
    Roster.objects.update(state="submitted", submitted_at="2022-12-01T00:00Z")

    page = act(client, "accept", batch, attested="on")

    assert page.status_code == 409
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == ("ready", 1)


# --- mending one row --------------------------------------------------------------------


def fields_of(row, **changes):
    values = {k: v for k, v in row.content["values"].items() if v not in (None, [])}
    return {**values, "source": "selected", **changes}


def test_a_row_is_mended_in_the_page_and_then_taken(client, manager, of):
    batch = uploaded(client, of, book(person(1, 手机="12345")))
    row = ImportRow.objects.select_related("roster_import").get()
    address = reverse("imports:row", args=[batch.public_id, row.number])
    assert "12345" in client.get(address).content.decode()
    wrong = client.post(address, fields_of(row, mobile="123"))
    assert (wrong.status_code, "手机" in wrong.content.decode()) == (422, True)

    client.post(address, fields_of(row, mobile="13800000001"))
    act(client, "accept", batch, attested="on")

    assert Trainee.objects.get().mobile == "13800000001"
    done = client.get(address)
    assert (done.status_code, done.headers["Location"]) == (
        302,
        reverse("imports:preview", args=[batch.public_id]),
    )


def test_mending_shows_no_number_in_clear_and_keeps_what_the_form_does_not_ask(
    client, manager, of
):
    header = [*files.HEADER, "学历", "民族"]
    line = [*person(1, 手机="12345"), "硕士研究生", "汉族"]
    batch = uploaded(client, of, files.workbook(line, header=header))
    row = ImportRow.objects.select_related("roster_import").get()
    address = reverse("imports:row", args=[batch.public_id, row.number])

    page = client.get(address).content.decode()
    client.post(address, fields_of(row, mobile="13800000001", id_no="改不了"))
    act(client, "accept", batch, attested="on")

    number = line[3]
    assert (number in page, f"{number[:4]}********{number[-4:]}" in page) == (False, True)
    facts = Nomination.objects.get().facts
    assert (facts["education"], facts["ethnicity"]) == ("硕士研究生", "汉族")
    assert Trainee.objects.get().id_masked.endswith(number[-4:])


def test_a_number_with_a_fault_is_typed_again_in_full(client, manager, of):
    batch = uploaded(client, of, book(person(1, 身份证号="990000198003150019")))
    row = ImportRow.objects.select_related("roster_import").get()
    address = reverse("imports:row", args=[batch.public_id, row.number])
    assert "990000198003150019" not in client.get(address).content.decode()

    client.post(address, fields_of(row, id_no=files.id_number(1)))

    row.refresh_from_db()
    assert row.status == "new"


def test_a_row_mended_into_another_rows_person_is_a_duplicate(client, manager, of):
    other = person(1)
    batch = uploaded(client, of, book(other, person(2, 身份证号="123")))
    row = ImportRow.objects.select_related("roster_import").get(number=3)
    address = reverse("imports:row", args=[batch.public_id, 3])

    client.post(address, fields_of(row, id_no=other[3]))

    row.refresh_from_db()
    assert row.status == "duplicate"


def test_a_row_that_is_not_there(client, manager, of):
    batch = uploaded(client, of, book(person(1)))

    address = reverse("imports:row", args=[batch.public_id, 99])

    assert client.get(address).status_code == 404


# --- taking back ------------------------------------------------------------------------


def test_a_batch_is_undone_until_the_list_is_sent(client, manager, of):
    content = book(person(1), person(2))
    batch = uploaded(client, of, content)
    act(client, "accept", batch, attested="on")

    page = act(client, "undo", batch)

    assert messages_of(page) == ["已撤销这次导入"]
    batch.refresh_from_db()
    assert (batch.state, Roster.objects.get().entry_count) == ("undone", 0)
    assert (Trainee.objects.count(), ImportRow.objects.count()) == (0, 0)
    assert "这次导入的行已清除" in shown(client, batch)


def test_undoing_an_update_brings_back_what_was_there(client, manager, of):
    act(client, "accept", uploaded(client, of, book(person(1))), attested="on")
    batch = uploaded(client, of, book(person(1, 职务="董事长")))
    assert batch.counts["update"] == 1
    act(client, "accept", batch, attested="on")
    assert Nomination.objects.get().post == "董事长"

    act(client, "undo", batch)

    assert (Nomination.objects.get().post, Roster.objects.get().entry_count) == ("总经理", 1)


def test_a_row_changed_by_hand_since_survives_the_undoing(client, manager, of):
    batch = uploaded(client, of, book(person(1), person(2)))
    act(client, "accept", batch, attested="on")
    roster = Roster.objects.get()
    entry = make.entries(roster)[0]
    facts = {**entry.nomination.facts, "post": "董事长"}
    make.people.amend_row(entry, facts, actor=manager)

    page = act(client, "undo", batch)

    assert messages_of(page)[-1] == "1 人导入后又改过或已审核，留在名单中"
    assert [e.nomination.post for e in make.entries(roster)] == ["董事长"]


def test_after_the_list_is_sent_nothing_is_undone(client, manager, of):
    batch = uploaded(client, of, book(person(1)))
    act(client, "accept", batch, attested="on")
    Roster.objects.update(state="submitted", submitted_at="2022-12-01T00:00Z")
    assert "撤销本次导入" not in shown(client, batch)

    page = act(client, "undo", batch)

    assert (page.status_code, Roster.objects.get().entry_count) == (409, 1)


def test_giving_up_leaves_nothing_of_the_file(client, manager, of):
    batch = uploaded(client, of, book(person(1)))

    page = act(client, "cancel", batch)

    assert messages_of(page) == ["已放弃这次导入，名单没有改动"]
    assert (ImportRow.objects.count(), ImportFile.objects.count()) == (0, 0)
    again = act(client, "cancel", batch)
    assert again.status_code == 409


def test_a_spreadsheet_by_another_hand_opens_too(client, manager, of):
    content = io.BytesIO(book(person(1))).getvalue()

    assert uploaded(client, of, content, "名单.XLSX").state == "ready"
