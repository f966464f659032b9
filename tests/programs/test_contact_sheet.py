"""The information form: who may, what is refused, what is kept, who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import contact_sheet as actions
from programs.models import ContactSheet
from programs.states import LatePolicy, MilestoneState, SheetState
from programs.workflow.contact_sheet import CONTACT_SHEET
from tests.factories import actor
from tests.factories.programs import authority, milestone, program, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison():
    return actor(Kind.AUTHORITY)


@pytest.fixture
def officer():
    return actor(Kind.BUREAU)


def submitted(liaison, **fields):
    draft = sheet(body=liaison.organization, **fields)
    return actions.submit_sheet(
        draft, revision=draft.revision, leader_reviewed=True, actor=liaison
    )


def test_the_first_form_begins_empty_and_beginning_again_gives_the_same(liaison):
    first = actions.open_sheet(program(), liaison.organization, actor=liaison)
    again = actions.open_sheet(program(), liaison.organization, actor=liaison)

    assert (first.pk, first.edition, first.state) == (again.pk, 1, "draft")


def test_a_new_edition_starts_from_the_accepted_one(liaison, officer):
    actions.accept_sheet(submitted(liaison), actor=officer)

    draft = actions.open_sheet(program(), liaison.organization, actor=liaison)

    assert (draft.edition, draft.liaison_name) == (2, "周望舒（演示）")


def test_next_year_starts_from_this_years_contacts(liaison, officer):
    actions.accept_sheet(submitted(liaison), actor=officer)

    draft = actions.open_sheet(program("2023-2024"), liaison.organization, actor=liaison)

    assert (draft.edition, draft.leader_phone) == (1, "0000-8000000")


def test_saving_keeps_an_incomplete_draft_and_names_the_changed_fields(liaison):
    draft = sheet(body=liaison.organization)

    saved = actions.save_sheet(
        draft, values={"liaison_name": ""}, revision=draft.revision, actor=liaison
    )

    assert (saved.liaison_name, saved.revision) == ("", 2)
    entry = Entry.objects.get()
    assert (entry.action, entry.detail) == (
        "programs.contactsheet.save",
        {"fields": ["liaison_name"]},
    )


def test_two_people_saving_lose_nothing(liaison):
    draft = sheet(body=liaison.organization)
    actions.save_sheet(draft, values={"remark": "甲"}, revision=1, actor=liaison)

    with pytest.raises(Stale) as stale:
        actions.save_sheet(draft, values={"remark": "乙"}, revision=1, actor=liaison)

    assert stale.value.current.remark == "甲"
    assert ContactSheet.objects.get().remark == "甲"


def test_a_page_from_before_the_sending_saves_nothing(liaison):
    stale = sheet(body=liaison.organization)
    submitted_since = ContactSheet.objects.get(pk=stale.pk)
    actions.submit_sheet(
        submitted_since, revision=stale.revision, leader_reviewed=True, actor=liaison
    )

    with pytest.raises(IllegalStep, match="不能再改；要改请先撤回"):
        actions.save_sheet(
            stale, values={"remark": "晚了"}, revision=stale.revision, actor=liaison
        )

    assert ContactSheet.objects.get().remark != "晚了"


def test_two_who_begin_at_once_share_one_form(liaison, monkeypatch):
    may_fill = actions.may_fill_sheet

    def a_colleague_is_quicker(actor, draft):
        sheet(body=liaison.organization)
        return may_fill(actor, draft)

    monkeypatch.setattr(actions, "may_fill_sheet", a_colleague_is_quicker)

    shared = actions.open_sheet(program(), liaison.organization, actor=liaison)

    assert shared == ContactSheet.objects.get()


def test_submitting_stamps_records_and_tells_the_bureau(liaison, officer):
    milestone()

    sent = submitted(liaison)

    assert (sent.state, sent.submitted_by, sent.is_late) == ("submitted", liaison.user, False)
    entry = Entry.objects.get(action="programs.contactsheet.submit")
    assert (entry.actor, entry.organization) == (liaison.user, liaison.organization.code)
    assert {(n.topic, n.user_id) for n in Notice.objects.filter(channel="inbox")} == {
        ("contact_sheet.submitted", officer.user.pk)
    }


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"leader_name": ""}, "leader_name"),
        ({"leader_phone": " "}, "leader_phone"),
        ({"liaison_email": ""}, "liaison_email"),
        ({"liaison_mobile": "", "liaison_phone": ""}, "liaison_mobile"),
    ],
)
def test_an_incomplete_form_is_not_sent_and_says_what_lacks(liaison, lacking, field):
    draft = sheet(body=liaison.organization, **lacking)

    with pytest.raises(ValidationError) as refusal:
        actions.submit_sheet(draft, revision=1, leader_reviewed=True, actor=liaison)

    assert list(refusal.value.message_dict) == [field]
    assert ContactSheet.objects.get().state == "draft"


def test_one_of_mobile_and_office_phone_is_enough(liaison):
    sent = submitted(liaison, liaison_mobile="", liaison_phone="0000-8000001")

    assert sent.state == "submitted"


def test_the_leader_must_have_reviewed_it(liaison):
    draft = sheet(body=liaison.organization)

    with pytest.raises(ValidationError) as refusal:
        actions.submit_sheet(draft, revision=1, leader_reviewed=False, actor=liaison)

    assert list(refusal.value.message_dict) == ["leader_reviewed"]


def test_what_was_checked_is_what_is_sent(liaison):
    draft = sheet(body=liaison.organization)
    actions.save_sheet(draft, values={"remark": "后来改的"}, revision=1, actor=liaison)

    with pytest.raises(Stale):
        actions.submit_sheet(draft, revision=1, leader_reviewed=True, actor=liaison)

    assert ContactSheet.objects.get().state == "draft"


def test_after_the_deadline_it_is_taken_and_marked(liaison):
    milestone(days=-1)

    assert submitted(liaison).is_late is True


def test_the_whole_due_day_is_in_time(liaison, time_machine):
    due = milestone(days=0)

    time_machine.move_to(due.due_at, tick=False)
    assert submitted(liaison).is_late is False


def test_one_second_after_the_due_day_is_late(liaison, time_machine):
    due = milestone(days=0)

    time_machine.move_to(due.due_at + timedelta(seconds=1), tick=False)
    assert submitted(liaison).is_late is True


def test_an_own_extension_counts_instead_of_the_common_day(liaison):
    due = milestone(days=-1)
    later = clock.now() + timedelta(days=2)
    due.extensions.create(organization=liaison.organization, due_at=later, reason="测试")

    assert submitted(liaison).is_late is False


def test_a_milestone_may_refuse_what_is_late(liaison):
    milestone(days=-1, late_policy=LatePolicy.REFUSE)
    draft = sheet(body=liaison.organization)

    with pytest.raises(IllegalStep, match="与中小企业局联系"):
        actions.submit_sheet(draft, revision=1, leader_reviewed=True, actor=liaison)

    assert ContactSheet.objects.get().state == "draft"


def test_a_closed_milestone_that_accepts_late_forms_still_takes_them(liaison):
    milestone(days=3, state=MilestoneState.CLOSED)

    assert submitted(liaison).state == "submitted"


def test_withdrawing_makes_it_unsent_again(liaison):
    back = actions.withdraw_sheet(submitted(liaison), actor=liaison)

    assert (back.state, back.leader_reviewed) == ("draft", False)


def test_returning_needs_a_remark_and_tells_the_region(liaison, officer):
    sent = submitted(liaison)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.return_sheet(sent, actor=officer, note=" ")

    back = actions.return_sheet(sent, actor=officer, note="请填所分管的处室名称")

    assert (back.state, back.return_note) == ("returned", "请填所分管的处室名称")
    told = Notice.objects.filter(topic="contact_sheet.returned", channel="inbox")
    assert [n.user_id for n in told] == [liaison.user.pk]


def test_a_returned_form_sent_again_carries_no_old_remark(liaison, officer):
    back = actions.return_sheet(submitted(liaison), actor=officer, note="请改")

    again = actions.submit_sheet(
        back, revision=back.revision, leader_reviewed=True, actor=liaison
    )

    assert (again.state, again.return_note) == ("submitted", "")


def test_accepting_a_new_edition_replaces_the_old_one(liaison, officer):
    first = actions.accept_sheet(submitted(liaison), actor=officer)
    draft = actions.open_sheet(program(), liaison.organization, actor=liaison)
    second = actions.submit_sheet(draft, revision=1, leader_reviewed=True, actor=liaison)

    actions.accept_sheet(second, actor=officer)

    states = dict(ContactSheet.objects.values_list("pk", "state"))
    assert states == {first.pk: "superseded", second.pk: "accepted"}


def test_the_second_of_two_officers_is_told_that_it_is_done(liaison, officer):
    sent = submitted(liaison)
    actions.accept_sheet(sent, actor=officer)

    with pytest.raises(IllegalStep):
        actions.accept_sheet(sent, actor=actor(Kind.BUREAU))

    assert ContactSheet.objects.get().state == "accepted"


def test_nobody_accepts_what_they_sent_themselves(liaison, officer):
    sent = submitted(liaison)
    ContactSheet.objects.filter(pk=sent.pk).update(submitted_by=officer.user)

    with pytest.raises(PermissionDenied, match="另一位同志"):
        actions.accept_sheet(sent, actor=officer)


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.AUTHORITY, Duty.LIAISON, "本地区"),
        (Kind.BUREAU, Duty.OFFICER, "本地区"),
        (Kind.CENTRE, Duty.REVIEWER, "本地区"),
    ],
)
def test_only_the_regions_own_liaison_fills_in(kind, duty, reason):
    draft = sheet()

    with pytest.raises(PermissionDenied, match=reason):
        actions.save_sheet(draft, values={}, revision=1, actor=actor(kind, duty))


def test_the_regions_leader_reads_but_does_not_fill_in(liaison):
    draft = sheet(body=liaison.organization)
    leader = actor(Kind.AUTHORITY, Duty.LEAD, organization=liaison.organization)

    with pytest.raises(PermissionDenied, match="联络员填报"):
        actions.save_sheet(draft, values={}, revision=1, actor=leader)

    assert list(ContactSheet.objects.visible_to(leader)) == [draft]


@pytest.mark.parametrize("duty", [Duty.AUDITOR])
def test_an_auditor_of_the_bureau_decides_nothing(liaison, duty):
    sent = submitted(liaison)

    with pytest.raises(PermissionDenied, match="只能查看"):
        actions.accept_sheet(sent, actor=actor(Kind.BUREAU, duty))


def test_liaoning_never_sees_dalian():
    liaoning = authority("LN")
    dalian = authority("DL", home=liaoning)
    own, other = sheet(body=liaoning), sheet(body=dalian)

    seen = ContactSheet.objects.visible_to(actor(Kind.AUTHORITY, organization=liaoning))

    assert (list(seen), other in seen) == ([own], False)


def test_who_sees_which_forms():
    draft = sheet()
    accepted = sheet(state=SheetState.ACCEPTED)

    seen = {
        kind: set(ContactSheet.objects.visible_to(actor(kind)))
        for kind in ("bureau", "centre", "institution", "evaluator", "trainee", "public")
    }

    assert seen == {
        "bureau": {draft, accepted},
        "centre": {accepted},
        "institution": set(),
        "evaluator": set(),
        "trainee": set(),
        "public": set(),
    }


LEGAL = {
    ("draft", "submit"),
    ("returned", "submit"),
    ("submitted", "withdraw"),
    ("submitted", "accept"),
    ("submitted", "return"),
    ("accepted", "supersede"),
    ("draft", "enter"),
    ("draft", "set_aside"),
    ("returned", "set_aside"),
    ("submitted", "set_aside"),
}


def test_every_step_not_in_the_table_is_refused(liaison, officer):
    may = {"submit": liaison, "withdraw": liaison}
    taken = set()
    for state in SheetState.values:
        for name in CONTACT_SHEET.steps:
            letter = {"channel": "fax", "submitted_by": liaison.user}
            came = letter if name == "set_aside" else {}
            row = sheet(body=liaison.organization, state=state, arrived_at=clock.now(), **came)
            try:
                with transaction.atomic():
                    CONTACT_SHEET.advance(row.pk, name, actor=may.get(name, officer), note="n")
                taken.add((state, name))
            except IllegalStep:
                pass
            ContactSheet.objects.all().delete()

    assert taken == LEGAL


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("states", "constraint"),
    [
        (["draft", "submitted"], "contact_sheet_one_open"),
        (["accepted", "accepted"], "contact_sheet_one_accepted"),
    ],
)
def test_the_database_keeps_one_open_and_one_accepted_edition(states, constraint):
    body = authority()
    sheet(body=body, state=states[0])

    with pytest.raises(IntegrityError):
        sheet(body=body, state=states[1], edition=2)


@pytest.mark.postgres
def test_the_database_refuses_an_accepted_form_without_both_contacts():
    with pytest.raises(IntegrityError):
        sheet(state="accepted", liaison_email="")
