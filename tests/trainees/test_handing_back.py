"""The empty list to fill in, and an upload handed back with what is wrong marked in it."""

import io

import openpyxl
import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.sheets import Flaw, read
from tests.factories import actor, organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.trainees.test_import_pages import act, book, messages_of, person, shown, uploaded
from trainees.actions import roster as rosters
from trainees.data.columns import COLUMNS, LABELS
from trainees.data.header import canonical, find
from trainees.models import ImportFile, Nomination, RosterImport
from trainees.sheets.blank import HOW
from trainees.sheets.handing_back import flawed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
SAMPLES = files.SAMPLES
ERROR, WARNING = "FFF8D7DA", "FFFFF3CD"


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


def handed_back(client, batch):
    answer = act(client, "annotated", batch)
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def marked(page, fill):
    """Cells of a colour, each with its note's words."""
    return {
        cell.coordinate: cell.comment.text if cell.comment else ""
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == fill
    }


def facts():
    return {n.pk: (n.facts, n.trainee.name) for n in Nomination.objects.all()}


# --- the template -----------------------------------------------------------------------


def template(client):
    answer = client.get(reverse("imports:template"))
    assert answer["Cache-Control"] == "private, no-store"
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def filled(book, texts) -> bytes:
    page = book["学员名单"]
    for column, cell in enumerate(page[1], 1):
        if text := texts.get(canonical(cell.value)):
            page.cell(2, column, text)
    return files.saved(book)


def test_the_template_has_every_column_with_choices_and_instructions(client, manager):
    page, guide = template(client).worksheets

    assert [canonical(cell.value) for cell in page[1]] == [
        canonical(column.label) for column in COLUMNS
    ]
    required = {canonical(c.value) for c in page[1] if c.value.endswith("*")}
    assert required == {column.label for column in COLUMNS if column.required}
    assert all(cell.comment for cell in page[1])
    lists = {rule.formula1.strip('"') for rule in page.data_validations.dataValidation}
    assert {"男,女", "自主选拔,主管部门推荐", "是,否"} < lists
    assert any("江苏" in each and "示例一省" in each for each in lists)
    at = {canonical(cell.value): cell.column_letter for cell in page[1]}
    formats = [page.column_dimensions[at[c]].number_format for c in ("身份证号", "手机")]
    assert formats == ["@", "@"]
    assert (page.max_row, guide.title) == (1, "填表说明")
    rows = {canonical(str(row[0].value)): row for row in guide.iter_rows(min_row=5)}
    assert set(rows) == {canonical(column.label) for column in COLUMNS}
    assert [cell.value for cell in rows["姓名"]][1::2] == ["必填", "张三"]


def test_a_template_filled_in_is_taken_without_an_error(client, manager, of):
    texts = dict(zip(map(canonical, files.HEADER), person(1), strict=True))
    content = filled(template(client), {**texts, "出生年月": "1980-03", "民族": "汉族"})

    batch = uploaded(client, of, content)

    assert (batch.state, batch.sheet) == ("ready", "学员名单")
    assert batch.counts == {"new": 1, "total": 1, "accepted": 0, "fixed": 0, "attention": 0}


def test_the_examples_and_the_empty_template_import_nobody(client, manager, of):
    examples = {canonical(LABELS[name]): example for name, (_how, example) in HOW.items()}

    for content in (filled(template(client), {}), filled(template(client), examples)):
        page = client.post(
            reverse("imports:upload", args=[of.pk]),
            {"file": io.BytesIO(content)},
        )
        assert page.status_code == 422
        assert "没有学员" in page.content.decode()
    assert RosterImport.objects.count() == 0


def test_a_list_of_regions_too_long_for_a_spreadsheet_is_left_out(client, manager):
    for n in range(60):
        organization(Kind.AUTHORITY, f"X{n}", short_name=f"示例地区{n}")

    page = template(client)["学员名单"]

    rules = [rule.formula1 for rule in page.data_validations.dataValidation]
    assert not any("江苏" in rule for rule in rules)
    assert len(rules) == 7


# --- the uploader's file handed back ----------------------------------------------------


def test_the_dirty_file_comes_back_marked_and_only_mended_rows_change(client, manager, of):
    content = (SAMPLES / "roster-dirty.xlsx").read_bytes()
    batch = uploaded(client, of, content)
    act(client, "accept", batch, attested="on")
    before = facts()

    page = handed_back(client, batch).active
    original = openpyxl.load_workbook(io.BytesIO(content))["附件2"]

    assert [c.value for c in page[5]] == [c.value for c in original[5]] + ["错误说明"]
    assert [page.cell(n, 1).value for n in range(1, 5)] == [
        original.cell(n, 1).value for n in range(1, 5)
    ]
    for number in (6, 30, 60, 67, 68):
        assert [c.value for c in page[number]][:15] == [c.value for c in original[number]]
    errors = marked(page, ERROR)
    assert {place for place in errors if not place.startswith("P")} == {
        "B17",
        "D19",
        "H32",
        "D63",
        "D65",
    }
    assert {place for place in errors if place.startswith("P")} == {
        "P17",
        "P19",
        "P32",
        "P63",
        "P65",
    }
    assert "请填写" in errors["B17"]
    assert page["P17"].value.startswith("姓名：")
    # What was taken is done with; the damaged number is no number any more.
    assert (marked(page, WARNING), page["D63"].value) == ({}, "4.10000198502250E+17")

    page["B17"] = "演示丁"
    page["D19"] = files.id_number(19, male=page["C19"].value == "男")
    again = uploaded(client, of, files.saved(page.parent))

    assert again.signature == batch.signature
    assert (again.counts["new"], again.counts["same"]) == (2, 55)
    assert (again.counts["error"], again.counts["duplicate"]) == (2, 1)
    act(client, "accept", again, attested="on")
    after = facts()
    assert {pk: after[pk] for pk in before} == before
    assert len(after) - len(before) == 2
    # The same once more: the column is where it was, and nothing changes.
    twice = handed_back(client, again).active
    assert [c.value for c in twice[5]].count("错误说明") == 1
    last = uploaded(client, of, files.saved(twice.parent))
    assert (last.counts["same"], last.counts.get("new", 0)) == (57, 0)


def test_a_warning_has_another_colour_and_stays_open_to_acceptance(client, manager, of):
    batch = uploaded(client, of, (SAMPLES / "roster-dirty.xlsx").read_bytes())

    page = handed_back(client, batch).active

    assert {"L21", "K49", "C57"} < set(marked(page, WARNING))
    assert page["P21"].value.startswith("从业人数：")
    assert not page["P8"].value


def test_what_was_mended_on_the_page_stands_in_the_file(client, manager, of):
    header = [*files.HEADER]
    header[header.index("营业收入（万元）")] = "营业收入（元）"
    row = person(1, 手机="12345", **{"营业收入（万元）": 50_000_000, "企业称号": "高企"})
    batch = uploaded(client, of, files.workbook(row, person(2), header=header))
    line = batch.rows.get(number=2)
    typed = {
        **{n: v for n, v in line.content["values"].items() if v not in ("", [])},
        "mobile": "13800000001",
        "region": "S1",
        "revenue": "6000",
        "gender": "male",
        "source": "recommended",
        "ent_title": ["innovative", "high_tech"],
        "post": "董事长",
    }
    client.post(reverse("imports:row", args=[batch.public_id, 2]), typed)

    page = handed_back(client, batch).active

    shown_now = {head: cell.value for head, cell in zip(header, page[2], strict=False)}
    assert shown_now["手机"] == "13800000001"
    assert (shown_now["省份"], shown_now["职务"]) == ("示例一省", "董事长")
    assert shown_now["营业收入（元）"] == "6000万元"
    assert shown_now["企业称号"] == "创新型中小企业、高新技术企业"
    assert shown_now["选拔方式"] == "主管部门推荐"
    assert [c.value for c in page[3]][:13] == person(2)[:13]


def test_two_line_headers_merged_cells_and_foreign_formats_come_back(client, manager, of):
    sheet = openpyxl.Workbook()
    page = sheet.active
    group = ["", "个人信息", "", "", "", "企业信息", "", "", "", "", ""]
    second = (
        "序号 姓名 性别 身份证号 手机 工作单位及职务 名称 统一社会信用代码 所属行业 省份 备注"
    )
    page.append(group)
    page.append(second.split())
    for n in (1, 2):
        code = files.credit_code(1) if n == 1 else None
        first = [n, "演示甲", "男", files.id_number(n), f"1380000000{n}", "示例科技有限公司"]
        page.append([*first, None, code, "工业", "江苏", "一句" if n == 1 else None])
    page.merge_cells("H3:H4")
    page.merge_cells("K3:K4")
    batch = uploaded(client, of, files.saved(sheet))

    back = handed_back(client, batch).active

    assert (back["B1"].value, back["H4"].value) == ("个人信息", files.credit_code(1))
    assert "职务" in back["L3"].value
    assert back["F3"].fill.fgColor.rgb == ERROR
    again = uploaded(client, of, files.saved(back.parent))
    assert (again.signature, again.header_row) == (batch.signature, batch.header_row)


def test_a_csv_comes_back_as_xlsx_and_the_page_says_what_is_lost(client, manager, of):
    content = (SAMPLES / "roster-gb18030.csv").read_bytes()
    batch = uploaded(client, of, content, "名单.csv")

    assert "您上传的是 .csv 文件，返回的是 .xlsx" in shown(client, batch)
    answer = act(client, "annotated", batch)
    assert "%E5%90%8D%E5%8D%95-%E6%89%B9%E6%B3%A8.xlsx" in answer["Content-Disposition"]
    [sheet] = read(answer.content, name="x.xlsx")
    assert find(sheet).signature == batch.signature
    assert uploaded(client, of, answer.content).counts["total"] == 30


def test_who_took_a_file_stands_in_the_trail_without_anybodys_data(client, manager, of):
    row = person(1, 手机="12345")
    batch = uploaded(client, of, book(row))

    handed_back(client, batch)

    entry = Entry.objects.get(action="trainees.rosterimport.hand_back")
    assert (entry.actor, entry.detail["rows"]) == (manager.user, 1)
    assert row[3] not in f"{entry.detail}{entry.target_label}"


def test_another_body_or_hand_gets_nothing(client, manager, of):
    batch = uploaded(client, of, book(person(1)))
    outsider = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=of.organization)
    for user, status in ((make.manager(make.enrolling()).user, 404), (outsider.user, 403)):
        client.force_login(user)
        assert act(client, "annotated", batch).status_code == status
    assert not Entry.objects.filter(action="trainees.rosterimport.hand_back").exists()


def test_the_file_goes_when_nothing_waits_or_the_list_is_sent(client, manager, of):
    batch = uploaded(client, of, book(person(1), person(2, 手机="12345")))
    act(client, "accept", batch, attested="on")
    assert ImportFile.objects.count() == 1
    other = uploaded(client, of, book(person(3)))

    batch.roster.refresh_from_db()
    rosters.submit_roster(batch.roster, revision=batch.roster.revision, actor=manager)

    assert list(ImportFile.objects.values_list("roster_import", flat=True)) == [other.pk]
    page = act(client, "annotated", batch)
    assert (page.status_code, "不能再取批注文件" in messages_of(page)[-1]) == (409, True)
    assert "下载批注文件" not in shown(client, batch)


def test_a_file_that_can_no_longer_be_read_is_said_and_not_handed_out(client, manager, of):
    batch = uploaded(client, of, book(person(1)))
    source = ImportFile.objects.select_related("roster_import").get()
    source.content = b"\x89PNG\r\n\x1a\n\0\0"
    source.save()

    page = act(client, "annotated", batch)

    assert (page.status_code, "不是表格文件" in messages_of(page)[-1]) == (409, True)


@pytest.mark.parametrize(
    ("kind", "text", "column", "code"),
    [
        ("error", "#N/A", "主导产品", "cell_error"),
        ("uncached", "", "主导产品", "cell_error"),
        ("long", "1234567890123456789", "主导产品", "number_too_long"),
        ("long", "110101199003078496", "身份证号", "id_number_truncated_by_spreadsheet"),
    ],
)
def test_a_cell_without_a_value_is_none_when_it_comes_back_as_text(
    client, manager, of, kind, text, column, code
):
    header = [*files.HEADER, "主导产品"]
    row = dict(zip(header, [*person(1), "示例产品"], strict=True))
    row[column] = flawed(Flaw(kind, text))

    batch = uploaded(client, of, files.workbook(list(row.values()), header=header))

    found = batch.rows.get().problems
    assert [(p["column"], p["code"]) for p in found] == [(column, code)]
