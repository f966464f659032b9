"""An authority withdraws one person of a letter it has sent."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import actor, organization
from tests.factories import programs as year
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.trainees.test_places import all_at_once
from tests.trainees.test_review_pages import page_of
from trainees.actions import recommendation, review, selection
from trainees.actions.retraction import retract_nomination
from trainees.actions.roster import submit_roster
from trainees.models import Nomination, Roster
from trainees.queries import selection as queries
from trainees.queries.entry import outcome as listed_outcome

WHY = "本人已调离企业"
pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.enrolling()


@pytest.fixture
def liaison():
    return make.liaison()


@pytest.fixture
def pair(of, liaison):
    """Two people in one letter to the class."""
    make.recommended(make.named(name="甲"), make.named(name="乙"), by=liaison, cohort=of)
    return list(Nomination.objects.order_by("pk"))


def retract(person, by, note=WHY):
    person.refresh_from_db()
    return retract_nomination(person, note=note, actor=by)


def outcome(person) -> str:
    return queries.outcome(queries.with_place(Nomination.objects).get(pk=person.pk)).text


def enlisted(person, of) -> Roster:
    return selection.enlist_candidates([person.pk], of, actor=make.manager(of))


def test_one_person_leaves_and_the_others_of_the_letter_stay(pair, liaison, of):
    told = make.manager(of)

    gone = retract(pair[0], liaison, f" {WHY} ")

    pair[1].refresh_from_db()
    assert (gone.state, gone.withdrawal_note, pair[1].state) == (
        "withdrawn",
        WHY,
        "recommended",
    )
    assert gone.withdrawn_at is not None
    assert Entry.objects.get(action="trainees.nomination.retract").detail["note"] == WHY
    assert Entry.objects.filter(action="trainees.recommendation.retract_person").count() == 1
    (notice,) = Notice.objects.filter(topic="nomination.retracted", user__isnull=False)
    assert (notice.user, WHY in notice.body, "甲" in notice.body) == (told.user, True, False)


def test_of_the_pool_nobody_is_told_and_no_institution_sees_the_person(liaison, of):
    make.recommended(by=liaison, program=of.program)
    manager, person = make.manager(of), Nomination.objects.get()
    assert list(queries.candidates(manager)) == [person]

    retract(person, liaison)

    assert list(queries.candidates(manager)) == []
    assert not Notice.objects.filter(topic="nomination.retracted").exists()


@pytest.mark.parametrize("how", ["shortlist", "waitlist"])
def test_who_is_picked_or_waiting_may_be_withdrawn(pair, liaison, of, how):
    verbs = {
        "shortlist": selection.shortlist_candidates,
        "waitlist": selection.waitlist_candidates,
    }
    verbs[how]([pair[0].pk], of, actor=make.manager(of))

    gone = retract(pair[0], liaison)

    assert (gone.state, gone.rank) == ("withdrawn", None)


def test_the_same_person_may_go_into_another_letter(liaison, of):
    row = make.named(name="甲")
    make.recommended(row, by=liaison, cohort=of)
    retract(Nomination.objects.get(), liaison)

    make.recommended(row, by=liaison, cohort=of, document_no="示例企函〔2022〕2号")

    states = Nomination.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "recommended"]


def test_off_a_list_in_hand_the_row_goes_with_the_person(pair, liaison, of):
    roster = enlisted(pair[0], of)
    enlisted(pair[1], of)

    retract(pair[0], liaison)

    roster.refresh_from_db()
    left = [entry.nomination_id for entry in make.entries(roster)]
    assert (left, roster.entry_count) == ([pair[1].pk], 1)
    assert Entry.objects.filter(action="trainees.roster.lose_entry").count() == 1


def test_on_a_list_with_the_centre_nobody_is_withdrawn_and_the_reason_says_whom_to_ask(
    pair, liaison, of
):
    roster = enlisted(pair[0], of)
    submit_roster(roster, revision=Roster.objects.get().revision, actor=make.manager(of))

    with pytest.raises(PermissionDenied) as refused:
        retract(pair[0], liaison)

    assert str(refused.value) == (
        "已随名单报人才交流中心，不能撤回；请与人才交流中心联系，名单退回、机构移出后可撤回"
    )


def admitted(person, of):
    roster = enlisted(person, of)
    submit_roster(roster, revision=Roster.objects.get().revision, actor=make.manager(of))
    review.take_roster(roster, actor=make.reviewer())
    return roster


@pytest.mark.parametrize(
    ("decision", "reason", "said"),
    [("approved", "", "已录取"), ("rejected", "N01", "不符合条件")],
)
def test_neither_the_admitted_nor_the_refused_for_good(
    pair, liaison, of, decision, reason, said
):
    roster, by = admitted(pair[0], of), make.reviewer()
    review.judge_rows(roster, make.keys(roster), decision, reason=reason, actor=by)
    review.decide_roster(roster, actor=by)

    with pytest.raises(IllegalStep) as refused:
        retract(pair[0], liaison)

    assert str(refused.value) == f"当前状态为“{said}”，不能撤回此人推荐"


def test_without_a_reason_or_from_a_draft_nothing_is_withdrawn(pair, liaison, of):
    make.letter(make.named(), by=liaison, cohort=of, document_no="拟")
    draft = Nomination.objects.order_by("-pk").first()

    with pytest.raises(ValidationError):
        retract(pair[0], liaison, " ")
    with pytest.raises(PermissionDenied, match="推荐还没有发出"):
        retract(draft, liaison)


@pytest.mark.parametrize("who", ["lead", "other region", "institution"])
def test_only_the_letters_own_liaison_withdraws(pair, of, who):
    others = {
        "lead": lambda: actor(
            Kind.AUTHORITY, Duty.LEAD, organization=organization(Kind.AUTHORITY, "R1")
        ),
        "other region": lambda: make.liaison("R2"),
        "institution": lambda: make.manager(of),
    }
    with pytest.raises(PermissionDenied):
        retract(pair[0], others[who]())


def test_who_was_picked_since_the_page_was_drawn_is_looked_at_again(liaison, of):
    make.recommended(by=liaison, program=of.program)
    person = Nomination.objects.get()
    selection.shortlist_candidates([person.pk], of, actor=make.manager(of))

    with pytest.raises(IllegalStep, match="刚被办理过"):
        retract_nomination(person, note=WHY, actor=liaison)


def test_the_whole_letter_stays_once_one_person_is_withdrawn_alone(pair, liaison):
    retract(pair[0], liaison)

    with pytest.raises(IllegalStep, match="其中人选已单独撤回"):
        recommendation.withdraw_recommendation(pair[0].recommendation, actor=liaison)

    selection.shortlist_candidates(
        [pair[1].pk], pair[1].cohort, actor=make.manager(pair[1].cohort)
    )
    with pytest.raises(IllegalStep, match="机构已办理其中人选"):
        recommendation.withdraw_recommendation(pair[0].recommendation, actor=liaison)


def test_withdrawn_by_its_authority_reads_otherwise_than_left_the_class(pair, liaison, of):
    roster = enlisted(pair[1], of)
    (entry,) = make.entries(roster)
    Nomination.objects.filter(pk=pair[1].pk).update(state="withdrawn")
    entry.nomination.refresh_from_db()
    left = listed_outcome(entry).text
    gone = retract(pair[0], liaison)
    entry.nomination = gone

    assert (left, listed_outcome(entry).text) == ("已退班", "推荐已撤回")
    assert outcome(gone) == f"推荐已撤回（{clock.today().isoformat()}）"
    assert queries.why(gone) == WHY


# --- pages ------------------------------------------------------------------------------


def address(person) -> str:
    return reverse("recommendations:retract", args=[person.recommendation_id, person.pk])


def test_withdrawn_from_the_page_it_stands_on_letter_results_and_candidate(
    client, pair, liaison, of
):
    manager = make.manager(of)
    client.force_login(liaison.user)
    assert address(pair[0]) in page_of(
        client, "recommendations:detail", pair[0].recommendation_id
    )

    sent = client.post(address(pair[0]), {"note": WHY, "seen": "recommended"})

    assert sent.status_code == 302
    letter = page_of(client, "recommendations:detail", pair[0].recommendation_id)
    results = page_of(client, "recommendations:results", result="withdrawn")
    client.force_login(manager.user)
    candidate = page_of(client, "candidates:detail", pair[0].pk)
    listed = page_of(client, "candidates:list", show="withdrawn")
    assert [WHY in page and "推荐已撤回" in page for page in (letter, results, candidate)] == [
        True,
        True,
        True,
    ]
    assert ("推荐已撤回" in listed, "甲" in listed, ">乙<" in listed) == (True, True, False)


def test_a_page_gone_stale_is_a_409_with_the_words_kept(client, pair, liaison, of):
    client.force_login(liaison.user)
    selection.shortlist_candidates([pair[0].pk], of, actor=make.manager(of))

    stale = client.post(address(pair[0]), {"note": WHY, "seen": "recommended"})
    empty = client.post(address(pair[0]), {"note": " ", "seen": "shortlisted"})
    again = client.post(address(pair[0]), {"note": WHY, "seen": "shortlisted"})
    twice = client.post(address(pair[0]), {"note": "又撤", "seen": "withdrawn"})

    codes = [page.status_code for page in (stale, empty, again, twice)]
    assert (codes, WHY in stale.content.decode()) == ([409, 422, 302, 409], True)
    assert "又撤" in twice.content.decode()


def test_the_letter_says_why_somebody_cannot_be_withdrawn(client, pair, liaison, of):
    client.force_login(liaison.user)
    Nomination.objects.filter(pk=pair[0].pk).update(state="admitted")

    letter = page_of(client, "recommendations:detail", pair[0].recommendation_id)

    assert "当前状态为“已录取”，不能撤回此人推荐" in letter
    assert "不能撤回此人推荐" in client.get(address(pair[0])).content.decode()


def test_another_region_and_another_letter_are_not_found(client, pair, liaison):
    other = make.letter(make.named(), by=liaison, program=year.program(), document_no="另")
    client.force_login(liaison.user)
    wrong = reverse("recommendations:retract", args=[other.pk, pair[0].pk])
    assert client.get(wrong).status_code == 404

    client.force_login(make.liaison("R2").user)
    assert client.post(address(pair[0]), {"note": WHY}).status_code == 404


def test_the_letter_costs_the_same_whatever_its_length(client, liaison, of):
    client.force_login(liaison.user)

    def of_length(size):
        rows = [make.named() for _ in range(size)]
        letter = make.recommended(*rows, by=liaison, cohort=of)
        people = letter.nominations.order_by("pk").values_list("pk", flat=True)
        selection.enlist_candidates(list(people), of, actor=make.manager(of))
        return cost(client, reverse("recommendations:detail", args=[letter.pk]))

    assert of_length(2) == of_length(5)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_picked_and_withdrawn_at_once_is_one_of_the_two():
    of, liaison = make.enrolling(), make.liaison()
    manager = make.manager(of)
    make.recommended(by=liaison, program=of.program)
    person, done = Nomination.objects.get(), []
    acts = {
        "pick": lambda: selection.shortlist_candidates([person.pk], of, actor=manager),
        "back": lambda: retract_nomination(person, note=WHY, actor=liaison),
    }

    def act(name):
        acts[name]()
        done.append(name)

    faults = all_at_once(act, ["pick", "back"])

    person.refresh_from_db()
    ends = {"pick": "shortlisted", "back": "withdrawn"}
    assert (faults, [ends[name] for name in done]) == ([], [person.state])
