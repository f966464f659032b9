"""Ordering, listing and taking draft papers: by whom, why not, and what is on record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.files.models import StoredFile
from portal.jobs import queue, worker
from portal.jobs.models import Job
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.support.races import at_once
from trainees import jobs
from trainees.actions import review
from trainees.actions.paper import fail_paper, order_paper
from trainees.data.paper import OFFERED
from trainees.models import RosterPaper, RosterSnapshot
from trainees.policies.paper import MOST_ROWS, may_order_paper
from trainees.queries.paper import papers_of_roster, papers_of_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _centre():
    organization(Kind.CENTRE, "CENTRE")


@pytest.fixture
def returned():
    """One enrolled, one returned."""
    by, listed = make.reviewer(), make.in_review(size=2)
    first, second = make.keys(listed)
    review.judge_rows(listed, [first], "approved", actor=by)
    review.judge_rows(listed, [second], "returned", reason="R02", note="请补充", actor=by)
    review.decide_roster(listed, actor=by)
    return newest()


@pytest.fixture
def decided():
    make.enrolled(size=2)
    return newest()


def newest() -> RosterSnapshot:
    joined = RosterSnapshot.objects.select_related("roster__cohort__organization")
    return joined.latest("pk")


def signed_in(client, who):
    client.force_login(who.user)
    return client


def ordering(of, kind="summary", medium="pdf"):
    return reverse("papers:order", args=[of.roster_id, of.pk, kind, medium])


def taken(client, who, address) -> int:
    """The status of a download, whose file is read to its end."""
    answer = signed_in(client, who).get(address)
    answer.getvalue()
    return answer.status_code


def made(of, kind="summary", medium="pdf", by=None) -> RosterPaper:
    paper = order_paper(of, kind, medium, actor=by or make.reviewer())
    worker.drain()
    paper.refresh_from_db()
    return paper


# --- ordered once, made by a job --------------------------------------------------------


def test_a_paper_is_made_by_a_job_and_kept_as_a_file(client, returned):
    signed_in(client, make.manager(returned.cohort))

    answer = client.post(ordering(returned, "slip"))
    waiting = RosterPaper.objects.get()
    worker.drain()

    assert answer.url == reverse("snapshots:detail", args=[returned.pk])
    assert (waiting.state, waiting.file) == ("queued", None)
    paper = RosterPaper.objects.get()
    assert paper.state == "done"
    assert paper.file.read().startswith(b"%PDF-")
    assert paper.file.name == f"退回意见单（拟稿）{returned.number}.pdf"
    job = Job.objects.get(kind="trainees.paper.make")
    assert job.result == {"url": reverse("papers:download", args=[paper.public_id])}


def test_ordered_again_it_is_the_same_file_and_nothing_is_made(returned):
    first = made(returned)

    again = made(returned, by=make.manager(returned.cohort))

    assert again == first
    assert (again.file, again.attempt) == (first.file, 1)
    assert StoredFile.objects.count() == 1


def test_while_it_is_on_its_way_a_second_order_changes_nothing(returned):
    first = order_paper(returned, "summary", "pdf", actor=make.reviewer())

    again = order_paper(returned, "summary", "pdf", actor=make.manager(returned.cohort))

    jobs_of = Job.objects.filter(kind__contains="paper").count()
    assert (again, again.attempt, jobs_of) == (first, 1, 1)


def test_a_made_paper_has_no_step_left_and_the_database_keeps_its_file(returned):
    paper = made(returned)

    with pytest.raises(IntegrityError), transaction.atomic():
        RosterPaper.objects.update(file=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterPaper.objects.update(state="queued")
    with pytest.raises(Exception, match="没有生成"):
        fail_paper(paper, problem="x", actor=jobs.OFFICE)


def test_a_job_of_an_earlier_try_makes_nothing(returned):
    paper = order_paper(returned, "summary", "pdf", actor=make.reviewer())
    RosterPaper.objects.update(attempt=2)

    worker.drain()

    paper.refresh_from_db()
    assert paper.state == "queued"


def test_a_name_that_cannot_be_printed_is_said_and_can_be_tried_again(client):
    rows = [make.candidate(name="李\U0002ffff")]
    make.enrolled(rows=rows)
    of, by = newest(), make.reviewer()

    paper = made(of, by=by)

    assert paper.state == "failed"
    assert "\U0002ffff" in paper.problem
    text = signed_in(client, by).get(reverse("snapshots:detail", args=[of.pk])).text
    assert (paper.problem in text, "重新生成" in text) == (True, True)
    assert made(of, by=by).attempt == 2


def test_a_job_that_was_given_up_leaves_a_paper_that_can_be_tried_again(returned):
    by = make.reviewer()
    paper = order_paper(returned, "summary", "pdf", actor=by)
    queue.cancel(Job.objects.get(key=paper.job_key), actor=by)
    (place, *_others) = papers_of_snapshot(returned, by)
    assert (place.is_at_work, place.job.is_stopped) == (False, True)

    assert made(returned, by=by).state == "done"
    assert RosterPaper.objects.get().attempt == 2


def test_a_snapshot_somebody_touched_gets_no_paper(returned, monkeypatch):
    monkeypatch.setattr("trainees.checking.snapshot.digest", lambda _text: "0" * 64)

    paper = made(returned)

    assert (paper.state, paper.problem) == ("failed", "快照核验不通过：内容与校验值不符")


# --- by whom and of what ------------------------------------------------------------------


def reason(snapshot, kind, who) -> str:
    return may_order_paper(who, RosterPaper(snapshot=snapshot, kind=kind)).reason


def test_each_paper_has_its_own_act_and_its_own_people(returned):
    by, own = make.reviewer(), make.manager(returned.cohort)

    said = [reason(returned, kind, by) for kind in ("summary", "slip", "reply")]
    assert said == ["", "", "名单办结后才拟批复"]
    assert reason(returned, "slip", own) == ""
    assert reason(returned, "summary", actor(Kind.CENTRE, Duty.AUDITOR)) == (
        "审计员只能查看，不能办理"
    )
    assert reason(returned, "summary", actor(Kind.AUTHORITY)) == (
        "名单文书只给承担机构和审核单位"
    )


def test_of_a_decided_list_there_is_a_reply_of_the_deciders_and_no_slip(decided):
    own = make.manager(decided.cohort)

    assert reason(decided, "slip", make.reviewer()) == "这次办理没有退回，没有退回意见单"
    assert reason(decided, "reply", make.reviewer()) == ""
    assert reason(decided, "reply", own) == "学员名单由人才交流中心审核"
    assert reason(decided, "reply", actor(Kind.CENTRE, Duty.ISSUER)) == (
        "名单由审核员或负责同志审核"
    )


def test_a_list_beyond_bounds_is_left_to_the_workbook(decided):
    decided.people = MOST_ROWS + 1

    refusal = f"名单超过 {MOST_ROWS} 人，不做 PDF，请下载 Excel 名单汇总表"
    assert reason(decided, "summary", make.reviewer()) == refusal
    assert reason(decided, "reply", make.reviewer()) == ""


def test_nobody_but_the_portal_says_that_a_paper_is_made(returned):
    by = make.reviewer()
    paper = order_paper(returned, "summary", "pdf", actor=by)

    with pytest.raises(PermissionDenied, match="文书由后台任务制作"):
        fail_paper(paper, problem="x", actor=by)


def test_only_a_reply_is_had_for_word(client, returned):
    with pytest.raises(ValidationError, match="只有批复有 Word 格式"):
        order_paper(returned, "summary", "docx", actor=make.reviewer())
    signed_in(client, make.reviewer())
    assert client.post(ordering(returned, "slip", "docx")).status_code == 404


def test_a_refused_order_shows_its_reason(client, returned):
    signed_in(client, make.reviewer())

    answer = client.post(ordering(returned, "reply"))

    assert (answer.status_code, "名单办结后才拟批复" in answer.text) == (403, True)
    assert RosterPaper.objects.count() == 0


# --- who reads ------------------------------------------------------------------------------


def test_the_slip_is_read_by_its_class_and_the_offices_and_by_nobody_else(client, returned):
    home = make.entries(returned.roster)[0].nomination.home
    paper = made(returned, "slip")
    address = reverse("papers:download", args=[paper.public_id])

    answers = [
        taken(client, who, address)
        for who in (
            make.manager(returned.cohort),
            make.reviewer(),
            actor(Kind.BUREAU, Duty.OFFICER),
            actor(Kind.INSTITUTION, Duty.MANAGER),
            actor(Kind.PARTNER, Duty.MANAGER),
            actor(Kind.AUTHORITY, Duty.LIAISON, organization=home),
            actor(Kind.EVALUATOR, Duty.LEAD),
        )
    ]

    assert answers == [200, 200, 200, 404, 404, 403, 403]


def test_a_stranger_cannot_have_one_made_either(client, returned):
    signed_in(client, actor(Kind.INSTITUTION, Duty.MANAGER))

    assert client.post(ordering(returned, "slip")).status_code == 404
    assert client.get(reverse("snapshots:detail", args=[returned.pk])).status_code == 404


def test_before_the_return_is_decided_there_is_no_slip(client):
    listed, by = make.in_review(size=1), make.reviewer()
    review.judge_rows(listed, make.keys(listed), "returned", reason="R02", note="x", actor=by)

    for who in (make.manager(listed.cohort), by):
        assert papers_of_roster(listed, who) == []
    text = signed_in(client, make.manager(listed.cohort)).get(
        reverse("rosters:detail", args=[listed.pk])
    )
    assert "退回意见单" not in text.text


def test_the_draft_of_a_reply_is_not_for_whom_it_answers(client, decided):
    paper = made(decided, "reply", "docx")
    own = make.manager(decided.cohort)

    assert RosterPaper.objects.visible_to(own).count() == 0
    assert StoredFile.objects.visible_to(own).count() == 0
    address = reverse("papers:download", args=[paper.public_id])
    assert signed_in(client, own).get(address).status_code == 404
    assert "批复" not in client.get(reverse("snapshots:detail", args=[decided.pk])).text
    assert taken(client, make.reviewer(), address) == 200


def test_an_authority_is_offered_none_and_reads_none(client, decided):
    made(decided)
    home = make.entries(decided.roster)[0].nomination.home
    region = actor(Kind.AUTHORITY, Duty.LIAISON, organization=home)

    answer = signed_in(client, region).get(reverse("snapshots:detail", args=[decided.pk]))

    assert (answer.status_code, "文书（拟稿）" in answer.text) == (200, False)
    assert RosterPaper.objects.visible_to(region).count() == 0


def test_a_paper_taken_is_on_record_with_who_and_which(client, returned):
    paper, own = made(returned), make.manager(returned.cohort)
    signed_in(client, own)

    answer = client.get(reverse("papers:download", args=[paper.public_id]))

    assert b"".join(answer.streaming_content) == paper.file.read()
    assert "attachment" in answer["Content-Disposition"]
    entry = Entry.objects.get(action="trainees.rosterpaper.take_out")
    assert (entry.actor, entry.detail["sha256"]) == (own.user, paper.file.sha256)
    assert entry.detail["note"] == f"名单汇总表 {returned.number}"


def test_what_is_not_made_cannot_be_taken(client, returned):
    paper = order_paper(returned, "summary", "pdf", actor=make.reviewer())
    signed_in(client, make.reviewer())

    assert client.get(reverse("papers:download", args=[paper.public_id])).status_code == 404


# --- where they are listed --------------------------------------------------------------


def test_the_snapshots_page_lists_every_paper_with_state_or_reason(client, returned):
    made(returned, "slip")
    order_paper(returned, "summary", "pdf", actor=make.reviewer())
    signed_in(client, make.reviewer())

    answer = client.get(reverse("snapshots:detail", args=[returned.pk]))

    places = answer.context["papers"]
    assert [(p.paper.kind, p.paper.medium) for p in places] == OFFERED
    assert [p.paper.is_made for p in places] == [False, True, False, False]
    assert places[0].is_at_work
    assert answer.text.count("名单办结后才拟批复") == 2


def test_the_lists_pages_show_the_newest_papers_and_lead_back(client, returned):
    paper = made(returned, "slip")
    own, by = make.manager(returned.cohort), make.reviewer()
    pages = {own: "rosters:detail", by: "rosters:review"}

    for who, page in pages.items():
        address = reverse(page, args=[returned.roster_id])
        answer = signed_in(client, who).get(address)
        assert reverse("papers:download", args=[paper.public_id]) in answer.text
        assert [p.paper.kind for p in answer.context["papers"]] == ["summary", "slip"]
        back = client.post(ordering(returned), {"from": "roster"})
        assert back.url == address


def test_the_pages_cost_no_more_with_every_paper_made(client, decided):
    by = make.reviewer()
    signed_in(client, by)
    addresses = [
        reverse("snapshots:detail", args=[decided.pk]),
        reverse("rosters:review", args=[decided.roster_id]),
    ]
    for kind, medium in OFFERED:
        if kind != "slip":
            order_paper(decided, kind, medium, actor=by)
    waiting = [cost(client, address) for address in addresses]

    worker.drain()

    assert [cost(client, address) for address in addresses] <= waiting


def test_english_readers_get_english_pages_and_chinese_papers(client, returned):
    client.cookies["django_language"] = "en"
    signed_in(client, make.manager(returned.cohort))
    client.post(ordering(returned, "slip"))
    worker.drain()

    text = client.get(reverse("snapshots:detail", args=[returned.pk])).text

    assert "退回意见单" not in text
    assert RosterPaper.objects.get().file.name.startswith("退回意见单（拟稿）")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_order_at_once_get_one_paper_and_one_job(returned):
    by, own = make.reviewer(), make.manager(returned.cohort)

    raised = at_once(
        lambda: order_paper(returned, "summary", "pdf", actor=by),
        lambda: order_paper(returned, "summary", "pdf", actor=own),
        expected=(IntegrityError,),
    )

    assert raised == []
    assert RosterPaper.objects.count() == 1
    assert Job.objects.filter(kind="trainees.paper.make").count() == 1
