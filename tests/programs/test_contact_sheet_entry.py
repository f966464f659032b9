"""代录: who enters a letter, what it may not overwrite, who confirms it, and when it came."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.files.keeping import keep
from portal.files.models import StoredFile
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from programs.actions import contact_sheet as actions
from programs.actions.contact_sheet_scan import attach_scan
from programs.models import ContactSheet, Program
from programs.policies import contact_sheet as policies
from programs.policies.offices import is_bureau_officer
from programs.queries.contact_sheet import contact_sheet_board
from programs.states import LatePolicy
from programs.workflow.contact_sheet import CONTACT_SHEET
from tests.factories import actor
from tests.factories.programs import COMPLETE, authority, milestone, program, sheet
from tests.support.races import at_once

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def officer(client):
    """One who may enter letters; the notice was published yesterday, whatever the hour."""
    program(opened_at=clock.now() - timedelta(days=1))
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


@pytest.fixture
def liaison():
    return actor(Kind.AUTHORITY)


def letter(body, channel="fax", received_at=None):
    kept = keep(PDF, name="来文.pdf", purpose="scan", owner=body.code)
    return actions.Letter(channel, received_at or clock.now(), kept)


def enter(body, officer, *, values=None, aside=None, **facts):
    return actions.enter_sheet(
        program(),
        body,
        values=values or COMPLETE,
        letter=letter(body, **facts),
        aside=aside,
        actor=officer,
    )


def typed(body, **changes):
    received = timezone.localtime(clock.now() - timedelta(minutes=5))
    return {
        **COMPLETE,
        "authority": body.pk,
        "channel": "mail",
        "received_at": f"{received:%Y-%m-%dT%H:%M}",
        "leader_reviewed": "on",
        "scan": SimpleUploadedFile("来文.pdf", PDF),
        **changes,
    }


URL = "/contact-sheets/enter/"


def test_a_letter_is_entered_with_its_way_its_time_and_its_scan(officer, liaison):
    milestone(scan_rule="later")
    colleague = actor(Kind.BUREAU)
    came = clock.now() - timedelta(hours=3)

    row = enter(liaison.organization, officer, channel="mail", received_at=came)

    assert (row.state, row.channel, row.arrived_at, row.submitted_by) == (
        "submitted",
        "mail",
        came,
        officer.user,
    )
    assert (row.leader_reviewed, row.scan().file.name) == (True, "来文.pdf")
    entry = Entry.objects.get(action="programs.contactsheet.enter")
    assert (entry.actor, entry.detail["channel"]) == (officer.user, "mail")
    told = Notice.objects.filter(channel="inbox").values_list("topic", "user_id")
    assert ("contact_sheet.entered", liaison.user.pk) in set(told)
    assert ("contact_sheet.submitted", colleague.user.pk) in set(told)


def test_its_arrival_and_not_its_entry_decides_whether_it_is_late(officer):
    due = milestone(days=-1)
    Program.objects.update(opened_at=due.opens_at)
    in_time, late = authority(), authority()

    early = enter(in_time, officer, received_at=due.due_at)
    after = enter(late, officer, received_at=due.due_at + timedelta(seconds=1))

    assert (early.is_late, after.is_late) == (False, True)


def test_a_milestone_may_refuse_a_late_letter(officer):
    milestone(days=-1, late_policy=LatePolicy.REFUSE)

    with pytest.raises(IllegalStep, match="不再接收"):
        enter(authority(), officer)

    assert ContactSheet.objects.count() == 0


@pytest.mark.parametrize(
    ("moved", "said"), [({"minutes": 1}, "不能晚于现在"), ({"days": -2}, "不能早于通知发布")]
)
def test_a_time_of_arrival_that_cannot_be_is_refused(officer, moved, said):
    with pytest.raises(ValidationError, match=said):
        enter(authority(), officer, received_at=clock.now() + timedelta(**moved))


def test_an_incomplete_letter_is_refused_with_what_lacks(officer):
    with pytest.raises(ValidationError) as refusal:
        enter(authority(), officer, values={**COMPLETE, "leader_post": ""})

    assert list(refusal.value.message_dict) == ["leader_post"]


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.BUREAU, Duty.AUDITOR, "只能查看"),
        (Kind.AUTHORITY, Duty.LIAISON, "由中小企业局办理"),
        (Kind.CENTRE, Duty.REVIEWER, "由中小企业局办理"),
    ],
)
def test_only_an_officer_enters(kind, duty, reason):
    with pytest.raises(PermissionDenied, match=reason):
        enter(authority(), actor(kind, duty))


def test_who_entered_it_does_not_confirm_or_return_it_and_a_colleague_does(officer):
    row = enter(authority(), officer)

    for judge in (actions.accept_sheet, actions.return_sheet):
        with pytest.raises(PermissionDenied, match="本人代录的信息表须由另一位同志办理"):
            judge(row, actor=officer, note="请改")

    assert actions.accept_sheet(row, actor=actor(Kind.BUREAU)).state == "accepted"


def test_without_the_rule_they_could(officer, monkeypatch):
    row = enter(authority(), officer)
    monkeypatch.setattr(policies, "may_judge_sheet", is_bureau_officer)

    assert actions.accept_sheet(row, actor=officer).state == "accepted"


def test_a_draft_of_the_region_is_never_overwritten_unseen(officer, liaison):
    draft = sheet(body=liaison.organization, remark="在填")

    with pytest.raises(actions.OpenEdition) as ongoing:
        enter(liaison.organization, officer)

    assert ongoing.value.current == draft
    assert ContactSheet.objects.get().remark == "在填"


def test_a_draft_that_was_seen_is_set_aside_whole(officer, liaison):
    draft = sheet(body=liaison.organization, remark="在填", liaison_email="")

    row = enter(liaison.organization, officer, aside=(draft.pk, draft.revision))

    draft.refresh_from_db()
    assert (draft.state, draft.remark, row.edition, row.state) == (
        "set_aside",
        "在填",
        2,
        "submitted",
    )
    assert draft in ContactSheet.objects.visible_to(liaison)


def test_a_draft_that_was_changed_since_it_was_seen_is_shown_anew(officer, liaison):
    draft = sheet(body=liaison.organization)
    actions.save_sheet(draft, values={"remark": "又改"}, revision=1, actor=liaison)

    with pytest.raises(actions.OpenEdition):
        enter(liaison.organization, officer, aside=(draft.pk, 1))

    assert ContactSheet.objects.get().state == "draft"


def test_what_the_region_has_sent_is_judged_and_not_replaced(officer, liaison):
    row = sheet(body=liaison.organization, state="submitted")

    with pytest.raises(PermissionDenied, match="该地区已在线报送，请直接办理那一版"):
        enter(liaison.organization, officer, aside=(row.pk, row.revision))

    assert ContactSheet.objects.get().state == "submitted"


def test_a_wrong_entry_is_entered_again_in_place_of_the_first(officer):
    body = authority()
    first = enter(body, officer)

    second = enter(body, officer, channel="hand", aside=(first.pk, first.revision))

    first.refresh_from_db()
    assert (first.state, second.edition, second.channel) == ("set_aside", 2, "hand")


def test_a_draft_begun_at_the_very_moment_wins_and_is_shown(officer, liaison, monkeypatch):
    body = liaison.organization

    def the_region_begins(*_args):
        sheet(body=body)

    monkeypatch.setattr(actions, "_set_aside", the_region_begins)

    with pytest.raises(actions.OpenEdition) as ongoing:
        enter(body, officer)

    assert (ongoing.value.current.channel, ongoing.value.current.state) == ("portal", "draft")


def test_the_region_neither_withdraws_it_nor_replaces_its_scan(officer, liaison):
    row = enter(liaison.organization, officer)
    kept = keep(PDF, name="别的.pdf", purpose="scan", owner=liaison.organization.code)

    with pytest.raises(PermissionDenied, match="由中小企业局按来文代录，要改请"):
        actions.withdraw_sheet(row, actor=liaison)
    with pytest.raises(PermissionDenied, match="扫描件就是来文原件"):
        attach_scan(row, kept=kept, actor=liaison)


def test_returned_it_is_the_regions_to_mend_and_then_its_own(officer, liaison):
    row = enter(liaison.organization, officer)
    back = actions.return_sheet(row, actor=actor(Kind.BUREAU), note="请核对")

    again = actions.submit_sheet(
        back, revision=back.revision, leader_reviewed=True, actor=liaison
    )

    assert (again.channel, again.submitted_by) == ("portal", liaison.user)
    assert actions.withdraw_sheet(again, actor=liaison).state == "draft"


def test_a_set_aside_draft_is_neither_on_the_board_nor_compared(client, officer, liaison):
    draft = sheet(body=liaison.organization)
    row = enter(liaison.organization, officer, aside=(draft.pk, draft.revision))

    cells = {cell.sheet for cell in contact_sheet_board(row.program).cells}

    page = client.get(reverse("sheets:detail", args=[row.pk]))
    assert (cells, page.context["since"]) == ({row}, None)
    assert "按来文代录" in page.content.decode()
    assert "传真" in client.get(reverse("sheets:board"), {"state": "all"}).content.decode()


def test_the_page_enters_a_letter_and_says_who_confirms(client, officer):
    body = authority("AA")
    program()
    assert client.get(URL, {"authority": "AA"}).context["form"].initial["authority"] == body

    answer = client.post(URL, typed(body), follow=True)

    row = ContactSheet.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("sheets:detail", args=[row.pk])
    assert "须由另一位同志" in answer.content.decode()
    assert (row.channel, row.liaison_email) == ("mail", "liaison@example.invalid")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"channel": "portal"}, "来文方式"),
        ({"channel": ""}, "请选择来文方式"),
        ({"authority": ""}, "请选择来文单位"),
        ({"received_at": "昨天"}, "请填写日期和时间"),
        ({"leader_reviewed": ""}, "没有公章也没有签字的来文不能代录"),
        ({"liaison_mobile": "138"}, "号码应为 11 位数字"),
        ({"leader_post": ""}, "请填写分管负责同志职务"),
        ({"scan": ""}, "请选择来文扫描件"),
        ({"scan": SimpleUploadedFile("a.wps", b"\x00\x01")}, "内容无法识别"),
        ({"received_at": "2999-01-01T00:00"}, "收到时间不能晚于现在"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, officer, changes, said):
    body = authority()
    program()

    answer = client.post(URL, typed(body, remark="不要丢", **changes))

    page = answer.content.decode()
    assert (answer.status_code, said in page, 'value="不要丢"' in page) == (422, True, True)
    assert (ContactSheet.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_open_draft_is_a_409_that_shows_both_and_then_a_choice(client, officer, liaison):
    body = liaison.organization
    draft = sheet(body=body, leader_name="林徽言（演示）")

    overtaken = client.post(URL, typed(body))

    page = overtaken.content.decode()
    assert (overtaken.status_code, StoredFile.objects.count()) == (409, 0)
    assert ("林徽言（演示）" in page, "不会覆盖它" in page) == (True, True)
    assert client.get(URL, {"authority": body.code}).context["ongoing"] == draft
    done = client.post(URL, typed(body, aside=f"{draft.pk}.{draft.revision}"))
    assert done.status_code == 302


@pytest.mark.parametrize("aside", ["x", "1", "1.x", "1.2.3", "٣.1"])
def test_nonsense_sets_nothing_aside(client, officer, liaison, aside):
    sheet(body=liaison.organization)

    answer = client.post(URL, typed(liaison.organization, aside=aside))

    assert (answer.status_code, ContactSheet.objects.get().state) == (409, "draft")


def test_what_was_sent_meanwhile_is_said_with_the_reason(client, officer, liaison):
    row = sheet(body=liaison.organization, state="submitted")

    shown = client.get(URL, {"authority": liaison.organization.code}).content.decode()
    answer = client.post(URL, typed(liaison.organization, aside=f"{row.pk}.{row.revision}"))

    assert "该地区已在线报送，请直接办理那一版" in shown
    assert 'name="aside"' not in shown
    assert answer.status_code == 422
    assert "该地区已在线报送" in answer.content.decode()


def test_entering_is_for_officers(client):
    program()
    client.force_login(actor(Kind.BUREAU, Duty.AUDITOR).user)
    assert client.get(URL).status_code == 403
    assert "代录来文" not in client.get(reverse("sheets:board")).content.decode()
    client.force_login(actor(Kind.AUTHORITY).user)
    assert client.get(URL).status_code == 403


@pytest.mark.parametrize(
    ("state", "channel", "allowed"),
    [
        ("draft", "portal", True),
        ("returned", "portal", True),
        ("submitted", "portal", False),
        ("submitted", "fax", True),
    ],
)
def test_what_may_be_set_aside(officer, state, channel, allowed):
    row = sheet(state=state, channel=channel, submitted_by=officer.user)

    assert bool(CONTACT_SHEET.verdict(row, "set_aside", officer)) is allowed


@pytest.mark.postgres
@pytest.mark.parametrize("fields", [{"channel": "pigeon"}, {"channel": "fax"}])
def test_the_database_knows_the_ways_and_wants_who_entered(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        sheet(**fields)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_officers_with_the_same_letter_one_enters_it():
    program()
    body, officers = authority(), [actor(Kind.BUREAU) for _ in range(3)]
    letters = [letter(body) for _ in officers]

    refused = at_once(
        *(
            lambda by=by, came=came: actions.enter_sheet(
                program(), body, values=COMPLETE, letter=came, actor=by
            )
            for by, came in zip(officers, letters, strict=True)
        ),
        expected=(actions.OpenEdition,),
    )

    assert (refused, ContactSheet.objects.count()) == (["OpenEdition"] * 2, 1)
