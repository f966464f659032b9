"""Whoever acts in English leaves Chinese behind: what is kept is read by everybody.

The main verbs are taken under ``en``; then every stored text is looked through for
English. Refusals are not stored and stay in the reader's language.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from certificates.actions.batch import MAKE
from institutions.actions.deputy import appoint_deputy
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.jobs.models import Job
from portal.jobs.queue import enqueue
from portal.jobs.worker import drain
from portal.notices.models import Notice
from programs import reminders
from programs.actions import cohort as cohorts
from programs.actions import extension, filing, milestone
from programs.models import Cohort
from tests import factories
from tests.factories import certificates as papers
from tests.factories import programs as made
from tests.factories import trainees
from tests.programs.cohort.plans import VALUES, submitted
from tests.programs.filing import ways
from trainees.actions import people
from trainees.models import Completion

pytestmark = pytest.mark.django_db

WORD = re.compile(r"[A-Za-z]{3,}")
# Codes in names that the factories give, and the file that a certificate is.
NAMES = re.compile(
    r"方向REG|[A-Z]{1,4}\d*-[A-Z0-9-]+|LJ\w+|\b\d{4}-[A-Z]+-\S+|[A-Z]+\d+|\w+\.pdf"
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def stored():
    """Every text that the acts left for others to read."""
    for entry in Entry.objects.all():
        yield from (entry.actor_label, entry.target_label, entry.detail.get("note", ""))
    for row in Notice.objects.all():
        yield from (row.subject, row.body, row.label, row.server_reply)
    yield from Cohort.objects.values_list("name", flat=True)
    for reasons in Completion.objects.values_list("reasons", flat=True):
        yield from (reason["text"] for reason in reasons)
    yield from (job.result.get("text", "") for job in Job.objects.all())


def english():
    return sorted({text for text in stored() if WORD.search(NAMES.sub("", text))})


def later(days):
    return clock.today() + timedelta(days=days)


def test_english_would_be_found():
    made.cohort(name="Class 02")

    assert english() == ["Class 02"]


def test_a_class_without_a_name_is_named_in_chinese():
    body = factories.organization(short_name="望江大学")
    made.mandate(body)
    planner = factories.actor(Kind.INSTITUTION, Duty.MANAGER, organization=body)
    plan = cohorts.plan_cohort(
        made.program(), body, track=made.track(), values={**VALUES, "name": " "}, actor=planner
    )

    assert plan.name == "望江大学 · 方向REG · 01 班"
    assert english() == []


def test_what_the_bureau_does_with_dates_is_told_in_chinese(time_machine):
    time_machine.move_to(datetime(2022, 10, 26, 2, tzinfo=UTC), tick=False)
    officer, region = factories.actor(Kind.BUREAU), made.authority()
    factories.member(region, Duty.LIAISON)
    due = made.milestone(days=5)
    (later_day,) = extension.grant_extension(
        due, [region], due_on=later(9), reason="机构改革", actor=officer
    )
    extension.withdraw_extension(later_day, reason="已经恢复", actor=officer)
    time_machine.move_to(datetime(2022, 10, 28, 2, tzinfo=UTC), tick=False)
    reminders.send_due(clock.today())
    milestone.postpone_milestone(due, due_on=later(20), reason="机构改革", actor=officer)

    told = set(Notice.objects.values_list("topic", flat=True))
    assert told >= {
        "milestone.extended",
        "milestone.extension_withdrawn",
        "milestone.postponed",
        "milestone.reminder",
    }
    assert english() == []


def test_what_is_to_be_mended_in_a_filing_is_listed_in_chinese():
    liaison, officer = factories.actor(Kind.AUTHORITY, Duty.LIAISON), factories.actor("bureau")
    row = ways.in_review(liaison, officer)
    filing.return_filing(row, remarks={"track": "请核对", "general": "请补"}, actor=officer)

    note = Entry.objects.get(action="programs.filing.return").detail["note"]
    assert note == "培训方向：请核对；总体：请补"
    assert english() == []


def test_from_the_list_to_the_certificate_everything_is_kept_in_chinese():
    cohort = papers.completed(2)
    papers.batch(cohort)
    drain({MAKE})
    listed = trainees.roster(None, trainees.candidate())
    people.remove_entries(listed, trainees.keys(listed), actor=trainees.manager(listed.cohort))

    assert Entry.objects.filter(detail__note="2 人").exists() is True
    assert Entry.objects.filter(actor_label="系统·制证").exists() is True
    assert english() == []


def test_a_plan_without_objections_goes_on_in_chinese():
    body = factories.organization()
    made.mandate(body)
    submitted(factories.actor(Kind.INSTITUTION, Duty.MANAGER, organization=body))

    assert Entry.objects.filter(actor_label="系统·会签").exists() is True
    assert english() == []


def test_a_deputy_is_named_with_the_duty_in_chinese():
    body = made.authority()
    liaison = factories.actor(Kind.AUTHORITY, Duty.LIAISON, organization=body)
    colleague = factories.member(body, Duty.LEAD)
    duty = liaison.user.memberships.get()
    appoint_deputy(duty, colleague, from_on=later(0), until_on=later(3), actor=liaison)

    assert "联络员" in Notice.objects.first().subject
    assert english() == []


def test_a_job_done_at_once_keeps_its_excuse_in_chinese():
    job = enqueue(MAKE, "k", {}, actor=factories.actor(Kind.BUREAU))
    Job.objects.filter(pk=job.pk).update(kind="of.another.version")
    drain()

    assert Job.objects.get().last_error == "本版本程序不认识这种任务，等待新版本处理"


def test_a_refusal_stays_in_the_language_of_who_reads_it():
    due = made.milestone(days=3)
    with pytest.raises(ValidationError) as refused:
        milestone.postpone_milestone(
            due, due_on=later(9), reason=" ", actor=factories.actor(Kind.BUREAU)
        )

    assert WORD.search(refused.value.messages[0]) is not None
