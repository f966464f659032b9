"""Bringing a workbook in on screen: refusals, sheets, columns, preview, acceptance, undoing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.jobs import worker
from portal.jobs.models import Job
from tests.factories import actor, organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.support.queries import cost
from trainees.models import ImportFile, ImportRow, Nomination, Roster, RosterImport, Trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
SAMPLES = files.SAMPLES


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


def upload(client, of, content, name="名单.xlsx", follow=True, **options):
    data = {"file": SimpleUploadedFile(name, content), **options}
    return client.post(reverse("imports:upload", args=[of.pk]), data, follow=follow)


def uploaded(client, of, content, name="名单.xlsx", **options) -> RosterImport:
    """Uploaded and judged, as the worker does it."""
    upload(client, of, content, name, **options)
    worker.drain()
    return RosterImport.objects.order_by("-pk").first()


def act(client, name, batch, *args, follow=True, **data):
    address = reverse(f"imports:{name}", args=[batch.public_id, *args])
    return client.post(address, data, follow=follow)


def shown(client, batch, **query):
    page = client.get(reverse("imports:preview", args=[batch.public_id]), query)
    assert page.status_code == 200
    return page.content.decode()


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


def person(n, **changes):
    return files.person(n, **{"姓名": "演示" + "甲乙丙丁戊"[n % 5 - 1], **changes})


def book(*rows):
    return files.workbook(*rows)


# --- what is refused at once ------------------------------------------------------------


LINE = "1,叶知秋,男,x,x,x,x,x,x,x,1,1,江苏,自主选拔"
TOO_MANY = "\n".join([",".join(files.HEADER), *[LINE] * 10_001])
REFUSED = {
    "not a workbook": (b"\x89PNG\r\n\x1a\n\0\0", "名单.xlsx", "这不是表格文件"),
    "renamed": (",".join(files.HEADER).encode(), "名单.xlsx", "其实是文本"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"),
        "名单.xlsx",
        "打开密码",
    ),
    "10,001 rows": (TOO_MANY.encode(), "名单.csv", "超过 10000 行"),
    "no rows": (book(), "名单.xlsx", "没有学员"),
    "no header": (files.workbook(["汇总", 1], header=None), "名单.xlsx", "没有找到表头"),
    "bomb": (files.hand_written(" " * 90_000_000), "名单.xlsx", "解压后过大"),
    "empty": (b"", "名单.xlsx", "文件是空的"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_unusable_file_is_refused_in_one_sentence_and_not_kept(client, manager, of, what):
    content, name, words = REFUSED[what]

    page = upload(client, of, content, name)

    (problem,) = page.context["form"].errors["file"]
    assert (page.status_code, words in problem) == (422, True)
    for model in (RosterImport, ImportFile, ImportRow, Roster, Job):
        assert (model.__name__, model.objects.count()) == (model.__name__, 0)


def test_without_a_file_the_form_says_so(client, manager, of):
    page = client.post(reverse("imports:upload", args=[of.pk]), {})

    assert page.context["form"].errors["file"] == ["请选择名单文件"]


def test_a_list_with_the_centre_takes_no_file(client, manager, of):
    make.submitted(of, by=manager)

    page = upload(client, of, book(person(1)))

    assert page.status_code == 409
    assert "已提交" in str(page.context["form"].non_field_errors())
    assert RosterImport.objects.count() == 0


def test_another_bodys_class_and_import_do_not_exist(client, manager, of):
    batch = uploaded(client, of, book(person(1)))
    client.force_login(make.manager(make.enrolling()).user)

    assert upload(client, of, book(person(1))).status_code == 404
    preview = reverse("imports:preview", args=[batch.public_id])
    assert client.get(preview).status_code == 404
    for name in ("accept", "undo", "cancel", "mapping"):
        assert act(client, name, batch, attested="on").status_code == 404


def test_who_may_not_write_lists_reads_why(client, of):
    outsider = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=of.organization)
    client.force_login(outsider.user)

    page = client.get(reverse("imports:upload", args=[of.pk]))

    assert "班主任只办理自己班级的名单" in page.content.decode()
    assert upload(client, of, book(person(1))).status_code == 403


# --- staging and preview ----------------------------------------------------------------


def test_an_upload_is_judged_by_a_job_and_progress_is_shown_meanwhile(client, manager, of):
    page = upload(client, of, book(person(1)))

    assert "正在处理" in page.content.decode()
    assert RosterImport.objects.get().state == "reading"
    worker.drain()
    batch = RosterImport.objects.get()
    assert (batch.state, batch.header_row, batch.counts["total"]) == ("ready", 1, 1)
    assert Job.objects.get().result == {"url": f"/imports/{batch.public_id}/"}
    assert Nomination.objects.count() == 0


def test_the_preview_shows_counts_problems_and_remedies_with_masked_numbers(
    client, manager, of
):
    good, bad = person(1), person(2, 手机="12345")
    batch = uploaded(client, of, book(good, bad, person(3, 姓名="魏 霞远")))

    page = shown(client, batch)

    assert batch.counts == {"new": 2, "error": 1, "total": 3, "accepted": 0}
    assert ">3</th>" in page.replace(' data-l="行"', "")
    assert "请填写 11 位手机号码" in page
    number = bad[3]
    assert (number in page, f"{number[:4]}********{number[-4:]}" in page) == (False, True)
    assert "已去掉姓名中的空格" in shown(client, batch, show="fixed")
    assert "演示甲" in shown(client, batch, show="new")
    assert "接收 2 行，暂留 1 行" in page


def test_the_preview_costs_the_same_whatever_the_number_of_rows(client, manager, of):
    def cost_of(size):
        rows = [person(100 * size + n, 手机="12345") for n in range(size)]
        batch = uploaded(client, of, book(*rows))
        return cost(client, reverse("imports:preview", args=[batch.public_id]))

    assert len({cost_of(size) for size in (1, 4, 7)}) == 1


def test_no_value_of_a_staged_row_stands_readable_in_the_database(client, manager, of):
    row = person(1)
    batch = uploaded(client, of, book(row))

    staged = ImportRow.objects.get()

    assert row[3].encode() not in bytes(staged.cipher)
    assert row[3].encode() not in bytes(ImportFile.objects.get().cipher)
    assert row[3] not in f"{staged.problems}{batch.headers}{batch.mapping}{batch.counts}"
    assert row[3] not in f"{Job.objects.get().payload}{Job.objects.get().key}"


def test_a_file_that_breaks_between_upload_and_reading_fails_with_words(client, manager, of):
    upload(client, of, book(person(1)))
    source = ImportFile.objects.select_related("roster_import").get()
    source.content = b"\x89PNG\r\n\x1a\n\0\0"
    source.save()

    worker.drain()

    batch = RosterImport.objects.get()
    assert (batch.state, "这不是表格文件" in batch.problem) == ("failed", True)
    assert "文件没有读成" in shown(client, batch)
    act(client, "cancel", batch)
    assert ImportFile.objects.count() == 0


# --- sheets and columns -----------------------------------------------------------------


def test_of_several_sheets_one_is_chosen(client, manager, of):
    content = (SAMPLES / "roster-three-sheets.xlsx").read_bytes()

    page = upload(client, of, content)

    batch = RosterImport.objects.get()
    text = page.content.decode()
    assert (batch.state, "汇总" in text, "12 人" in text) == ("uploaded", True, True)
    assert act(client, "sheet", batch, sheet="汇总").status_code == 422
    act(client, "sheet", batch, sheet="苏州")
    worker.drain()
    batch.refresh_from_db()
    assert (batch.state, batch.sheet, batch.counts["new"]) == ("ready", "苏州", 12)
    assert act(client, "sheet", batch, sheet="南京").redirect_chain


def test_a_corrected_column_is_read_anew_and_remembered_for_the_same_header(
    client, manager, of
):
    header = [*files.HEADER[:5], "头衔甲", *files.HEADER[6:]]
    first = files.workbook(person(1), header=header)
    batch = uploaded(client, of, first)
    assert batch.counts["error"] == 1
    columns = {f"c{index}": field for index, field in batch.mapping.items()}

    act(client, "mapping", batch, **{**columns, "c5": "post"})
    worker.drain()

    batch.refresh_from_db()
    assert (batch.counts["new"], batch.is_corrected) == (1, True)
    again = uploaded(client, of, files.workbook(person(2), header=header))
    assert (again.counts["new"], again.mapping["5"]) == (1, "post")


def test_one_column_cannot_stand_for_two(client, manager, of):
    batch = uploaded(client, of, book(person(1)))

    page = act(client, "mapping", batch, c1="name", c5="name")

    assert page.status_code == 422
    assert "一列只能对应一次：姓名" in page.content.decode()


def test_what_holds_for_the_whole_file_fills_what_the_rows_leave_open(client, manager, of):
    row = person(1)[:-2]
    content = files.workbook(row, header=files.HEADER[:-2])
    region = organization(Kind.AUTHORITY, "JS")

    batch = uploaded(client, of, content, source_authority=region.pk, route="recommended")
    act(client, "accept", batch, attested="on")

    nomination = Nomination.objects.get()
    assert (nomination.home, nomination.authority) == (region, region)
    assert (nomination.route, nomination.confirmed_at) == ("recommended", None)


# --- accepting --------------------------------------------------------------------------


def test_good_rows_are_accepted_with_the_attestation_and_the_rest_stays(client, manager, of):
    batch = uploaded(client, of, book(person(1), person(2, 手机="12345")))
    refused = act(client, "accept", batch)
    assert (refused.status_code, Nomination.objects.count()) == (422, 0)

    page = act(client, "accept", batch, attested="on")

    assert messages_of(page) == ["已接收 1 行，1 行有错误暂留"]
    batch.refresh_from_db()
    assert (batch.state, batch.attested_by) == ("accepted", manager.user)
    assert ImportFile.objects.count() == 0
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

    assert again.counts == {"same": 2, "total": 2, "accepted": 0}
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
