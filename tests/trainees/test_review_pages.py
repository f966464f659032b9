"""The review desk in the browser's eyes: lists, filters, decisions, closing, refusals."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.support.searching import found as page_found
from trainees.models import Enrolment, Nomination, Roster, RosterEntry, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    reviewer = make.reviewer()
    client.force_login(reviewer.user)
    return reviewer


def page_of(client, name, *args, status=200, **query):
    page = client.get(reverse(name, args=args), query)
    assert page.status_code == status
    return page.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


# --- the list of lists ------------------------------------------------------------------


def test_the_list_shows_what_waits_and_no_drafts(client, reviewer):
    waiting, draft = make.submitted(), make.roster()
    closed = make.enrolled()

    shown = page_of(client, "rosters:list")

    assert waiting.cohort.name in shown
    assert draft.cohort.name not in shown
    assert closed.cohort.name not in shown
    assert closed.cohort.name in page_of(client, "rosters:list", state="all")


def test_the_list_is_filtered_by_name_lateness_and_track(client, reviewer):
    one, other = make.submitted(), make.submitted()
    Roster.objects.filter(pk=one.pk).update(is_late=True)

    for query in ({"q": one.cohort.name}, {"late": "1"}):
        shown = page_of(client, "rosters:list", **query)
        assert (one.cohort.name in shown, other.cohort.name in shown) == (True, False)
    track = page_of(client, "rosters:list", track=one.cohort.track_id)
    assert (one.cohort.name in track, other.cohort.name in track) == (True, True)
    assert one.cohort.name in page_of(client, "rosters:list", track="nonsense")


def test_the_list_costs_the_same_whatever_its_length(client, reviewer):
    def with_one_more(_number):
        make.submitted()
        return cost(client, reverse("rosters:list"))

    assert len({with_one_more(number) for number in range(4)}) == 1


@pytest.mark.parametrize("kind", [Kind.INSTITUTION, Kind.AUTHORITY, Kind.EVALUATOR, "trainee"])
def test_the_desk_opens_to_the_offices_alone(client, kind):
    roster = make.submitted()
    client.force_login(actor(kind).user)

    for name, args in [("rosters:list", []), ("rosters:review", [roster.pk])]:
        assert client.get(reverse(name, args=args)).status_code == 403


def test_a_draft_does_not_exist_at_the_desk(client, reviewer):
    draft = make.roster(None, make.candidate())

    theirs = client.get(reverse("rosters:review", args=[draft.pk]))
    missing = client.get(reverse("rosters:review", args=[10**9]))

    assert (theirs.status_code, missing.status_code) == (404, 404)


# --- one list ---------------------------------------------------------------------------


def test_taking_a_list_opens_its_rows_for_decisions(client, reviewer):
    roster = make.submitted()
    assert "拟通过</button>" not in page_of(client, "rosters:review", roster.pk)

    post(client, "rosters:step", roster.pk, "take")

    roster.refresh_from_db()
    assert roster.state == "in_review"
    assert "拟通过</button>" in page_of(client, "rosters:review", roster.pk)


def test_the_desk_costs_the_same_whatever_the_number_of_people(client, reviewer):
    def cost_of(size):
        roster = make.in_review(size=size)
        return cost(client, reverse("rosters:review", args=[roster.pk]))

    assert len({cost_of(size) for size in (1, 4, 7)}) == 1


def test_ticked_rows_are_decided_and_the_filter_kept(client, reviewer):
    roster = make.in_review(size=3)
    first, second, _third = make.keys(roster)

    address = reverse("rosters:judge", args=[roster.pk]) + "?check=clean"
    page = client.post(address, {"row": [first, second], "decision": "approved"})

    assert page.headers["Location"].endswith("/review/?check=clean")
    assert [e.decision for e in make.entries(roster)] == ["approved", "approved", "pending"]


def test_all_filtered_rows_are_decided_at_once(client, reviewer):
    roster = make.in_review(rows=[make.candidate(post="副总经理"), make.candidate()])
    desk = client.post(reverse("rosters:review", args=[roster.pk]), {"q": "副总"}).url
    address = desk.replace("/review/", "/review/judge/")

    page = client.post(
        address, {"scope": "all", "decision": "returned", "reason": "R01"}, follow=True
    )

    assert page.status_code == 422
    address = reverse("rosters:judge", args=[roster.pk]) + "?check=flagged"
    client.post(address, {"scope": "all", "decision": "returned", "reason": "R01"})
    flagged = RosterEntry.objects.filter(flag_count__gt=0)
    assert {e.decision for e in flagged} == {"returned"}


def test_a_decision_without_its_reason_is_not_written(client, reviewer):
    roster = make.in_review()

    page = post(
        client, "rosters:judge", roster.pk, row=make.keys(roster)[0], decision="returned"
    )

    assert page.status_code == 422
    assert '<a href="#bulk_reason">请选择与审核意见相应的理由</a>' in page.content.decode()
    assert {e.decision for e in make.entries(roster)} == {"pending"}


def test_ticks_and_words_sent_in_vain_are_still_there(client, reviewer):
    roster = make.in_review(size=2)
    first, _second = make.keys(roster)

    page = post(
        client, "rosters:judge", roster.pk, row=first, decision="returned", note="请核对手机"
    ).content.decode()

    assert f'value="{first}" checked' in page
    assert page.count('name="row" value="') - page.count('" checked aria-label') == 1
    assert 'value="请核对手机"' in page


def test_a_persons_form_sent_in_vain_stays_open_as_it_was_filled(client, reviewer):
    roster = make.in_review(size=2)
    _first, second = make.keys(roster)

    said = {"row": second, "next": "", "decision": "rejected", "note": "属大型企业"}
    page = post(client, "rosters:judge", roster.pk, **said).content.decode()

    name = make.entries(roster)[1].nomination.trainee.name
    assert f'<h2 id="h-person">{name} ' in page
    assert 'value="rejected" checked' in page
    assert "属大型企业</textarea>" in page


def test_a_row_of_another_list_cannot_be_smuggled_in(client, reviewer):
    mine, theirs = make.in_review(), make.in_review()

    page = post(client, "rosters:judge", mine.pk, row=make.keys(theirs)[0], decision="approved")

    assert page.status_code == 422
    assert {e.decision for e in make.entries(theirs)} == {"pending"}


def test_a_list_moved_on_meanwhile_is_told_with_its_present_state(client, reviewer):
    roster = make.in_review()
    rows = make.keys(roster)
    Roster.objects.update(state="returned")

    page = post(client, "rosters:judge", roster.pk, row=rows[0], decision="approved")

    assert page.status_code == 409
    assert messages_of(page) == ["名单“退回修改”，不能审核"]


def test_a_full_class_names_who_still_waits(client, reviewer):
    roster = make.in_review(make.enrolling(capacity=1), size=3)
    names = [e.nomination.trainee.name for e in make.entries(roster)]

    page = client.post(
        reverse("rosters:judge", args=[roster.pk]),
        {"scope": "all", "decision": "approved"},
        follow=True,
    )

    assert messages_of(page) == [
        "已拟通过 1 人",
        f"名额已满：还有 2 人待审：{names[1]}、{names[2]}",
    ]


def test_the_person_panel_shows_checks_and_leads_to_the_next(client, reviewer):
    roster = make.in_review(size=2)
    first, second = make.entries(roster)

    shown = page_of(client, "rosters:review", roster.pk, person=first.pk)

    assert first.nomination.trainee.id_masked in shown
    assert f"person={second.pk}#h-person" in shown
    assert "属" in shown
    page = post(
        client, "rosters:judge", roster.pk, row=first.pk, decision="approved", next=second.pk
    )
    assert page.headers["Location"].endswith(f"?person={second.pk}")


def test_a_person_of_another_list_opens_no_panel(client, reviewer):
    mine, theirs = make.in_review(), make.in_review()
    stranger = make.entries(theirs)[0]

    for person in (stranger.pk, "nonsense"):
        shown = page_of(client, "rosters:review", mine.pk, person=person)
        assert stranger.nomination.trainee.name not in shown


def test_a_resubmitted_row_shows_what_was_changed(client, reviewer):
    roster = make.in_review(size=1)
    (entry,) = make.entries(roster)
    kept = {**entry.nomination.facts, "post": "副总经理"}
    RosterEntry.objects.update(returned_facts=kept, changes=1)

    shown = page_of(client, "rosters:review", roster.pk, check="amended")

    assert ("<del>副总经理</del>" in shown, "<ins>总经理</ins>" in shown) == (True, True)


def test_who_must_stand_aside_reads_why(client):
    roster = make.in_review()
    both = make.reviewer()
    Roster.objects.update(submitted_by=both.user)
    client.force_login(both.user)

    shown = page_of(client, "rosters:review", roster.pk)

    assert "本人提交的名单或方案须由另一位同志办理" in shown
    assert "拟通过</button>" not in shown
    page = post(
        client, "rosters:judge", roster.pk, row=make.keys(roster)[0], decision="approved"
    )
    assert page.status_code == 403


# --- closing ----------------------------------------------------------------------------


def test_closing_shows_the_account_first_and_then_does_it(client, reviewer):
    roster = make.in_review(size=2)
    post(client, "rosters:judge", roster.pk, scope="all", decision="approved")
    assert "2 人录取并编学号" in page_of(client, "rosters:finish", roster.pk)
    assert Enrolment.objects.count() == 0

    page = client.post(reverse("rosters:finish", args=[roster.pk]), follow=True)

    assert messages_of(page) == ["已录取 2 人，不通过 0 人，退回 0 人"]
    assert Enrolment.objects.count() == 2
    assert "已录取" in page_of(client, "rosters:review", roster.pk, decision="all")


def test_closing_with_nothing_decided_is_refused_in_words(client, reviewer):
    roster = make.in_review()

    page = post(client, "rosters:finish", roster.pk)

    assert page.status_code == 422
    assert messages_of(page) == ["没有可以办结的审核意见，请先逐人审核"]


def test_closing_twice_is_told(client, reviewer):
    roster = make.enrolled()

    page = post(client, "rosters:finish", roster.pk)

    assert page.status_code == 409
    assert messages_of(page) == ["名单“已办结”，不能审核"]


def test_the_centres_own_list_goes_by_way_of_the_bureau(client):
    roster = make.in_review(make.enrolling(organization(Kind.CENTRE)))
    client.force_login(make.reviewer().user)
    early = post(client, "rosters:step", roster.pk, "propose")
    assert (early.status_code, messages_of(early)) == (422, ["还有 2 人待审，审完再报"])
    post(client, "rosters:judge", roster.pk, scope="all", decision="approved")
    post(client, "rosters:step", roster.pk, "propose")
    client.force_login(actor(Kind.BUREAU, Duty.OFFICER).user)

    again = post(client, "rosters:step", roster.pk, "reconsider", note="请核实")
    roster.refresh_from_db()
    assert (again.status_code, roster.reviewed_at) == (302, None)
    Roster.objects.update(reviewed_at=roster.submitted_at)
    post(client, "rosters:finish", roster.pk)

    roster.refresh_from_db()
    assert roster.state == "decided"


def test_a_step_taken_twice_and_an_unknown_one(client, reviewer):
    roster = make.in_review()

    assert post(client, "rosters:step", roster.pk, "take").status_code == 409
    assert post(client, "rosters:step", roster.pk, "decide").status_code == 404


# --- numbers in clear -------------------------------------------------------------------


def test_a_number_is_shown_by_post_with_a_reason_and_never_cached(client, reviewer):
    row = make.candidate()
    make.submitted(rows=[row])
    address = reverse("rosters:reveal", args=[Trainee.objects.get().public_id])

    assert row.id_no not in client.get(address).content.decode()
    empty = client.post(address, {"reason": " "})
    shown = client.post(address, {"reason": "核对报到证件"})

    assert (empty.status_code, row.id_no in empty.content.decode()) == (422, False)
    assert row.id_no in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]


def test_a_person_who_is_none_of_your_business_does_not_exist(client):
    make.submitted(rows=[make.candidate()])
    client.force_login(actor(Kind.INSTITUTION).user)

    address = reverse("rosters:reveal", args=[Trainee.objects.get().public_id])

    assert client.post(address, {"reason": "看看"}).status_code == 404


def test_who_may_see_but_not_reveal_reads_why(client):
    row = make.candidate()
    make.submitted(rows=[row])
    client.force_login(actor(Kind.CENTRE, Duty.ISSUER).user)
    address = reverse("rosters:reveal", args=[Trainee.objects.get().public_id])

    assert "只有人才交流中心审核员" in client.get(address).content.decode()
    refused = client.post(address, {"reason": "看看"})
    assert (refused.status_code, row.id_no in refused.content.decode()) == (403, False)


# --- the authority ----------------------------------------------------------------------


def test_the_desk_is_filtered_by_region_title_and_check(client, reviewer):
    rows = [
        make.candidate(name="甲某", region="R1", ent_title=["little_giant"]),
        make.candidate(name="乙某", post="财务总监", source="recommended", recommender="R1"),
    ]
    roster = make.in_review(rows=rows)
    home = Nomination.objects.first().home_id

    def names(**query):
        text = page_of(client, "rosters:review", roster.pk, **query)
        return ["甲某" in text, "乙某" in text]

    assert names(region=home) == [True, True]
    assert names(title="little_giant") == [True, False]
    assert names(check="flagged") == names(check="unconfirmed") == [False, True]
    text = page_found(client, "rosters:review", roster.pk, q="甲")
    assert ["甲某" in text, "乙某" in text] == [True, False]
    assert names(region="nonsense") == [True, True]


def test_rows_nobody_recommended_are_named_when_approved_together(client, reviewer):
    rows = [make.candidate(name="丙某", source="recommended", recommender="R1")]
    roster = make.in_review(rows=[*rows, make.candidate()])
    Nomination.objects.filter(authority__isnull=False).update(
        declined_at="2022-12-01T00:00Z", decline_note="未推荐"
    )

    page = client.post(
        reverse("rosters:judge", args=[roster.pk]),
        {"scope": "all", "decision": "approved"},
        follow=True,
    )

    assert messages_of(page)[-1] == "1 人的推荐已被主管部门否认，不能通过：丙某"
