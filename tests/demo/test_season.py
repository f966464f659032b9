"""The season left to itself: no real body is ever late, sent back or called up."""

from datetime import date

from institutions.actor import actor_for
from institutions.models import Organization
from portal import clock
from portal.accounts.models import User
from portal.calendar.days import add_workdays
from portal.clock.actions import set_rehearsal_clock
from portal.demo import loading, script
from portal.demo.season import on
from portal.notices.models import Notice
from programs import reminders
from programs.models import Cohort, ContactSheet, Filing, Milestone, Receipt
from programs.queries.arrears import arrears
from trainees.models import Roster

LAST = date(2024, 1, 5)


def days_after_the_deadlines() -> list[date]:
    """When whoever has missed one is called up for the first time."""
    dues = {clock.local_day(row.due_at) for row in Milestone.objects.all()}
    return sorted(add_workdays(due, 1) for due in dues if due < LAST)


def go_to(day: date) -> None:
    set_rehearsal_clock(on(day, 9))
    script.play_due()
    reminders.send_due(day)


def test_only_samples_and_fictional_bodies_carry_anything_negative(db, rehearsal):
    loading.load()

    for day in [*days_after_the_deadlines(), LAST]:
        go_to(day)

    real = Organization.objects.filter(is_sample=False)
    overdue = Notice.objects.filter(topic="milestone.overdue")
    called = overdue.filter(label__in=real.values("short_name"))
    sheets = ContactSheet.objects.filter(authority__in=real)
    cohorts = Cohort.objects.filter(organization__in=real)
    rosters = Roster.objects.filter(cohort__organization__in=real)
    assert list(called.values_list("label", "subject")) == []
    assert Receipt.objects.outstanding().filter(organization__in=real).count() == 0
    assert set(sheets.values_list("state", "is_late")) == {("accepted", False)}
    # The Centre's own class is approved and does not enrol yet.
    assert set(cohorts.values_list("state", flat=True)) == {"closing", "approved"}
    assert set(rosters.values_list("state", "is_late")) == {("decided", False)}
    assert Filing.objects.filter(authority__in=real).count() == 0
    assert Filing.objects.filter(organization__in=real).count() == 0
    assert set(Filing.objects.values_list("state", flat=True)) == {
        "returned",
        "to_adjust",
        "submitted",
        "accepted",
    }
    assert overdue.exists()


def test_every_real_body_can_be_reached(db, rehearsal):
    loading.load()
    officer = actor_for(User.objects.get(persona="bureau"))

    silent = {row.organization for row in arrears(officer) if row.is_unreachable}

    assert {body.short_name for body in silent if not body.is_sample} == set()


def test_what_was_due_before_a_visitor_arrives_was_sent(db, rehearsal):
    loading.load()

    assert reminders.late_reminders(on(date(2022, 10, 28), 9)) == []
