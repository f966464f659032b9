"""分办 in the browser's eyes: whose lists open first, the lead's pages, refusals."""

import pytest
from django.urls import reverse

from institutions.models import Deputy, Membership
from portal import clock
from tests.factories import trainees as make
from tests.factories.programs import authority
from tests.support.queries import cost
from trainees.actions import allotment, review

pytestmark = pytest.mark.django_db


def page_of(client, by, name, *args, **query):
    client.force_login(by.user)
    page = client.get(reverse(name, args=args), query)
    assert page.status_code == 200
    return page.content.decode()


def post(client, by, name, *args, **data):
    client.force_login(by.user)
    return client.post(reverse(name, args=args), data)


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


def reviewers_of(roster):
    return [entry.reviewer for entry in make.entries(roster)]


def names(roster):
    return [entry.nomination.trainee.name for entry in make.entries(roster)]


def test_a_reviewers_list_opens_on_the_own_share_and_all_may_be_seen(client, lead, one, other):
    mine, theirs, free = (make.in_review(size=2) for _ in range(3))
    allotment.allot_lists([mine], one.user, actor=lead)
    allotment.allot_lists([theirs], other.user, actor=lead)

    def seen(by, **query):
        page = page_of(client, by, "rosters:list", **query)
        return [r.cohort.name in page for r in (mine, theirs, free)]

    assert seen(one) == [True, False, True]
    assert seen(one, share="all") == [True, True, True]
    assert seen(one, share="free") == [False, False, True]
    assert seen(one, share=other.user.pk) == [False, True, False]
    assert seen(lead) == [True, True, True]
    assert seen(lead, share="mine") == [False, False, True]


def test_the_list_says_who_has_it_and_how_far_they_are(client, lead, one):
    roster = make.in_review(size=3)
    allotment.allot_rows(roster, make.keys(roster)[:2], one.user, actor=lead)
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=one)

    page = page_of(client, lead, "rosters:list")

    assert f"{one.user} 1 / 2" in page
    assert "未分办</span> 0 / 1" in page


def test_a_reviewers_desk_opens_on_the_own_rows(client, lead, one, other):
    roster = make.in_review(size=3)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], one.user, actor=lead)
    allotment.allot_rows(roster, keys[1:2], other.user, actor=lead)
    people = names(roster)

    mine = page_of(client, one, "rosters:review", roster.pk)
    whole = page_of(client, one, "rosters:review", roster.pk, share="all")

    assert [name in mine for name in people] == [True, False, True]
    assert [name in whole for name in people] == [True, True, True]
    assert f"已分给{other.user}审核" in whole
    assert [f'name="row" value="{key}"' in whole for key in keys] == [True, False, True]


def test_the_panel_of_a_row_of_somebody_else_says_whose_it_is(client, lead, one, other):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], other.user, actor=lead)

    page = page_of(client, one, "rosters:review", roster.pk, person=keys[0])

    assert f"已分给{other.user}审核" in page
    assert "one_decision" not in page


def test_judging_the_row_of_somebody_else_is_refused_and_the_words_are_kept(
    client, lead, one, other
):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], other.user, actor=lead)

    data = {"row": keys[0], "decision": "returned", "reason": "R01", "note": "补照片"}
    page = post(client, one, "rosters:judge", roster.pk, **data)

    assert (page.status_code, "补照片" in page.content.decode()) == (403, True)
    (text,) = messages_of(page)
    assert text == f"1 人不由您审核，没有改动：{names(roster)[0]}（已分给{other.user}审核）"
    assert {entry.decision for entry in make.entries(roster)} == {"pending"}


def test_ticked_rows_of_others_are_left_alone_and_named(client, lead, one, other):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], other.user, actor=lead)

    answer = post(client, one, "rosters:judge", roster.pk, row=keys, decision="approved")

    texts = messages_of(client.get(answer.url))
    assert [text[:8] for text in texts] == ["已拟通过 1 人", "1 人不由您审核"]
    assert [entry.decision for entry in make.entries(roster)] == ["pending", "approved"]


def test_the_lead_gives_ticked_lists_from_the_list_of_lists(client, lead, one):
    lists = [make.in_review(size=1) for _ in range(2)]
    closed = make.enrolled(size=1)
    keys = [roster.pk for roster in (*lists, closed)]

    answer = post(client, lead, "rosters:allot_lists", row=keys, reviewer=one.user.pk)

    assert [reviewers_of(roster) for roster in lists] == [[one.user], [one.user]]
    assert messages_of(client.get(answer.url)) == [
        f"已分给{one.user}：2 份名单，2 人",
        f"{closed.cohort.name}：名单“已办结”，不能分办",
    ]
    answer = post(client, lead, "rosters:allot_lists", row=keys[:1], release="1")
    assert reviewers_of(lists[0]) == [None]
    assert messages_of(client.get(answer.url))[0].startswith("已收回 1 份名单，1 人")
    for data in ({"reviewer": one.user.pk}, {"row": keys[:1], "reviewer": ""}):
        answer = post(client, lead, "rosters:allot_lists", **data)
        assert messages_of(client.get(answer.url)) == ["没有分办：请先勾选名单，再选审核人"]


def test_parts_go_by_number_by_region_and_by_what_is_left(client, lead, one, other):
    authority("R2", short_name="示例二省")
    rows = [make.candidate(), make.candidate(region="R2"), make.candidate()]
    roster = make.in_review(rows=rows)
    (region,) = {e.nomination.home_id for e in make.entries(roster)[1:2]}

    def give(**data):
        return post(client, lead, "rosters:allot", roster.pk, **data)

    give(part="range", first=1, last=1, reviewer=one.user.pk)
    assert reviewers_of(roster) == [one.user, None, None]
    give(part="regions", regions=[region], reviewer=other.user.pk)
    assert reviewers_of(roster) == [one.user, other.user, None]
    give(part="free", reviewer=one.user.pk)
    assert reviewers_of(roster) == [one.user, other.user, one.user]
    give(part="whole", reviewer="")
    assert reviewers_of(roster) == [None, None, None]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"part": "range"}, "请填写从哪个序号起"),
        ({"part": "range", "first": 1}, "请填写到哪个序号止"),
        ({"part": "range", "first": 3, "last": 1}, "不能小于起始序号"),
        ({"part": "range", "first": 8, "last": 9}, "这一部分没有人"),
        ({"part": "regions"}, "请勾选地区"),
        ({"part": "nonsense"}, "nonsense"),
    ],
)
def test_a_part_that_says_nothing_is_refused(client, lead, one, data, words):
    roster = make.in_review(size=2)

    page = post(client, lead, "rosters:allot", roster.pk, reviewer=one.user.pk, **data)

    assert (page.status_code, words in page.content.decode()) == (422, True)
    assert reviewers_of(roster) == [None, None]


def test_who_must_stand_aside_is_refused_with_the_reason(client, lead):
    roster = make.in_review(size=1)
    sender = make.reviewer()
    type(roster).objects.update(submitted_by=sender.user)

    data = {"part": "whole", "reviewer": sender.user.pk}
    page = post(client, lead, "rosters:allot", roster.pk, **data)

    assert page.status_code == 422
    assert "本人提交的名单或方案须由另一位同志办理" in page.content.decode()


def test_a_list_closed_meanwhile_is_a_stale_page(client, lead, one):
    roster = make.enrolled(size=1)

    data = {"part": "whole", "reviewer": one.user.pk}
    page = post(client, lead, "rosters:allot", roster.pk, **data)

    assert page.status_code == 409
    assert messages_of(page) == ["名单“已办结”，不能分办"]


def test_a_reviewer_sees_the_shares_and_may_not_change_them(client, one):
    roster = make.in_review(size=1)

    for name, args in [("rosters:allot", [roster.pk]), ("rosters:workload", [])]:
        page = page_of(client, one, name, *args)
        assert "名单由人才交流中心负责同志分办" in page
    data = {"part": "whole", "reviewer": one.user.pk}
    assert post(client, one, "rosters:allot", roster.pk, **data).status_code == 403
    for name in ("rosters:allot_lists", "rosters:workload"):
        assert post(client, one, name, row=roster.pk).status_code == 403
    assert reviewers_of(roster) == [None]


def test_the_lead_hands_everything_over(client, lead, one, other):
    roster = make.in_review(size=2)
    allotment.allot_lists([roster], one.user, actor=lead)
    assert f"share={one.user.pk}" in page_of(client, lead, "rosters:workload")

    wrong = post(client, lead, "rosters:workload", giver=one.user.pk, receiver=one.user.pk)
    assert (wrong.status_code, "请选择另一位同志" in wrong.content.decode()) == (422, True)
    data = {"giver": one.user.pk, "receiver": other.user.pk}
    answer = post(client, lead, "rosters:workload", **data)

    assert reviewers_of(roster) == [other.user, other.user]
    assert messages_of(client.get(answer.url)) == [f"已分给{other.user}：1 份名单，2 人"]


def test_who_is_away_today_is_marked_where_lists_are_given(client, lead, one, other):
    roster, today = make.in_review(size=1), clock.today()
    Deputy.objects.create(
        membership=Membership.objects.get(user=one.user),
        user=other.user,
        from_on=today,
        until_on=today,
        appointed_at=clock.now(),
    )

    for name, args in [("rosters:allot", [roster.pk]), ("rosters:workload", [])]:
        page = page_of(client, lead, name, *args)
        assert f"{one.user}（今日由{other.user}代办）" in page


def test_the_desk_says_whom_nobody_has_and_leads_to_allotting_them(client, lead, one):
    roster = make.in_review(size=3)
    assert "?part=free" not in page_of(client, lead, "rosters:review", roster.pk)
    allotment.allot_rows(roster, make.keys(roster)[:1], one.user, actor=lead)

    desk = page_of(client, lead, "rosters:review", roster.pk)

    address = reverse("rosters:allot", args=[roster.pk]) + "?part=free"
    assert (f'href="{address}">把未分办的 2 人分给审核员' in desk, desk.count(">未分办<")) == (
        True,
        3,
    )
    form = client.get(address).context["form"]
    assert form["part"].value() == "free"
    assert address not in page_of(client, one, "rosters:review", roster.pk)


def test_the_pages_cost_the_same_whatever_is_allotted(client, lead, one):
    def cost_of(size):
        roster = make.in_review(size=size)
        allotment.allot_rows(roster, make.keys(roster)[1:], one.user, actor=lead)
        client.force_login(one.user)
        reading = cost(client, reverse("rosters:review", args=[roster.pk]) + "?share=all")
        client.force_login(lead.user)
        pages = ["rosters:list", "rosters:workload"]
        return reading, *(cost(client, reverse(name)) for name in pages)

    assert len({cost_of(size) for size in (2, 4, 7)}) == 1


def test_a_sheet_handed_out_holds_the_own_share(client, lead, one, other):
    roster = make.in_review(size=3)
    allotment.allot_rows(roster, make.keys(roster)[:2], other.user, actor=lead)

    page = page_of(client, one, "rosters:opinions", roster.pk)

    assert "导出全部 1 人" in page
