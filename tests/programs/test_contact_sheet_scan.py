"""The stamped scan: taken by its content, kept, looked at, and asked for by the year's rule."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.files.keeping import keep
from portal.files.models import StoredFile
from portal.notices.models import Notice
from portal.ui.todos import collect
from portal.workflow.engine import IllegalStep
from programs.actions import contact_sheet as actions
from programs.actions import contact_sheet_scan as scans
from programs.models import ContactSheet, Milestone, SheetScan
from programs.queries import contact_sheet as queries
from tests.factories import actor
from tests.factories.programs import milestone, program, sheet
from tests.support.races import at_once

pytestmark = pytest.mark.django_db
PDF, PNG, JPG = b"%PDF-1.4\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"0" * 9, b"\xff\xd8\xff" + b"0" * 9


@pytest.fixture
def liaison(client):
    person = actor(Kind.AUTHORITY)
    client.force_login(person.user)
    return person


@pytest.fixture
def officer():
    return actor(Kind.BUREAU)


@pytest.fixture
def later():
    return milestone(scan_rule="later", scan_days=3)


def sent(row, liaison):
    return actions.submit_sheet(row, revision=row.revision, leader_reviewed=True, actor=liaison)


def bring(row, liaison, content=PDF, name="盖章件.pdf"):
    kept = keep(content, name=name, purpose="scan", owner=row.authority.code)
    return scans.attach_scan(row, kept=kept, actor=liaison)


def upload(client, row, content=PDF, name="盖章件.pdf"):
    url = reverse("sheets:attach", args=[row.pk])
    return client.post(url, {"scan": SimpleUploadedFile(name, content)})


def detail(row):
    return reverse("sheets:detail", args=[row.pk])


@pytest.mark.parametrize(
    ("content", "name"), [(PDF, "a.pdf"), (PNG, "a.png"), (JPG, "a.jpg"), (JPG, "a.wps")]
)
def test_a_scan_is_taken_by_what_it_is(client, liaison, content, name):
    row = sheet(body=liaison.organization)

    answer = upload(client, row, content, name)

    assert answer.url == reverse("sheets:check", args=[row.pk])
    given = client.get(reverse("sheets:scan", args=[row.pk, SheetScan.objects.get().pk]))
    assert b"".join(given.streaming_content) == content
    assert given["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.pdf", "其实是"),
        (b"\x00\x01", "a.wps", "内容无法识别"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "a.pdf", "上限是 10.0 MB"),
        (b"", "a.pdf", "empty"),
    ],
)
@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_anything_else_is_refused_with_the_reason(
    client, liaison, content, name, message, state
):
    row = sheet(body=liaison.organization, state=state)

    answer = upload(client, row, content, name)

    said = answer.content.decode()
    assert (answer.status_code, SheetScan.objects.count()) == (422, 0)
    assert message in said or "空" in said


def test_replaced_scans_are_kept_and_listed(client, liaison):
    row = sheet(body=liaison.organization)
    first = bring(row, liaison, PNG, "旧.png")

    upload(client, row, PDF, "新.pdf")

    page = client.get(detail(row))
    assert (page.context["scan"].file.name, page.context["former_scans"]) == (
        "新.pdf",
        [first],
    )
    assert "旧.png" in page.content.decode()
    verbs = Entry.objects.filter(action="programs.contactsheet.attach")
    assert [entry.detail["name"] for entry in verbs.order_by("pk")] == ["旧.png", "新.pdf"]


def test_the_officer_sees_a_picture_on_the_page_and_a_pdf_by_its_link(
    client, liaison, officer, later
):
    row = sent(sheet(body=liaison.organization), liaison)
    client.force_login(officer.user)

    bring(row, liaison, PNG, "一.png")
    picture = client.get(detail(row)).content.decode()
    bring(row, liaison, PDF, "二.pdf")
    paper = client.get(detail(row)).content.decode()

    assert ("盖章扫描件预览" in picture, "盖章扫描件预览" in paper) == (True, False)
    assert "二.pdf" in paper


def test_a_form_changed_after_it_was_stamped_is_marked(client, liaison):
    row = sheet(body=liaison.organization)
    bring(row, liaison)
    assert client.get(detail(row)).context["scan_is_old"] is False

    actions.save_sheet(row, values={"remark": "又改"}, revision=1, actor=liaison)

    page = client.get(reverse("sheets:check", args=[row.pk]))
    assert page.context["scan_is_old"] is True
    assert "上传扫描件之后，信息表又改过" in page.content.decode()


def test_a_required_scan_is_wanted_before_the_form_is_sent(client, liaison):
    milestone(scan_rule="required")
    row = sheet(body=liaison.organization)
    url = reverse("sheets:check", args=[row.pk])
    data = {"revision": 1, "leader_reviewed": "on"}

    refused = client.post(url, data)
    assert (refused.status_code, ContactSheet.objects.get().state) == (422, "draft")
    assert "请先上传盖章扫描件，再报送" in refused.content.decode()

    upload(client, row)
    assert client.post(url, data).status_code == 302


def test_a_scan_that_may_follow_is_wanted_before_the_form_is_confirmed(
    client, liaison, officer, later
):
    row = sent(sheet(body=liaison.organization), liaison)
    assert row.is_late is False
    with pytest.raises(PermissionDenied, match=r"可在.*前补传，上传后才能确认"):
        actions.accept_sheet(row, actor=officer)

    upload(client, row)

    assert actions.accept_sheet(row, actor=officer).state == "accepted"


def test_the_page_says_why_it_cannot_be_confirmed_and_still_offers_the_return(
    client, liaison, officer, later
):
    row = sent(sheet(body=liaison.organization), liaison)
    client.force_login(officer.user)

    page = client.get(detail(row)).content.decode()

    assert "上传后才能确认" in page
    assert ("确认信息表</button>" in page, "退回该地区" in page) == (False, True)


@pytest.mark.parametrize("rule", ["none", "required"])
def test_the_other_rules_at_confirmation(liaison, officer, rule):
    due = milestone(scan_rule="none")
    row = sent(sheet(body=liaison.organization), liaison)
    Milestone.objects.filter(pk=due.pk).update(scan_rule=rule)

    if rule == "none":
        assert actions.accept_sheet(row, actor=officer).state == "accepted"
    else:
        with pytest.raises(PermissionDenied, match="还没有盖章扫描件"):
            actions.accept_sheet(row, actor=officer)


def test_three_working_days_run_over_the_weekend_and_then_the_reason_changes(
    liaison, officer, time_machine
):
    time_machine.move_to("2022-10-28T15:00:00+08:00", tick=False)  # a Friday
    milestone(scan_rule="later", scan_days=3)
    row = sent(sheet(body=liaison.organization), liaison)
    [todo] = [item for item in collect(liaison) if item.title == "补传信息表盖章扫描件"]
    assert todo.due == date(2022, 11, 2)

    time_machine.move_to("2022-11-02T23:00:00+08:00", tick=False)
    with pytest.raises(PermissionDenied, match="可在11月2日"):
        actions.accept_sheet(row, actor=officer)
    time_machine.move_to("2022-11-03T00:30:00+08:00", tick=False)
    with pytest.raises(PermissionDenied, match=r"应于11月2日.*至今没有"):
        actions.accept_sheet(row, actor=officer)


def test_the_to_do_ends_with_the_scan_and_is_nobody_elses(liaison, later):
    row = sent(sheet(body=liaison.organization), liaison)
    neighbour = actor(Kind.AUTHORITY)

    def wanted(of):
        return [item.title for item in collect(of)].count("补传信息表盖章扫描件")

    assert (wanted(liaison), wanted(neighbour)) == (1, 0)
    bring(row, liaison)
    assert wanted(liaison) == 0


def test_a_scan_that_follows_tells_the_officers(liaison, officer, later):
    draft = sheet(body=liaison.organization)
    bring(draft, liaison)
    row = sent(draft, liaison)
    told = Notice.objects.filter(topic="contact_sheet.scanned", channel="inbox")
    assert told.count() == 0

    bring(row, liaison)

    assert [notice.user_id for notice in told] == [officer.user.pk]


def test_a_confirmed_form_takes_no_other_scan(client, liaison):
    row = sheet(body=liaison.organization, state="accepted")

    answer = upload(client, row)

    assert answer.url == detail(row)
    assert (SheetScan.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert "扫描件不能再换" in client.get(detail(row)).content.decode()


@pytest.mark.parametrize(
    ("kind", "duty"), [(Kind.AUTHORITY, Duty.LIAISON), (Kind.BUREAU, Duty.OFFICER)]
)
def test_only_the_regions_own_liaison_brings_a_scan(kind, duty):
    with pytest.raises(PermissionDenied, match="本地区"):
        bring(sheet(), actor(kind, duty))


def test_a_neighbours_scan_does_not_exist(client, liaison):
    other = actor(Kind.AUTHORITY)
    row = sheet(body=other.organization)
    theirs = bring(row, other)
    own = sheet(body=liaison.organization)

    answers = [
        client.get(reverse("sheets:scan", args=[row.pk, theirs.pk])),
        client.get(reverse("sheets:scan", args=[own.pk, theirs.pk])),
        upload(client, row),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_what_was_looked_at_is_what_is_confirmed(client, liaison, officer, later):
    row = sent(sheet(body=liaison.organization), liaison)
    seen = bring(row, liaison)
    newer = bring(row, liaison, PNG, "后来的.png")
    client.force_login(officer.user)
    url = reverse("sheets:step", args=[row.pk, "accept"])

    overtaken = client.post(url, {"scan": seen.pk})
    assert (overtaken.status_code, ContactSheet.objects.get().state) == (409, "submitted")
    assert "扫描件已更换" in overtaken.content.decode()

    assert client.post(url, {"scan": newer.pk}).status_code == 302


def test_a_scan_brought_while_the_form_is_confirmed_comes_before_it_or_not_at_all(
    liaison, officer, later
):
    row = sent(sheet(body=liaison.organization), liaison)
    seen = bring(row, liaison)
    actions.accept_sheet(row, actor=officer, scan=seen.pk)

    with pytest.raises(IllegalStep, match="不能再换"):
        bring(row, liaison)


def test_a_remark_on_the_scan_locks_every_field_and_leads_to_the_upload(
    client, liaison, officer
):
    row = sent(sheet(body=liaison.organization), liaison)
    bring(row, liaison, PNG, "模糊.png")
    back = actions.return_sheet(row, actor=officer, remarks={"scan": "公章不清楚"})
    page = client.get(reverse("sheets:edit", args=[row.pk])).content.decode()
    assert f'href="{reverse("sheets:check", args=[row.pk])}#id_scan"' in page
    assert (back.unlocked(), [r.is_done for r in queries.fixes(back)]) == ([], [False])

    upload(client, back, PDF, "清楚.pdf")

    [fix] = queries.fixes(back)
    assert (fix.is_done, fix.before[:6], fix.after[:6]) == (True, "模糊.png", "清楚.pdf")


def rule(client, **data):
    return client.post(reverse("sheets:scan_rule"), data)


def test_the_bureau_changes_the_rule_and_the_board_says_who_lacks_a_scan(client, officer):
    due = milestone()
    sheet(state="submitted")
    client.force_login(officer.user)

    assert rule(client, scan_rule="later", scan_days=5).status_code == 302

    due.refresh_from_db()
    assert (due.scan_rule, due.scan_days) == ("later", 5)
    entry = Entry.objects.get(action="programs.milestone.change_scan_rule")
    assert entry.detail == {
        "before": {"rule": "none", "days": 3},
        "after": {"rule": "later", "days": 5},
    }
    assert "待补扫描件" in client.get(reverse("sheets:board")).content.decode()


@pytest.mark.parametrize(
    "data", [{"scan_rule": "later", "scan_days": 0}, {"scan_rule": "x", "scan_days": 3}, {}]
)
def test_a_wrong_rule_is_refused_on_the_board(client, officer, data):
    due = milestone()
    client.force_login(officer.user)

    assert rule(client, **data).status_code == 422
    due.refresh_from_db()
    assert due.scan_rule == "none"


def test_the_verb_itself_refuses_a_wrong_rule(officer):
    with pytest.raises(ValidationError) as refusal:
        scans.change_scan_rule(milestone(), rule="x", days=61, actor=officer)

    assert sorted(refusal.value.message_dict) == ["scan_days", "scan_rule"]


def test_without_the_date_there_is_no_rule_to_change(client, officer, liaison):
    program()
    client.force_login(officer.user)
    assert rule(client, scan_rule="later", scan_days=3).status_code == 404
    with pytest.raises(PermissionDenied):
        scans.change_scan_rule(milestone(), rule="none", days=3, actor=liaison)


@pytest.mark.postgres
@pytest.mark.parametrize("fields", [{"scan_rule": "x"}, {"scan_days": 0}, {"scan_days": 61}])
def test_the_database_knows_the_rules(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        milestone(**fields)


@pytest.mark.postgres
def test_a_file_is_the_scan_of_one_edition(liaison):
    scan = bring(sheet(body=liaison.organization), liaison)

    with pytest.raises(IntegrityError), transaction.atomic():
        SheetScan.objects.create(sheet=sheet(), file=scan.file, check_code="A")


def test_the_code_tells_editions_and_contents_apart(liaison):
    row = sheet(body=liaison.organization)
    same, code = ContactSheet.objects.get(pk=row.pk), row.check_code()
    row.edition = 2
    other = row.check_code()
    row.edition, row.remark = 1, "别的"

    assert (same.check_code() == code, len({code, other, row.check_code()})) == (True, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_scan_and_a_confirmation_at_once_leave_the_scan_that_was_looked_at():
    milestone(scan_rule="later")
    liaison, officer = actor(Kind.AUTHORITY), actor(Kind.BUREAU)
    row = sent(sheet(body=liaison.organization), liaison)
    seen = bring(row, liaison)
    newer = keep(PNG, name="新.png", purpose="scan", owner=row.authority.code)

    refused = at_once(
        lambda: actions.accept_sheet(row, actor=officer, scan=seen.pk),
        lambda: scans.attach_scan(row, kept=newer, actor=liaison),
        expected=(IllegalStep,),
    )

    row.refresh_from_db()
    assert (len(refused), row.state == "accepted") == (1, row.scan() == seen)
