"""What the preview says beside the problems: lines left out, mended rows, units of amounts."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from institutions.models import Organization
from institutions.states import Kind
from portal.jobs import worker
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.trainees.bad_input import hidden
from tests.trainees.test_import_files import letter
from tests.trainees.test_import_pages import act, messages_of, person, shown, uploaded
from trainees.actions import import_options
from trainees.models import Enterprise, ImportRow, Nomination, Roster, RosterImport
from trainees.queries.import_history import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
REVENUE = files.HEADER.index("营业收入（万元）")
UNSAID = [*files.HEADER[:REVENUE], "营业收入", *files.HEADER[REVENUE + 1 :]]
OPEN_HEADER = files.HEADER[:-2]


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


@pytest.fixture
def js(authorities):
    return Organization.objects.get(code="JS")


def columns(batch, **changed):
    return {f"c{index}": field for index, field in batch.mapping.items()} | changed


def again(client, name, batch, **data) -> RosterImport:
    """Something said anew about the whole file, and the file read again."""
    act(client, name, batch, **data)
    worker.drain()
    batch.refresh_from_db()
    return batch


def mend(client, batch, number, **changes):
    row = ImportRow.objects.select_related("roster_import").get(
        roster_import=batch, number=number
    )
    known = {n: v for n, v in row.content["values"].items() if v not in ("", [])}
    address = reverse("imports:row", args=[batch.public_id, number])
    assert client.post(address, {**known, **changes}).status_code == 302


def rows_of(batch):
    rows = batch.rows.select_related("roster_import").order_by("number")
    return [(row.number, row.status, row.is_mended, row.content["values"]) for row in rows]


# --- lines that list nobody -------------------------------------------------------------


def test_every_line_left_out_is_listed_with_its_reason_and_counts_as_no_problem(
    client, manager, of
):
    content = files.workbook(
        ["示例", "张三"],
        person(1),
        [2],
        [3],
        ["小计", "", "", "", "", "", "", "", "", "", 5000],
        files.HEADER,
        ["二、示例市"],
        person(2),
        [],
        ["合计"],
        ["填表人：某同志"],
    )

    batch = uploaded(client, of, content)

    assert batch.skipped == [
        [2, 2, "sample"],
        [4, 5, "blank"],
        [6, 6, "total"],
        [7, 7, "header"],
        [8, 8, "section"],
        [10, 10, "blank"],
        [11, 11, "total"],
        [12, 12, "footer"],
    ]
    assert (batch.counts["total"], batch.counts["attention"]) == (2, 0)
    text = shown(client, batch)
    assert "跳过的 9 行" in text
    assert "示例 1、合计 2、表头 1、说明 1、分组标题 1、空行 3" in text
    assert '<th scope="row" class="nowrap">4–5</th><td>空行，没有内容或只有序号</td>' in text
    assert '<details class="panel fold mb-3" id="left-out">' in text
    assert ("某同志" in text, "二、示例市" in text) == (False, False)


def test_where_nothing_was_left_out_nothing_is_said_of_it(client, manager, of):
    batch = uploaded(client, of, files.workbook(person(1), ["", ""], ["", " "]))

    assert (batch.skipped, "跳过" in shown(client, batch)) == ([[3, 4, "blank"]], True)
    clean = uploaded(client, of, files.workbook(person(2)))
    assert (clean.skipped, "跳过" in shown(client, clean)) == ([], False)


def test_only_the_first_hundred_stretches_are_listed_and_the_rest_is_counted(
    client, manager, of
):
    rows = [row for n in range(102) for row in (person(n + 1), [f"第{n}组"])]

    batch = uploaded(client, of, files.workbook(*rows))

    text = shown(client, batch)
    assert ("跳过的 102 行" in text, "另有 2 处没有列出" in text) == (True, True)


def test_hidden_sheets_and_what_was_left_out_of_the_book_are_named(client, manager, of):
    batch = uploaded(client, of, hidden())

    text = shown(client, batch)
    assert "隐藏的工作表没有读取：字典。 如名单在其中，请取消隐藏后重新上传。" in text
    assert ("整个文件" in text, [n["code"] for n in batch.notices]) == (
        True,
        ["hidden_column", "hidden_sheet"],
    )


def test_a_name_known_under_another_number_is_another_person(client, manager, of):
    act(client, "accept", uploaded(client, of, files.workbook(person(1))), attested="on")

    batch = uploaded(client, of, files.workbook(person(6)))
    act(client, "accept", batch, attested="on")

    assert batch.counts["new"] == 1
    people = Nomination.objects.values_list("trainee__name", flat=True)
    assert list(people) == ["演示甲", "演示甲"]


# --- rows mended on the page ------------------------------------------------------------


def mended_once(client, of):
    """Two rows of one number; the first was put right on the page."""
    number = files.id_number(1)
    first, second = person(1, 职务=""), person(2, 身份证号=number)
    batch = uploaded(client, of, files.workbook(first, second, person(3)))
    mend(client, batch, 2, post="总裁", remark="请安排素食")
    return batch


def test_before_a_file_is_read_again_the_mended_rows_are_named(client, manager, of):
    batch = mended_once(client, of)

    text = shown(client, batch)

    assert text.count("在页面上改过的 1 行（第 2 行）按改好的保留，只重新校验。") == 2
    untouched = uploaded(client, of, files.workbook(person(4)))
    assert "在页面上改过的" not in shown(client, untouched)


def test_mended_rows_stay_when_the_columns_change_and_are_judged_with_the_rest(
    client, manager, of
):
    batch = mended_once(client, of)

    again(client, "mapping", batch, **columns(batch, c9=""))

    found = rows_of(batch)
    assert [row[:3] for row in found] == [
        (2, "new", True),
        (3, "duplicate", False),
        (4, "new", False),
    ]
    values = found[0][3]
    assert (values["post"], values["remark"], values["ent_title"]) == (
        "总裁",
        "请安排素食",
        ["innovative"],
    )
    assert "ent_title" not in found[2][3]
    act(client, "accept", batch, attested="on")
    assert Nomination.objects.get(facts__post="总裁").facts["remark"] == "请安排素食"


def test_mended_rows_are_read_anew_only_by_a_tick_of_ones_own(client, manager, of, js):
    batch = mended_once(client, of)

    again(client, "options", batch, source_authority=js.pk, route="")
    assert rows_of(batch)[0][:3] == (2, "new", True)
    again(client, "options", batch, source_authority=js.pk, route="", drop_mended="on")

    assert rows_of(batch)[0][:3] == (2, "error", False)


def test_a_mended_row_stays_a_person_under_columns_that_leave_nothing_of_it(
    client, manager, of
):
    batch = mended_once(client, of)
    gone = {f"c{index}": "" for index in batch.mapping}

    again(client, "mapping", batch, **{**gone, "c0": "seq", "c6": "enterprise"})

    assert [row[:3] for row in rows_of(batch)] == [
        (2, "new", True),
        (3, "error", False),
        (4, "error", False),
    ]


# --- the unit of amounts ----------------------------------------------------------------


def unsaid(*revenues) -> bytes:
    """A list whose header does not name the unit of 营业收入."""
    rows = [person(n, **{"营业收入（万元）": r}) for n, r in enumerate(revenues, 1)]
    return files.workbook(*rows, header=UNSAID)


def test_a_unit_the_header_does_not_say_is_asked_and_nothing_is_taken_meanwhile(
    client, manager, of
):
    batch = uploaded(client, of, unsaid(5000, "6,000", "2亿"))

    assert (batch.units, batch.unit_effects["samples"]) == ({"10": ""}, {"10": "5000"})
    amounts = [row[3]["revenue"] for row in rows_of(batch)]
    assert amounts == ["", "", "20000"]
    text = shown(client, batch)
    assert ("请说明金额的单位" in text, "5000 即 0.5 万元" in text) == (True, True)
    page = act(client, "accept", batch, attested="on")
    assert (page.status_code, messages_of(page)) == (
        422,
        ["请先说明金额的单位：表头没有写明是元、万元还是亿元"],
    )
    assert Nomination.objects.count() == 0


def test_what_hangs_on_the_unit_is_shown_as_sizes_under_each(client, manager, of):
    batch = uploaded(client, of, unsaid(5000, "6000", "2亿", ""))

    assert batch.unit_effects["sizes"] == {
        "元": {"micro": 2, "small": 1, "unknown": 1},
        "万元": {"small": 3, "unknown": 1},
        "亿元": {"small": 3, "unknown": 1},
    }
    row = "".join(f'<td class="num">{n}</td>' for n in (0, 0, 1, 2, 1))
    assert row in shown(client, batch)


def test_an_answered_unit_is_used_kept_with_the_header_and_found_again(client, manager, of):
    batch = uploaded(client, of, unsaid(50_000_000))
    assert act(client, "units", batch, unit10="").status_code == 422
    assert act(client, "units", batch, unit10="吨").status_code == 422

    again(client, "units", batch, unit10="元")

    assert (batch.units, rows_of(batch)[0][3]["revenue"]) == ({"10": "元"}, "5000")
    text = shown(client, batch)
    assert ("现在的回答" in text, "请说明金额的单位" in text) == (True, False)
    act(client, "accept", batch, attested="on")
    assert Enterprise.objects.get().revenue_wan == 5000
    next_one = uploaded(client, of, unsaid(60_000_000))
    assert (next_one.units, next_one.units_said) == ({"10": "元"}, {})
    assert "沿用上次的回答" in shown(client, next_one)
    stranger = make.enrolling()
    client.force_login(make.manager(stranger).user)
    assert uploaded(client, stranger, unsaid(1)).units == {"10": ""}


def test_a_unit_that_the_sheet_names_is_never_asked(client, manager, of):
    above = files.workbook(
        ["单位：元"], UNSAID, person(1, **{"营业收入（万元）": 5e7}), header=None
    )
    own = unsaid("5000万", "约3.2亿", "")

    for content in (files.workbook(person(2)), above, own):
        batch = uploaded(client, of, content)
        assert ("" in batch.units.values(), batch.unit_effects) == (False, {})
        assert act(client, "units", batch, unit10="元").status_code == 422
    assert "金额单位" not in shown(client, batch)


def test_a_column_taken_for_money_by_hand_is_asked_about_too(client, manager, of):
    header = [*files.HEADER[:REVENUE], "甲", *files.HEADER[REVENUE + 1 :]]
    batch = uploaded(client, of, files.workbook(person(1), header=header))
    assert batch.units == {}

    again(client, "mapping", batch, **columns(batch, c10="revenue"))

    assert (batch.units, batch.is_corrected) == ({"10": ""}, True)


def test_mended_rows_stay_when_the_unit_is_said(client, manager, of):
    batch = uploaded(client, of, unsaid(5000, 7000))
    mend(client, batch, 2, revenue="4321")

    again(client, "units", batch, unit10="亿元")

    assert [(row[2], row[3]["revenue"]) for row in rows_of(batch)] == [
        (True, "4321"),
        (False, "70000000"),
    ]


def test_the_verb_takes_no_unit_that_was_not_asked_for(client, manager, of):
    batch = uploaded(client, of, unsaid(5000))

    for nonsense in ({}, {"9": "元"}, {"10": "美元"}):
        with pytest.raises(ValidationError):
            import_options.say_units(batch, units=nonsense, actor=manager)


def test_a_unit_said_on_a_page_gone_stale_is_refused_politely(client, manager, of):
    batch = uploaded(client, of, unsaid(5000))
    RosterImport.objects.update(state="accepting", attested_at=batch.created_at)

    assert act(client, "units", batch, unit10="元").status_code == 409


# --- the letter of a file brought in again ----------------------------------------------


def silent(*numbers) -> bytes:
    return files.workbook(*(person(n)[:-2] for n in numbers), header=OPEN_HEADER)


def test_a_file_brought_again_with_a_letter_gives_it_to_the_people_already_listed(
    client, manager, of, js
):
    said = {"source_authority": js.pk, "route": "recommended"}
    act(client, "accept", uploaded(client, of, silent(1, 2), **said), attested="on")
    people = sorted(Nomination.objects.values_list("pk", flat=True))
    batch = uploaded(client, of, silent(1, 2), letter=letter(), **said)
    assert batch.counts["same"] == 2
    assert "把推荐函用于没有变化的 2 行" in shown(client, batch)

    page = act(client, "accept", batch, attested="on")

    assert page.status_code == 200
    batch.refresh_from_db()
    assert (batch.state, Roster.objects.get().entry_count) == ("accepted", 2)
    assert batch.rows.exclude(entry=None).count() == 2
    assert act(client, "accept", batch, attested="on").status_code == 422
    assert letters_of(people) == dict.fromkeys(people, batch.letter_id)
    act(client, "undo", batch)
    assert (letters_of(people), Roster.objects.get().entry_count) == ({}, 2)


def test_without_a_letter_the_same_file_again_leaves_nothing_to_take(client, manager, of):
    act(client, "accept", uploaded(client, of, files.workbook(person(1))), attested="on")
    batch = uploaded(client, of, files.workbook(person(1)))

    assert "用于没有变化" not in shown(client, batch)
    assert act(client, "accept", batch, attested="on").status_code == 422


# --- the command ------------------------------------------------------------------------


def test_the_command_wants_the_unit_said_and_takes_it(of, tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(unsaid(50_000_000))

    for options in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="没有写明金额的单位，请用 --unit 说明"):
            call_command("import_roster", of.code, str(path), *options)
    call_command(
        "import_roster", of.code, str(path), "--unit=元", "--dry-run", stdout=StringIO()
    )
    assert Enterprise.objects.count() == 0
    call_command("import_roster", of.code, str(path), "--unit=元", stdout=StringIO())

    assert Enterprise.objects.get().revenue_wan == 5000
