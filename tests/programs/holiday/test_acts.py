"""The calendar the Bureau overrules: days to come only, with a reason, effects confirmed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.calendar.days import is_workday
from portal.calendar.models import Holiday
from portal.workflow.engine import IllegalStep
from programs.actions import holiday as actions
from programs.queries.holiday import effects, year_days
from tests.factories import actor
from tests.factories.programs import authority
from tests.support.races import at_once

from .edits import FRIDAY, add, change, due, remove

pytestmark = pytest.mark.django_db


def test_an_entered_day_counts_until_it_is_taken_back(officer):
    row = add(officer)
    assert is_workday(FRIDAY) is False

    row = change(row, officer)
    assert (is_workday(FRIDAY), row.version) == (True, 2)

    remove(row, officer, seen=2)
    assert (is_workday(FRIDAY), Holiday.objects.count()) == (True, 0)


def test_what_was_done_and_why_is_in_the_trail(officer):
    row = change(add(officer), officer)
    remove(row, officer, seen=2)

    trail = Entry.objects.order_by("pk").values_list("action", "detail__note", "target_label")
    assert list(trail) == [
        ("calendar.holiday.add", "某号通知", "2022-11-04"),
        ("calendar.holiday.change", "更正", "2022-11-04 补班"),
        ("calendar.holiday.remove", "取消", "2022-11-04 补班"),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": date(2022, 10, 25)}, "只能登记今天和以后的日期"),
        ({"reason": " "}, "请写明依据或理由"),
    ],
)
def test_a_past_day_and_a_missing_reason_are_refused(officer, fields, words):
    with pytest.raises(ValidationError, match=words):
        add(officer, **fields)

    assert (Holiday.objects.count(), Entry.objects.count()) == (0, 0)


def test_today_can_still_be_entered(officer):
    add(officer, day=date(2022, 10, 26))

    assert is_workday(date(2022, 10, 26)) is False


def test_what_has_passed_stays_as_it_was(officer, time_machine):
    row = add(officer)
    time_machine.move_to(datetime(2022, 11, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai")))

    for verb in (change, remove):
        with pytest.raises(ValidationError, match="只能登记今天和以后的日期"):
            verb(row, officer)


def test_no_day_is_entered_twice(officer):
    add(officer)

    with pytest.raises(ValidationError, match="已经登记过"):
        add(officer, works=True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_enter_it_once():
    one, other = actor(Kind.BUREAU), actor(Kind.BUREAU)

    refused = at_once(
        lambda: add(one), lambda: add(other, works=True), expected=(ValidationError,)
    )

    assert (refused, Holiday.objects.count()) == (["ValidationError"], 1)


@pytest.mark.postgres
def test_the_database_wants_a_reason_and_a_day_once(officer):
    add(officer)

    for fields in ({"day": FRIDAY, "reason": "因"}, {"day": date(2022, 11, 7), "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holiday.objects.create(**fields)


@pytest.mark.parametrize("verb", [change, remove])
def test_what_somebody_else_changed_or_took_back_is_not_overwritten(officer, verb):
    row = add(officer)
    change(row, officer)

    with pytest.raises(IllegalStep, match="已由他人更改或撤销"):
        verb(row, officer)

    remove(row, officer, seen=2)
    with pytest.raises(IllegalStep, match="已由他人更改或撤销"):
        verb(row, officer, seen=2)


@pytest.mark.parametrize(("kind", "duties"), [(Kind.BUREAU, [Duty.AUDITOR]), (Kind.CENTRE, [])])
def test_only_an_officer_of_the_bureau_may(officer, kind, duties):
    row, other = add(officer), actor(kind, *duties)

    for attempt in (
        lambda: add(other, day=date(2022, 11, 7)),
        lambda: change(row, other),
        lambda: remove(row, other),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert Holiday.objects.get().version == 1


def moves(found):
    return [[(move.rung, move.before, move.after) for move in effect.moves] for effect in found]


def test_a_day_that_moves_reminders_is_entered_by_who_has_seen_which(officer):
    due(date(2022, 10, 31), ladder=[-3, -1, 0])

    with pytest.raises(actions.MovesReminders) as warning:
        add(officer, day=date(2022, 10, 28))

    # -3 would have been this morning; it is not made up for on the day before.
    assert moves(warning.value.effects) == [
        [
            ("-3", date(2022, 10, 26), date(2022, 10, 25)),
            ("-1", date(2022, 10, 28), date(2022, 10, 27)),
        ]
    ]
    assert Holiday.objects.count() == 0

    add(officer, day=date(2022, 10, 28), confirmed=warning.value.fingerprint)
    assert Holiday.objects.count() == 1


def test_a_confirmation_of_other_effects_is_none(officer):
    due(date(2022, 10, 31), ladder=[-1, 0])
    with pytest.raises(actions.MovesReminders) as warning:
        add(officer, day=date(2022, 10, 28))
    add(officer, day=date(2022, 10, 27))

    with pytest.raises(actions.MovesReminders):
        add(officer, day=date(2022, 10, 28), confirmed=warning.value.fingerprint)


def test_a_ladder_left_without_any_rung_is_named(officer):
    milestone_ = due(date(2022, 10, 31), ladder=[-3])
    milestone_.opens_at = clock.start_of(date(2022, 10, 26))
    milestone_.save()

    [effect] = effects({}, {date(2022, 10, 27): False})

    assert (effect.milestone, effect.is_silenced) == (milestone_, True)
    assert moves([effect]) == [[("-3", date(2022, 10, 26), None)]]


def test_a_body_with_its_own_day_has_its_own_effect(officer):
    milestone_ = due(date(2022, 10, 31), ladder=[0, 1])
    milestone_.extensions.create(
        organization=authority("GS"), due_at=clock.end_of(date(2022, 11, 3)), reason="因"
    )

    found = effects({}, {FRIDAY: False})

    assert [(effect.due_on, moves([effect])[0]) for effect in found] == [
        (date(2022, 11, 3), [("+1", FRIDAY, date(2022, 11, 7))])
    ]


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_what_no_longer_runs_is_not_affected(officer, state):
    milestone_ = due(date(2022, 10, 31))
    row = milestone_ if state == "closed" else milestone_.program
    type(row).objects.update(state=state)

    assert effects({}, {date(2022, 10, 28): False}) == []


def test_changing_and_taking_back_ask_as_well(officer):
    row = add(officer, day=date(2022, 10, 28))
    due(date(2022, 10, 31), ladder=[-1, 0])

    for verb in (change, remove):
        with pytest.raises(actions.MovesReminders) as warning:
            verb(row, officer)
    remove(row, officer, confirmed=warning.value.fingerprint)

    assert Holiday.objects.count() == 0


def test_the_years_list_shows_the_edit_instead_of_what_was_published(officer):
    rows = [add(officer), add(officer, day=date(2023, 1, 2), works=True)]

    days = {row.day: row for row in year_days(2022, rows)}
    assert (days[FRIDAY].is_workday, days[FRIDAY].published, days[FRIDAY].edit) == (
        False,
        None,
        rows[0],
    )
    assert (days[date(2022, 10, 8)].is_workday, days[date(2022, 10, 8)].name) == (
        True,
        "国庆节",
    )
    [second] = [row for row in year_days(2023, rows) if row.edit]
    assert (second.day, second.is_workday, second.published, second.name) == (
        date(2023, 1, 2),
        True,
        False,
        "元旦",
    )
