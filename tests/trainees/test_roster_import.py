"""Workbooks brought into a list: the sample files, from upload to acceptance and back."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from institutions.states import Kind
from portal.jobs.models import Job
from tests.factories import organization
from tests.factories import trainees as make
from tests.factories.rosters import SAMPLES
from trainees.actions import review
from trainees.actions import roster as rosters
from trainees.models import ImportFile, ImportRow, Nomination, Roster, RosterImport, Trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities")]
EXPECTED = json.loads((SAMPLES / "roster-dirty.xlsx.expected.json").read_text("utf-8"))


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


def run(of, name, *options) -> dict:
    out = StringIO()
    call_command("import_roster", of.code, str(SAMPLES / name), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def everything():
    return list(Nomination.objects.order_by("pk").values()), Roster.objects.values().get()


def planted(severity):
    return [
        (d["row"], d["column"], d["defect"].split("_of_row_")[0])
        for d in EXPECTED["defects"]
        if d["severity"] == severity
    ]


def found(report, name):
    return [(p["row"], p["column"], p["code"]) for p in report[name]]


# --- the command and the samples --------------------------------------------------------


def test_the_dirty_roster_reports_exactly_what_was_planted(of):
    report = run(of, "roster-dirty.xlsx", "--dry-run")

    assert report["rows"] == 60
    assert found(report, "errors") == planted("error")
    assert found(report, "warnings") == planted("warning")
    assert found(report, "fixed") == planted("fixed")
    assert report["new"] == 55
    duplicate = report["errors"][-1]
    assert (duplicate["code"], duplicate["row"], duplicate["other_row"]) == (
        "duplicate",
        65,
        60,
    )
    assert {p["sheet"] for p in report["errors"]} == {"附件2"}


def test_a_dry_run_writes_nothing(of):
    run(of, "roster-dirty.xlsx", "--dry-run")

    for model in (Roster, RosterImport, ImportRow, ImportFile, Trainee, Nomination, Job):
        assert (model.__name__, model.objects.count()) == (model.__name__, 0)


def test_the_good_rows_of_the_dirty_roster_are_taken(of):
    report = run(of, "roster-dirty.xlsx")

    assert (report["rows"], report["new"], len(report["errors"])) == (60, 55, 5)
    assert Roster.objects.get().entry_count == 55
    mended = Trainee.objects.get(name="魏霞远")
    assert mended.id_masked.count("*") == 8
    assert Nomination.objects.filter(enterprise__size="large").count() >= 1
    batch = RosterImport.objects.get()
    assert (batch.state, batch.counts["accepted"], batch.counts["error"]) == ("accepted", 55, 4)
    assert ImportFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "options", "rows"),
    [
        ("roster-clean.xlsx", [], 45),
        ("roster-gb18030.csv", [], 30),
        ("roster-three-sheets.xlsx", ["--sheet", "苏州"], 12),
    ],
)
def test_clean_files_are_taken_whole(of, name, options, rows):
    report = run(of, name, *options)

    assert (report["rows"], report["new"]) == (rows, rows)
    assert (report["errors"], report["warnings"]) == ([], [])
    routes = {(n.route, n.authority_id is not None) for n in Nomination.objects.all()}
    assert routes == {("recommended", True), ("selected", False)}


def test_the_same_file_again_changes_nothing(of):
    run(of, "roster-dirty.xlsx")
    before = everything()

    again = run(of, "roster-dirty.xlsx")

    assert (again["rows"], again["new"]) == (60, 0)
    assert (
        list(Nomination.objects.order_by("pk").values()),
        Roster.objects.values().get(),
    ) == before
    statuses = RosterImport.objects.first().counts
    assert (statuses["same"], statuses["error"], statuses["duplicate"]) == (55, 4, 1)


def test_two_thousand_people_are_staged_taken_judged_and_stop_at_the_places(of):
    of.capacity = 60
    of.save()
    report = run(of, "roster-2000.xlsx")
    assert (report["rows"], report["new"]) == (2000, 2000)
    roster = Roster.objects.get()
    sent = rosters.submit_roster(roster, revision=roster.revision, actor=make.manager(of))
    taken = review.take_roster(sent, actor=make.reviewer())

    account = review.judge_rows(taken, make.keys(taken), "approved", actor=make.reviewer())
    closed = review.decide_roster(taken, actor=make.reviewer())

    names = [entry.nomination.trainee.name for entry in make.entries(taken)]
    assert (account.done["approved"], account.waiting) == (60, names[60:])
    assert (closed.done["approved"], closed.waiting) == (60, [])
    assert list(of.enrolments.order_by("number").values_list("number", flat=True)) == list(
        range(1, 61)
    )
    taken.refresh_from_db()
    assert taken.state == "in_review"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["NOBODY", "roster-clean.xlsx"], "没有班次 NOBODY"),
        (["US-CLASS", "missing.xlsx"], "无法读取"),
        (["US-CLASS", "roster-dirty.xlsx.expected.json"], "没有找到表头"),
        (["US-CLASS", "roster-three-sheets.xlsx"], "请用 --sheet 指定：南京、苏州、无锡"),
        (["US-CLASS", "roster-three-sheets.xlsx", "--sheet", "汇总"], "没有名单工作表“汇总”"),
        (["US-CLASS", "roster-clean.xlsx", "--as", "nobody"], "没有用户 nobody"),
    ],
)
def test_the_command_refuses_in_one_line(of, options, words):
    of.code = "US-CLASS"
    of.save()
    cohort, name, *more = options

    with pytest.raises(CommandError) as refusal:
        call_command("import_roster", cohort, str(SAMPLES / name), *more)

    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_command_acts_for_a_user_of_the_body_and_tells_in_words(of):
    manager, stranger = make.manager(of), make.manager(make.enrolling())
    out = StringIO()

    call_command(
        "import_roster",
        of.code,
        str(SAMPLES / "roster-dirty.xlsx"),
        "--as",
        manager.user.username,
        stdout=out,
    )

    assert "共 60 行，新增 55 人" in out.getvalue()
    assert "错误：第 17 行 姓名" in out.getvalue()
    assert RosterImport.objects.get().attested_by == manager.user
    with pytest.raises(CommandError) as refusal:
        call_command(
            "import_roster",
            of.code,
            str(SAMPLES / "roster-clean.xlsx"),
            "--as",
            stranger.user.username,
        )
    assert "只有承担该班次的机构可以办理" in str(refusal.value)
