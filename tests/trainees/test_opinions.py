"""The 审核表: handed out, filled in, compared row by row, taken back as provisional."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from institutions.models import Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.sheets import Column, Table, Unreadable, read, write
from portal.workflow.engine import IllegalStep
from tests.factories import actor
from tests.factories import trainees as make
from trainees.actions import review
from trainees.actions.opinions import apply_opinions, export_opinions
from trainees.checking.opinions import compare, version_of
from trainees.data.opinion import Opinion, row_code
from trainees.models import Nomination, RosterEntry
from trainees.queries.review import desk_rows
from trainees.sheets.opinions import read_opinions

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make.reviewer()


def rows_of(roster):
    return desk_rows(RosterEntry.objects.filter(roster=roster).order_by("no"))


def exported(roster, by=None) -> list[list]:
    """Title, hint, header and lines of a sheet just handed out."""
    content = export_opinions(roster, rows_of(roster), actor=by or make.reviewer())
    return [row.cells for row in read(content, name="x.xlsx")[0].rows]


def filled(roster, *opinions, sheet="审核表", lines=None) -> bytes:
    """The sheet of this list with (opinion, reason, note) typed on its first lines."""
    title, hint, header, *body = lines or exported(roster)
    for cells, said in zip(body, opinions, strict=False):
        cells[10:13] = said
    columns = [Column(label) for label in header]
    return write([Table(sheet, columns, body, above=[title[:1], hint[:1]])])


def found_in(roster, content, by=None):
    sheet = read_opinions(content, "审核表.xlsx")
    return compare(roster, sheet, actor=by or make.reviewer())


def problems(roster, content) -> list[tuple]:
    return [(p.row, p.letter, p.column, p.text) for p in found_in(roster, content).problems]


def apply(roster, content, by=None):
    changes = found_in(roster, content).changes
    said = {change.entry.pk: change.opinion for change in changes}
    seen = {change.entry.pk: change.seen for change in changes}
    return apply_opinions(roster, said, seen, actor=by or make.reviewer())


def decisions(roster):
    return [(e.decision, e.reason_code, e.note) for e in make.entries(roster)]


# --- handed out -------------------------------------------------------------------------


def test_the_sheet_has_a_line_for_everybody_and_no_number_in_clear(reviewer):
    roster = make.in_review(size=2, rows=[make.candidate(501), make.candidate(502)])
    RosterEntry.objects.filter(no=1).update(flags=["not_head", "crowded"], flag_count=2)
    first, second = make.entries(roster)
    review.judge_rows(roster, [second.pk], "returned", reason="R02", note="补", actor=reviewer)

    content = export_opinions(roster, rows_of(roster), actor=reviewer)

    (sheet,) = read(content, name="x.xlsx")
    *_above, header, one, two = [row.cells for row in sheet.rows]
    assert header[10:] == ["审核意见", "理由", "说明", "版本"]
    assert one[:3] == [row_code(roster.pk, first.pk), 1, "演示501"]
    assert one[3] == first.nomination.trainee.id_masked
    assert one[7:12] == ["自主选拔", "不是主要负责人；同一企业人数超过配额", "待审", "", ""]
    assert two[9:13] == ["拟退回", "退回", "R02 材料不全，请补充", "补"]
    texts = "".join(str(cell) for row in sheet.rows for cell in row.cells)
    assert make.id_number(501) not in texts
    kept = Entry.objects.get(action="trainees.roster.export_opinions")
    assert (kept.actor, kept.detail) == (reviewer.user, {"people": 2, "note": "2 人"})


def test_a_recommendation_that_waits_is_said_on_the_sheet():
    roster = make.in_review(size=1)
    body = make.entries(roster)[0].nomination.home
    Nomination.objects.update(authority=body, route="recommended")

    assert exported(roster)[3][8] == "推荐待确认"


def test_codes_are_stable_and_of_one_list_alone():
    roster, other = make.in_review(size=1), make.in_review(size=1)

    codes = [exported(roster)[3][0] for _ in range(2)]

    assert codes[0] == codes[1]
    assert exported(other)[3][0][:7] != codes[0][:7]
    assert str(make.keys(roster)[0]) != codes[0]


def test_the_sheet_costs_the_same_whatever_its_length(reviewer):
    def cost_of(size):
        roster = make.in_review(size=size)
        with CaptureQueriesContext(connection) as queries:
            export_opinions(roster, rows_of(roster), actor=reviewer)
        return len(queries)

    assert cost_of(1) == cost_of(6)


def test_only_a_list_under_review_is_handed_out(reviewer):
    waiting, closed = make.submitted(), make.enrolled()

    for roster in (waiting, closed):
        with pytest.raises(IllegalStep):
            export_opinions(roster, rows_of(roster), actor=reviewer)
    assert Entry.objects.filter(action__endswith="export_opinions").count() == 0


def strangers(roster):
    serving = make.reviewer()
    Membership.objects.create(
        user=serving.user,
        organization=roster.cohort.organization,
        duty=Duty.MANAGER,
        started_at=clock.wall(),
    )
    return {
        "学员名单由人才交流中心审核": make.manager(roster.cohort),
        "名单由审核员或负责同志审核": actor(Kind.CENTRE, Duty.ISSUER),
        "您在提交单位或合作单位任职，须回避，请由其他审核员办理": serving,
    }


def test_who_may_not_judge_neither_takes_the_sheet_nor_brings_it_back():
    roster = make.in_review(size=1)
    content = filled(roster, ("通过", "", ""))

    for reason, someone in strangers(roster).items():
        with pytest.raises(PermissionDenied) as refusal:
            export_opinions(roster, rows_of(roster), actor=someone)
        assert str(refusal.value) == reason
        with pytest.raises(PermissionDenied) as refusal:
            apply(roster, content, by=someone)
        assert str(refusal.value) == reason
    assert decisions(roster) == [("pending", "", "")]


# --- read and compared ------------------------------------------------------------------


def test_every_kind_of_opinion_is_understood_and_nothing_is_written():
    roster = make.in_review(size=6)
    content = filled(
        roster,
        ("通过", "", ""),
        ("退回", "R02 材料不全，请补充", "补照片"),
        ("拟不通过", "N02", ""),
        ("暂缓", "需进一步核实", ""),
        ("Approved", "", ""),
    )

    found = found_in(roster, content)

    assert [change.opinion for change in found.changes] == [
        ("approved", "", ""),
        ("returned", "R02", "补照片"),
        ("rejected", "N02", ""),
        ("held", "H01", ""),
        ("approved", "", ""),
    ]
    assert (found.same, found.problems, found.short) == (1, [], 0)
    assert {decision for decision, _, _ in decisions(roster)} == {"pending"}


def test_a_sheet_handed_out_in_english_is_read_in_chinese():
    roster = make.in_review(size=1)
    with translation.override("en"):
        content = filled(roster, ("Returned", "R01", ""))

    assert [c.opinion for c in found_in(roster, content).changes] == [("returned", "R01", "")]


def test_every_problem_of_every_row_is_found_in_one_pass():
    roster = make.in_review(size=8)
    content = filled(
        roster,
        ("同意", "", ""),
        ("退回", "", ""),
        ("不通过", "R01", ""),
        ("通过", "N01", ""),
        ("退回", "太忙", "长" * 201),
        ("", "R01", ""),
        ("暂缓", "H01", ""),
    )

    assert problems(roster, content) == [
        (4, "K", "审核意见", "审核意见只能是通过、退回、不通过或暂缓，请从下拉列表中选择"),
        (5, "L", "理由", "“退回”须选 R 开头的理由"),
        (6, "L", "理由", "“不通过”须选 N 开头的理由"),
        (7, "L", "理由", "“通过”不用填理由，请删去理由"),
        (8, "L", "理由", "没有这一理由，请从下拉列表中选择"),
        (8, "M", "说明", "说明超过 200 字，请缩短"),
        (9, "K", "审核意见", "有理由或说明而没有审核意见，请选择审核意见"),
    ]
    assert len(found_in(roster, content).changes) == 1


def test_codes_that_are_missing_foreign_or_twice_are_named():
    roster, other = make.in_review(size=4), make.in_review(size=1)
    lines = exported(roster)
    lines[3][0] = ""
    lines[4][0] = exported(other)[3][0]
    lines[6][0] = lines[5][0]
    content = filled(roster, *[("通过", "", "")] * 4, lines=lines)

    assert [(row, column, text[:6]) for row, _, column, text in problems(roster, content)] == [
        (4, "行码", "没有行码，请"),
        (5, "行码", "行码不在这份"),
        (6, "行码", "同一学员有 "),
        (7, "行码", "同一学员有 "),
    ]
    assert found_in(roster, content).changes == []


def test_another_lists_sheet_is_refused_whole():
    roster, other = make.in_review(size=2), make.in_review(size=2)
    content = filled(other, ("通过", "", ""))

    with pytest.raises(ValidationError) as refusal:
        found_in(roster, content)

    assert refusal.value.messages == ["这是另一份名单的审核表，请在那份名单里导入"]


def test_a_sheet_without_codes_or_columns_and_a_file_that_is_none_are_refused():
    roster = make.in_review(size=1)
    lines = exported(roster)
    lines[3][0] = ""
    with pytest.raises(ValidationError) as refusal:
        found_in(roster, filled(roster, ("通过", "", ""), lines=lines))
    assert refusal.value.messages[0].startswith("表中没有带行码的行")

    lines = exported(roster)
    lines[2][11] = "原因"
    with pytest.raises(ValidationError) as refusal:
        found_in(roster, filled(roster, lines=lines))
    assert refusal.value.messages[0].startswith("没有找到“理由”列")

    with pytest.raises(Unreadable):
        read_opinions(b"\x00\x01no workbook", "x.xlsx")


def test_rows_that_were_left_as_handed_out_are_the_same(reviewer):
    roster = make.in_review(size=3)
    first, second, _third = make.keys(roster)
    review.judge_rows(roster, [first], "approved", actor=reviewer)
    review.judge_rows(roster, [second], "held", reason="H01", note="等", actor=reviewer)

    found = found_in(roster, filled(roster))

    assert (found.same, found.changes, found.problems) == (3, [], [])


def test_a_row_judged_since_the_sheet_was_handed_out_is_named_and_not_changed(reviewer):
    roster = make.in_review(size=2)
    content = filled(roster, ("通过", "", ""), ("通过", "", ""))
    review.judge_rows(roster, make.keys(roster)[:1], "held", reason="H01", actor=reviewer)

    assert problems(roster, content) == [
        (4, "N", "版本", "导出后已有人审核，现为“暂缓”；要改请重新导出或在审核台办理")
    ]
    assert len(found_in(roster, content).changes) == 1


def test_what_has_taken_effect_or_was_denied_is_named(reviewer):
    roster = make.in_review(size=3)
    first = make.keys(roster)[0]
    review.judge_rows(roster, [first], "approved", actor=reviewer)
    review.decide_roster(roster, actor=reviewer)
    body = make.entries(roster)[1].nomination.home
    Nomination.objects.filter(entries__no=2).update(
        authority=body, route="recommended", declined_at=clock.now(), decline_note="不是"
    )

    content = filled(roster, ("退回", "R01", ""), ("通过", "", ""), ("暂缓", "H01", ""))

    assert [text for *_, text in problems(roster, content)] == [
        "已经办结，现为“已录取”，不能再改",
        "推荐已被主管部门否认，不能通过",
    ]
    cleared = filled(roster, ("", "", ""), ("", "", ""))
    assert problems(roster, cleared) == []


def test_the_comparison_costs_the_same_whatever_its_length(reviewer):
    def cost_of(size):
        roster = make.in_review(size=size)
        sheet = read_opinions(filled(roster, *[("通过", "", "")] * size), "x.xlsx")
        with CaptureQueriesContext(connection) as queries:
            compare(roster, sheet, actor=reviewer)
        return len(queries)

    assert cost_of(1) == cost_of(6)


# --- taken back -------------------------------------------------------------------------


def test_the_opinions_become_provisional_in_one_act(reviewer):
    roster = make.in_review(size=4)
    content = filled(
        roster, ("通过", "", ""), ("退回", "R02", "补"), ("退回", "R01", ""), ("", "", "")
    )

    account = apply(roster, content, by=reviewer)

    assert account.done == {"approved": 1, "returned": 2}
    assert decisions(roster) == [
        ("approved", "", ""),
        ("returned", "R02", "补"),
        ("returned", "R01", ""),
        ("pending", "", ""),
    ]
    roster.refresh_from_db()
    assert (roster.state, roster.approved_count) == ("in_review", 1)
    whole = Entry.objects.get(action="trainees.roster.import_opinions")
    assert whole.detail == {"people": 3, "note": "3 人"}
    said = Entry.objects.filter(action="trainees.rosterentry.judge").order_by("pk")
    assert sorted(entry.detail.get("reason", "") for entry in said) == ["", "R01", "R02"]


def test_approvals_stop_at_the_places_that_the_sheet_itself_frees(reviewer):
    roster = make.in_review(make.enrolling(capacity=1), size=3)
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=reviewer)
    content = filled(roster, ("暂缓", "H01", ""), ("通过", "", ""), ("通过", "", ""))
    last = make.entries(roster)[2].nomination.trainee.name

    assert found_in(roster, content).short == 1
    account = apply(roster, content)

    assert (account.done, account.waiting) == ({"held": 1, "approved": 1}, [last])
    assert [d for d, *_ in decisions(roster)] == ["held", "approved", "pending"]


def test_rows_that_moved_on_after_the_preview_are_left_and_named(reviewer):
    roster = make.in_review(size=2)
    one, two = make.entries(roster)
    seen = {row.pk: version_of(row) for row in (one, two)}
    said = dict.fromkeys(seen, Opinion("approved"))
    review.judge_rows(roster, [one.pk], "rejected", reason="N01", actor=reviewer)

    account = apply_opinions(roster, said, seen, actor=make.reviewer())
    again = apply_opinions(roster, said, seen, actor=make.reviewer())

    assert (account.done, account.moved) == ({"approved": 1}, [one.nomination.trainee.name])
    assert (again.done, len(again.moved)) == ({}, 2)
    assert [d for d, *_ in decisions(roster)] == ["rejected", "approved"]


def test_nothing_is_taken_back_once_the_list_has_left_the_desk(reviewer):
    roster = make.in_review(size=2)
    one, two = make.entries(roster)
    review.judge_rows(roster, [one.pk], "approved", actor=reviewer)
    review.judge_rows(roster, [two.pk], "returned", reason="R01", actor=reviewer)
    review.decide_roster(roster, actor=reviewer)
    two.refresh_from_db()

    said, seen = {two.pk: Opinion("approved")}, {two.pk: version_of(two)}
    with pytest.raises(IllegalStep):
        apply_opinions(roster, said, seen, actor=reviewer)

    assert decisions(roster)[1] == ("returned", "R01", "")


def test_another_lists_row_is_never_written(reviewer):
    roster, other = make.in_review(size=1), make.in_review(size=1)
    (theirs,) = make.entries(other)
    said, seen = {theirs.pk: Opinion("approved")}, {theirs.pk: version_of(theirs)}

    with pytest.raises(IllegalStep):
        apply_opinions(roster, said, seen, actor=reviewer)

    assert decisions(other) == [("pending", "", "")]
