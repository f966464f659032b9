"""Several hands on one list at the same moment: each row once, nothing half done."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from institutions.states import Kind
from portal.jobs import worker
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.support.races import at_once
from trainees import sheets
from trainees.actions import review
from trainees.actions import roster as rosters
from trainees.actions import roster_import as imports
from trainees.models import Nomination, Roster, RosterEntry, RosterImport, Trainee

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("authorities", "rehearsal"),
]
POLITE = (IllegalStep, Stale, ValidationError)


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(of):
    return make.manager(of)


def upload_of(rows) -> imports.Upload:
    found = sheets.look_into(files.workbook(*rows), "名单.xlsx")
    return imports.Upload(found.name, found.content, found.sha256, found.sheets[0], True)


def ready(of, actor, rows) -> RosterImport:
    batch = imports.begin_import(of, upload_of(rows), actor=actor)
    worker.drain()
    return fresh(batch)


def fresh(batch) -> RosterImport:
    return RosterImport.objects.for_table().get(pk=batch.pk)


def listed() -> tuple[int, int, int]:
    roster = Roster.objects.get()
    return roster.entry_count, RosterEntry.objects.count(), Nomination.objects.count()


def taken(*batches) -> int:
    return sum(fresh(batch).counts.get("accepted", 0) for batch in batches)


def test_two_clerks_uploading_at_once_begin_one_list(of):
    clerks = [make.manager(of), make.manager(of)]
    uploads = [upload_of([row]) for row in files.people(2)]

    refused = at_once(
        *(
            lambda clerk=clerk, upload=upload: imports.begin_import(of, upload, actor=clerk)
            for clerk, upload in zip(clerks, uploads, strict=True)
        ),
        expected=POLITE,
    )

    assert (refused, Roster.objects.count(), RosterImport.objects.count()) == ([], 1, 2)


@pytest.mark.parametrize(("until", "since"), [(4, 2), (6, 0)], ids=["some", "the same file"])
def test_two_clerks_taking_the_same_people_at_once_list_each_of_them_once(of, until, since):
    people = files.people(6)
    clerks = [make.manager(of), make.manager(of)]
    batches = [ready(of, clerks[0], people[:until]), ready(of, clerks[1], people[since:])]

    refused = at_once(
        *(
            lambda clerk=clerk, batch=batch: imports.accept_import(
                batch, attested=True, actor=clerk
            )
            for clerk, batch in zip(clerks, batches, strict=True)
        ),
        expected=POLITE,
    )

    assert (refused, listed(), Trainee.objects.count()) == ([], (6, 6, 6), 6)
    numbers = sorted(RosterEntry.objects.values_list("no", flat=True))
    assert (numbers, taken(*batches)) == ([1, 2, 3, 4, 5, 6], 6)
    assert [fresh(batch).state for batch in batches] == ["accepted", "accepted"]


def test_accept_pressed_twice_takes_the_rows_once_and_says_so(of, manager):
    batch = ready(of, manager, files.people(3))

    def press():
        imports.accept_import(batch, attested=True, actor=manager)

    refused = at_once(press, press, press, expected=POLITE)

    assert (len(refused), listed(), taken(batch)) == (2, (3, 3, 3), 3)


def test_taking_the_rest_while_another_undoes_ends_in_one_of_the_two(of, manager):
    rows = files.people(2)
    batch = ready(of, manager, rows)
    imports.accept_import(batch, attested=True, actor=manager)
    batch.rows.filter(number=3).update(is_accepted=False)

    refused = at_once(
        lambda: imports.accept_import(fresh(batch), attested=True, actor=manager),
        lambda: imports.undo_import(fresh(batch), actor=manager),
        expected=POLITE,
    )

    assert len(refused) <= 1
    assert fresh(batch).state in {"accepted", "undone"}
    count, entries, nominations = listed()
    assert count == entries == nominations


def test_a_list_sent_while_rows_are_taken_goes_with_all_of_them_or_none(of, manager):
    first = ready(of, manager, files.people(1))
    imports.accept_import(first, attested=True, actor=manager)
    batch = ready(of, manager, files.people(4)[1:])
    roster = Roster.objects.for_table().get()

    refused = at_once(
        lambda: rosters.submit_roster(roster, revision=roster.revision, actor=manager),
        lambda: imports.accept_import(batch, attested=True, actor=manager),
        expected=POLITE,
    )

    roster.refresh_from_db()
    outcome = (roster.state, fresh(batch).state, listed())
    sent_first = ("submitted", "ready", (1, 1, 1))
    taken_first = ("draft", "accepted", (4, 4, 4))
    assert outcome in (sent_first, taken_first)
    assert len(refused) == 1


def test_an_import_while_the_reviewer_has_the_list_is_refused_and_waits(client, of, manager):
    """Sent, taken up, returned: the same import is taken afterwards, whole."""
    first = ready(of, manager, files.people(1))
    imports.accept_import(first, attested=True, actor=manager)
    batch = ready(of, manager, files.people(3)[1:])
    roster = Roster.objects.for_table().get()
    sent = rosters.submit_roster(roster, revision=roster.revision, actor=manager)
    client.force_login(manager.user)
    press = reverse("imports:accept", args=[batch.public_id])

    refused = client.post(press, {"attested": "on"})
    assert (refused.status_code, "已提交" in refused.content.decode()) == (409, True)
    reviewer = make.reviewer()
    listed_now = review.take_roster(sent, actor=reviewer)
    refused = client.post(press, {"attested": "on"})

    assert (refused.status_code, "审核中" in refused.content.decode()) == (409, True)
    assert (fresh(batch).state, taken(batch), listed()) == ("ready", 0, (1, 1, 1))
    assert batch.rows.filter(is_accepted=True).count() == 0
    review.judge_rows(
        listed_now,
        make.keys(listed_now),
        "returned",
        reason="R01",
        note="请核对（演示）",
        actor=reviewer,
    )
    review.decide_roster(listed_now, actor=reviewer)
    assert client.post(press, {"attested": "on"}).status_code == 302
    assert (fresh(batch).state, listed()) == ("accepted", (3, 3, 3))
