"""Hours and completion in the browser's words: pasted, typed, proposed, confirmed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from programs.models import Cohort
from programs.states import CohortState
from tests.factories.completion import FULL, people, recorded, states
from tests.factories.trainees import enrolled, reviewer
from tests.support.queries import cost
from trainees.models import Enrolment, StudyRecord
from trainees.states import EnrolmentState

pytestmark = pytest.mark.django_db


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
    assert f"{people(taught)[1].trainee.name}：课堂学时：学时以 0.5 为单位" in page
    assert ("学时以 0.5 为单位" in page, 'value="31"' in page) == (True, True)


@pytest.mark.parametrize("odd", ["1E-9999999", "0E+9999999", "1_0", "NaN", "."])
def test_a_figure_nobody_writes_is_no_number_pasted_or_typed(signed_in, taught, odd):
    url = reverse("completions:hours", args=[taught.pk])

    answers = [
        signed_in.post(url, {"table": pasted(taught, odd)}),
        signed_in.post(url, typed(taught, **{"form-0-classroom_hours": odd})),
    ]

    said = [(a.status_code, "请填数字" in a.content.decode()) for a in answers]
    assert (said, StudyRecord.objects.count()) == ([(422, True)] * 2, 0)


@pytest.mark.parametrize(
    ("sent", "status", "kept"),
    [
        ({"form-TOTAL_FORMS": 4}, 302, 3),
        ({"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 0}, 302, 3),
        ({"form-0-enrolment": "9" * 30}, 422, 0),
        ({"form-0-enrolment": 2**63 - 1}, 422, 0),
        ({"form-0-enrolment": 0}, 422, 0),
    ],
)
def test_rows_nobody_drew_are_no_people(signed_in, taught, sent, status, kept):
    url = reverse("completions:hours", args=[taught.pk])

    answer = signed_in.post(url, typed(taught, **sent))

    assert (answer.status_code, StudyRecord.objects.count()) == (status, kept)


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
    assert '<a href="#id_note">请写明退回的意见</a>' in silent.content.decode()
    assert silent.content.decode().count("checked aria-label") == 1
    nobody = client.post(url, {"note": "核对"}).content.decode()
    assert '<a href="#h-people">所选学员没有待确认的结业建议</a>' in nobody
    client.post(url, {"completion": rows[:1], "note": "核对"})
    url = reverse("completions:confirm", args=[taught.pk])
    page = client.get(reverse("completions:detail", args=[taught.pk]))
    seen = page.context["seen"].isoformat()
    blind = client.post(url, {"completion": rows[1:]})
    nonsense = client.post(url, {"completion": ["²", "9" * 30], "seen": seen})
    client.post(url, {"completion": rows[1:], "seen": seen})
    stale = client.post(url, {"completion": rows[1:], "seen": seen})

    assert states() == ["not_assessed", "completed", "completed"]
    assert (silent.status_code, blind.status_code) == (422, 409)
    assert (nonsense.status_code, stale.status_code) == (409, 409)


def test_proposing_for_an_empty_class_is_a_422(client, taught, teacher):
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)
    client.force_login(teacher.user)

    answer = client.post(reverse("completions:propose", args=[taught.pk]))

    assert answer.status_code == 422


def test_the_lists_query_count_does_not_grow(client):
    client.force_login(reviewer().user)
    url = reverse("completions:list")

    def page_of(classes):
        for _ in range(classes):
            enrolled(size=1)
        Cohort.objects.update(state=CohortState.TEACHING)
        return cost(client, url)

    assert page_of(1) == page_of(3)


def test_the_classs_query_count_does_not_grow(client):
    classes = [enrolled(size=size).cohort for size in (1, 4)]
    Cohort.objects.update(state=CohortState.TEACHING)
    client.force_login(reviewer().user)

    one, four = (
        cost(client, reverse("completions:detail", args=[cohort.pk])) for cohort in classes
    )

    assert one == four
