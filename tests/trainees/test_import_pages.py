"""Bringing a workbook in on screen: refusals, sheets, columns, preview, acceptance, undoing."""

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
from trainees.models import ImportFile, ImportRow, Nomination, Roster, RosterImport

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

    assert batch.counts == {
        "new": 2,
        "error": 1,
        "total": 3,
        "accepted": 0,
        "fixed": 1,
        "attention": 1,
    }
    assert ">3</th>" in page.replace(' data-l="行"', "")
    assert "请填写 11 位手机号码" in page
    number = bad[3]
    assert (number in page, f"{number[:4]}********{number[-4:]}" in page) == (False, True)
    assert "已去掉姓名中的空格" in shown(client, batch, show="fixed")
    assert "演示甲" in shown(client, batch, show="new")
    rows = [shown(client, batch, show=name).count('data-l="行"') for name in ("all", "stuck")]
    assert rows == [3, 1]
    assert "接收 2 行，暂留 1 行" in page


def test_problems_are_said_in_the_language_of_whoever_reads_them(client, manager, of):
    """Judged by a worker once, read by colleagues with either language."""
    batch = uploaded(client, of, book(person(1, **{"手机": "123"})))

    english = client.get(
        reverse("imports:preview", args=[batch.public_id]), headers={"Accept-Language": "en"}
    ).content.decode()

    said = "Mobile: The mobile number must have 11 digits and begin with 1; this has 3 digits."
    assert (said in english, "手机：手机号应为 1 开头的 11 位数字" in english) == (True, False)
    assert "手机：手机号应为 1 开头的 11 位数字" in shown(client, batch)


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


def test_no_columns_are_put_right_before_the_sheet_is_chosen(client, manager, of):
    batch = uploaded(client, of, book(person(1)))
    RosterImport.objects.update(state="uploaded", sheet="")
    jobs = Job.objects.count()

    answer = act(client, "mapping", batch, follow=False)

    assert answer.url == reverse("imports:preview", args=[batch.public_id])
    assert Job.objects.count() == jobs


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
