"""Hours recorded, outcome computed, proposed by the class and confirmed by somebody else."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import actor
from tests.factories.trainees import enrolled, manager, reviewer
from trainees.actions import completion as actions
from trainees.models import Completion, Enrolment, StudyRecord
from trainees.states import CompletionState, EnrolmentState
from trainees.workflow.completion import COMPLETION

pytestmark = pytest.mark.django_db

FULL = {
    "classroom_hours": Decimal("64"),
    "practice_hours": Decimal("32"),
    "online_hours": Decimal("0"),
    "practice_count": 2,
    "report_passed": True,
    "has_discipline_case": False,
}
LITTLE = {**FULL, "classroom_hours": Decimal("10")}


@pytest.fixture
def taught():
    """A class in teaching with three people enrolled, and its manager."""
    cohort = enrolled(size=3).cohort
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.TEACHING)
    cohort.refresh_from_db()
    return cohort


@pytest.fixture
def teacher(taught):
    return manager(taught)


def people(cohort):
    return list(Enrolment.objects.filter(cohort=cohort).order_by("number"))


def recorded(cohort, teacher, *hours):
    rows = dict(zip((p.pk for p in people(cohort)), hours, strict=False))
    return actions.record_hours(cohort, rows=rows, actor=teacher)


def proposed(cohort, teacher):
    recorded(cohort, teacher, FULL, FULL, LITTLE)
    actions.propose_completions(cohort, actor=teacher)
    return list(Completion.objects.order_by("enrolment__number"))


def states():
    return list(
        Completion.objects.order_by("enrolment__number").values_list("state", flat=True)
    )


def test_recording_hours_makes_the_newcomer_a_trainee(taught, teacher):
    changed = recorded(taught, teacher, FULL)

    assert changed == 1
    assert StudyRecord.objects.get().classroom_hours == Decimal("64")
    assert {p.state for p in people(taught)[:1]} == {EnrolmentState.ENROLLED}


def test_the_same_hours_again_leave_no_trace(taught, teacher):
    recorded(taught, teacher, FULL, LITTLE)
    before = Entry.objects.count()

    assert recorded(taught, teacher, FULL, LITTLE) == 0
    assert Entry.objects.count() == before


def test_nobody_of_another_class_is_recorded(taught, teacher):
    stranger = people(enrolled(size=1).cohort)[0]

    with pytest.raises(ValidationError, match="不在本班"):
        actions.record_hours(taught, rows={stranger.pk: FULL}, actor=teacher)

    assert StudyRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "reason"), [(Kind.INSTITUTION, "承担该班次"), (Kind.CENTRE, "承担该班次")]
)
def test_only_the_classs_own_team_records(taught, kind, reason):
    with pytest.raises(PermissionDenied, match=reason):
        actions.record_hours(taught, rows={}, actor=actor(kind))


def test_a_body_member_without_a_class_duty_does_not_record(taught):
    auditor = actor(Kind.INSTITUTION, Duty.AUDITOR, organization=taught.organization)

    with pytest.raises(PermissionDenied, match="班主任"):
        actions.record_hours(taught, rows={}, actor=auditor)


def test_hours_wait_until_the_class_is_taught(taught, teacher):
    Cohort.objects.update(state=CohortState.ENROLLING)
    taught.refresh_from_db()

    with pytest.raises(PermissionDenied, match="开班后"):
        recorded(taught, teacher, FULL)


def test_the_proposal_keeps_rule_figures_and_reasons(taught, teacher):
    counts = None
    recorded(taught, teacher, FULL, FULL, LITTLE)

    counts = actions.propose_completions(taught, actor=teacher)

    assert counts == {"complete": 2, "incomplete": 1}
    assert states() == ["proposed_complete", "proposed_complete", "proposed_incomplete"]
    last = Completion.objects.order_by("-enrolment__number").first()
    assert (last.rule_version, last.figures["counted_hours"]) == ("test-1", "42.0")
    assert [r["code"] for r in last.reasons if not r["met"]] == ["attendance", "absence"]
    assert last.proposed_by == teacher.user


def test_the_centre_is_told_of_proposals(taught, teacher):
    reader = reviewer()

    proposed(taught, teacher)

    told = Notice.objects.filter(topic="completion.proposed", channel="inbox")
    assert {n.user_id for n in told} >= {reader.user.pk}


def test_who_did_nothing_is_proposed_as_incomplete(taught, teacher):
    actions.propose_completions(taught, actor=teacher)

    assert states() == ["proposed_incomplete"] * 3


def test_judging_again_follows_better_figures(taught, teacher):
    proposed(taught, teacher)
    recorded(taught, teacher, FULL, FULL, FULL)

    actions.propose_completions(taught, actor=teacher)

    assert states() == ["proposed_complete"] * 3


def test_an_empty_class_has_nothing_to_propose(taught, teacher):
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)

    with pytest.raises(ValidationError, match="没有待评定"):
        actions.propose_completions(taught, actor=teacher)


def test_the_centre_confirms_and_training_ends(taught, teacher):
    rows = proposed(taught, teacher)

    count = actions.confirm_completions(
        taught, completions=[row.pk for row in rows], actor=reviewer()
    )

    assert (count, states()) == (3, ["completed", "completed", "incomplete"])
    assert {p.state for p in people(taught)} == {EnrolmentState.FINISHED}


def test_a_confirmed_outcome_is_final(taught, teacher):
    rows = proposed(taught, teacher)
    actions.confirm_completions(taught, completions=[rows[0].pk], actor=reviewer())

    with pytest.raises(ValidationError, match="不能再改学时"):
        recorded(taught, teacher, LITTLE)
    with pytest.raises(ValidationError, match="没有待确认"):
        actions.confirm_completions(taught, completions=[rows[0].pk], actor=reviewer())
    actions.propose_completions(taught, actor=teacher)

    assert states()[0] == "completed"


def test_returning_needs_a_remark_and_lets_the_class_judge_anew(taught, teacher):
    rows = proposed(taught, teacher)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.return_completions(taught, completions=[rows[0].pk], note=" ", actor=reviewer())

    count = actions.return_completions(
        taught, completions=[rows[0].pk], note="请核对学时", actor=reviewer()
    )

    assert (count, states()[0]) == (1, "not_assessed")
    assert Completion.objects.get(pk=rows[0].pk).note == "请核对学时"
    actions.propose_completions(taught, actor=teacher)
    assert states()[0] == "proposed_complete"


def test_nothing_to_return_is_said(taught, teacher):
    with pytest.raises(ValidationError, match="没有待确认"):
        actions.return_completions(taught, completions=[], note="核对", actor=reviewer())


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.INSTITUTION, Duty.MANAGER, "人才交流中心确认"),
        (Kind.BUREAU, Duty.OFFICER, "人才交流中心确认"),
        (Kind.CENTRE, Duty.ISSUER, "审核员或负责同志"),
    ],
)
def test_only_a_reviewer_of_the_centre_confirms(taught, teacher, kind, duty, reason):
    rows = proposed(taught, teacher)

    with pytest.raises(PermissionDenied, match=reason):
        actions.confirm_completions(taught, completions=[rows[0].pk], actor=actor(kind, duty))

    assert states()[0] == "proposed_complete"


def test_nobody_confirms_what_they_proposed(taught, teacher):
    rows = proposed(taught, teacher)
    both = reviewer()
    Completion.objects.update(proposed_by=both.user)

    with pytest.raises(PermissionDenied, match="另一位同志"):
        actions.confirm_completions(taught, completions=[rows[0].pk], actor=both)


def test_the_class_teacher_of_the_centres_own_class_does_not_confirm_it(taught, teacher):
    rows = proposed(taught, teacher)
    someone = reviewer()
    Cohort.objects.update(teacher=someone.user)

    with pytest.raises(PermissionDenied, match="本班班务"):
        actions.confirm_completions(taught, completions=[rows[0].pk], actor=someone)


@pytest.mark.postgres
def test_the_database_itself_keeps_proposer_and_confirmer_apart(taught, teacher):
    proposed(taught, teacher)

    with pytest.raises(IntegrityError):
        Completion.objects.update(decided_by=teacher.user)


LEGAL = {
    *(
        (s, n)
        for s in ("not_assessed", "proposed_complete", "proposed_incomplete")
        for n in ("propose_complete", "propose_incomplete")
    ),
    ("proposed_complete", "confirm_complete"),
    ("proposed_incomplete", "confirm_incomplete"),
    ("proposed_complete", "return"),
    ("proposed_incomplete", "return"),
}


def test_every_step_not_in_the_table_moves_nothing(taught, teacher):
    [row, *_rest] = proposed(taught, teacher)
    reader = reviewer()
    taken = set()
    for state in CompletionState.values:
        for name in COMPLETION.steps:
            Completion.objects.filter(pk=row.pk).update(state=state, note="理由")
            who = teacher if name.startswith("propose") else reader
            with transaction.atomic():
                rows = Completion.objects.filter(pk=row.pk)
                if COMPLETION.advance_many(rows, name, actor=who, note="理由"):
                    taken.add((state, name))

    assert taken == LEGAL


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher.user)
    return client


def pasted(cohort, *lines):
    numbers = [p.student_no for p in people(cohort)]
    return "\n".join(f"{number}\t{line}" for number, line in zip(numbers, lines, strict=False))


def test_a_pasted_table_is_taken_whole(signed_in, taught):
    table = "学号\t课堂\n" + pasted(
        taught, "64\t32\t0\t2\t是\t否", "60.5\t２０\t\t1\t通过", "0"
    )

    answer = signed_in.post(reverse("completions:hours", args=[taught.pk]), {"table": table})

    assert answer.status_code == 302
    rows = StudyRecord.objects.order_by("enrolment__number")
    assert [(r.classroom_hours, r.practice_hours, r.report_passed) for r in rows] == [
        (Decimal("64"), Decimal("32"), True),
        (Decimal("60.5"), Decimal("20"), True),
        (Decimal("0"), Decimal("0"), False),
    ]


def test_every_problem_of_a_pasted_table_is_named_and_nothing_is_taken(signed_in, taught):
    table = pasted(taught, "64.3\tabc\t-1\t1.5\t也许", "64") + "\n没有这个人\t1"

    answer = signed_in.post(reverse("completions:hours", args=[taught.pk]), {"table": table})

    page = answer.content.decode()
    wanted = [
        "第 1 行 课堂学时：学时以 0.5 为单位",
        "第 1 行 实践学时：请填数字",
        "第 1 行 线上学时：学时应在 0 至 500 之间",
        "第 1 行 实践活动次数：请填 0 至 99 的整数",
        "第 1 行 结业报告通过：请填“是”或“否”",
        "第 3 行：学号“没有这个人”不在本班在训名单中",
    ]
    assert (answer.status_code, [text for text in wanted if text not in page]) == (422, [])
    assert ("abc" in page, StudyRecord.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("table", "message"),
    [("", "请粘贴学时表"), ("  \n\t\n", "请粘贴学时表"), ("学号\t课堂", "没有读到学员")],
)
def test_an_empty_paste_says_what_to_do(signed_in, taught, table, message):
    answer = signed_in.post(reverse("completions:hours", args=[taught.pk]), {"table": table})

    assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_the_same_person_twice_is_named(signed_in, taught):
    one = pasted(taught, "1")

    answer = signed_in.post(
        reverse("completions:hours", args=[taught.pk]), {"table": f"{one}\n{one}"}
    )

    assert "第 2 行：学号重复" in answer.content.decode()


def typed(cohort, **changes):
    data = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3}
    for n, person in enumerate(people(cohort)):
        row = {"enrolment": person.pk, "classroom_hours": "60", "practice_hours": "30"}
        row |= {"online_hours": "0", "practice_count": "1", "report_passed": "on"}
        data |= {f"form-{n}-{name}": value for name, value in row.items()}
    return data | changes


def test_hours_typed_row_by_row_are_kept(signed_in, taught):
    answer = signed_in.post(reverse("completions:hours", args=[taught.pk]), typed(taught))

    assert (answer.status_code, StudyRecord.objects.count()) == (302, 3)


def test_a_wrong_figure_is_said_in_its_cell_and_the_rest_stays_typed(signed_in, taught):
    data = typed(taught, **{"form-1-classroom_hours": "60.25", "form-0-practice_hours": "31"})

    answer = signed_in.post(reverse("completions:hours", args=[taught.pk]), data)

    page = answer.content.decode()
    assert (answer.status_code, StudyRecord.objects.count()) == (422, 0)
    assert ("学时以 0.5 为单位" in page, 'value="31"' in page) == (True, True)


def test_hours_of_somebody_elses_class_are_a_missing_page(signed_in):
    other = enrolled(size=1).cohort

    assert signed_in.get(reverse("completions:hours", args=[other.pk])).status_code == 404


def test_before_teaching_the_hours_page_leads_back(signed_in, taught):
    Cohort.objects.update(state=CohortState.ENROLLING)
    url = reverse("completions:hours", args=[taught.pk])

    assert signed_in.get(url).url == reverse("completions:detail", args=[taught.pk])


def test_proposing_confirming_and_returning_on_the_page(client, taught, teacher):
    recorded(taught, teacher, FULL, FULL, FULL)
    client.force_login(teacher.user)
    client.post(reverse("completions:propose", args=[taught.pk]))
    client.force_login(reviewer().user)
    page = client.get(reverse("completions:detail", args=[taught.pk]))
    rows = [person.completion.pk for person in page.context["waiting"]]

    url = reverse("completions:return", args=[taught.pk])
    silent = client.post(url, {"completion": rows[:1], "note": ""})
    client.post(url, {"completion": rows[:1], "note": "核对"})
    client.post(reverse("completions:confirm", args=[taught.pk]), {"completion": rows[1:]})
    stale = client.post(
        reverse("completions:confirm", args=[taught.pk]), {"completion": rows[1:]}
    )

    assert states() == ["not_assessed", "completed", "completed"]
    assert (silent.status_code, stale.status_code) == (422, 409)


def test_proposing_for_an_empty_class_is_a_422(client, taught, teacher):
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)
    client.force_login(teacher.user)

    answer = client.post(reverse("completions:propose", args=[taught.pk]))

    assert answer.status_code == 422


@pytest.mark.parametrize("rows", [1, 4])
def test_the_lists_query_count_does_not_grow(client, rows, django_assert_num_queries):
    for _ in range(rows):
        enrolled(size=1)
    Cohort.objects.update(state=CohortState.TEACHING)
    client.force_login(reviewer().user)
    url = reverse("completions:list")
    client.get(url)

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(url)

    assert [row["people"] for row in page.context["rows"]] == [1] * rows


@pytest.mark.parametrize("rows", [1, 4])
def test_the_classs_query_count_does_not_grow(client, rows, django_assert_num_queries):
    cohort = enrolled(size=rows).cohort
    Cohort.objects.update(state=CohortState.TEACHING)
    client.force_login(reviewer().user)
    url = reverse("completions:detail", args=[cohort.pk])
    client.get(url)

    with django_assert_num_queries(DETAIL_QUERIES):
        page = client.get(url)

    assert len(page.context["people"]) == rows


LIST_QUERIES = 6
DETAIL_QUERIES = 7
