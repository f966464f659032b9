"""The institution's pages of recommended people."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.support.searching import found as page_found
from tests.trainees.selection.test_recommendation_pages import messages_of
from tests.trainees.test_review_pages import page_of, post
from trainees.actions import selection
from trainees.models import Nomination
from trainees.todos import selection as todos

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


@pytest.fixture
def sent(of, manager):
    """Two people recommended to the class, and one to the pool."""
    people = (make.named(name="甲示例"), make.named(name="乙示例"))
    make.recommended(*people, cohort=of)
    make.recommended(make.named(name="库示例"), program=of.program)
    return list(Nomination.objects.order_by("pk"))


def state(nomination) -> str:
    nomination.refresh_from_db()
    return nomination.state


def test_each_pill_shows_its_people(client, of, manager, sent):
    selection.shortlist_candidates([sent[1].pk], of, actor=manager)

    shown = {name: page_of(client, "candidates:list", show=name) for name in ("", "pool", "x")}
    picked = page_found(client, "candidates:list", show="shortlisted", q="乙")

    names = ["甲示例", "乙示例", "库示例"]
    found = {name: [each in page for each in names] for name, page in shown.items()}
    assert found == {
        "": [True, False, False],
        "pool": [False, False, True],
        "x": [True, False, False],
    }
    assert [each in picked for each in names] == [False, True, False]


def test_filters_narrow_by_region_and_class(client, of, manager, sent):
    make.recommended(make.named(name="二省人", by="R2"), by=make.liaison("R2"), cohort=of)
    other = make.enrolling(of.organization, no=7)

    of_region = page_of(client, "candidates:list", authority="R2")
    of_class = page_of(client, "candidates:list", cohort=other.pk)

    assert ("二省人" in of_region, "甲示例" in of_region) == (True, False)
    assert ("二省人" in of_class, "甲示例" in of_class) == (False, False)


@pytest.mark.parametrize(
    ("act", "becomes"),
    [("shortlist", "shortlisted"), ("enlist", "draft"), ("waitlist", "waitlisted")],
)
def test_the_ticked_are_picked_for_the_class(client, of, manager, sent, act, becomes):
    rows = [row.pk for row in sent]

    page = post(client, "candidates:select", row=rows, cohort=of.pk, act=act)

    assert (page.status_code, {state(row) for row in sent}) == (302, {becomes})


def test_who_is_not_meant_for_the_class_stays_and_is_counted(client, of, manager, sent):
    other = make.enrolling(of.organization, no=7)
    rows = [row.pk for row in sent]

    page = post(client, "candidates:select", row=rows, cohort=other.pk, act="shortlist")

    assert messages_of(page) == [
        f"已拟录取：{other.name}，1 人",
        "2 人没有办理：不是推荐到该班次的",
    ]


def test_whom_another_class_is_meant_for_is_refused_with_that_reason(client, of, manager, sent):
    other = make.enrolling(of.organization, no=7)

    page = post(client, "candidates:select", row=sent[0].pk, cohort=other.pk, act="shortlist")

    reason = f"所选人选不是推荐到“{other.name}”的，请改选班级"
    assert (page.status_code, messages_of(page)) == (409, [reason])


def test_the_class_to_pick_for_is_the_one_people_are_meant_for(client, of, manager, sent):
    other = make.enrolling(of.organization, no=7)

    def offered(**query):
        page = client.get(reverse("candidates:list"), query)
        assert page.text.count('id="id_cohort"') == 1
        return page.context["classes"]["cohort"].value()

    assert offered() == of.pk
    assert offered(show="pool") is None
    assert offered(show="pool", cohort=other.pk) == str(other.pk)


def test_nobody_ticked_or_no_class_chosen_is_said(client, of, manager, sent):
    nobody = post(client, "candidates:select", cohort=of.pk, act="shortlist")
    no_class = post(client, "candidates:select", row=sent[0].pk, act="shortlist")

    assert (nobody.status_code, no_class.status_code) == (422, 422)
    assert "请选择班级" in no_class.content.decode()


def test_picked_by_another_meanwhile_is_a_polite_refusal(client, of, manager, sent):
    other = make.enrolling()
    selection.shortlist_candidates([sent[2].pk], other, actor=make.manager(other))

    page = post(client, "candidates:select", row=sent[2].pk, cohort=of.pk, act="shortlist")
    gone = client.get(reverse("candidates:detail", args=[sent[2].pk]))

    assert (page.status_code, gone.status_code) == (422, 404)
    assert "已由其他机构选走的不再列出" in page.content.decode()


def test_a_refusal_of_the_verb_is_shown(client, of, manager, sent):
    make.submitted(of)

    page = post(client, "candidates:select", row=sent[0].pk, cohort=of.pk, act="enlist")

    assert (page.status_code, "现在不能列入" in page.content.decode()) == (409, True)


def test_no_such_act_is_no_page(client, of, manager, sent):
    address = reverse("candidates:step", args=[sent[0].pk, "admit"])

    assert post(client, "candidates:select", row=sent[0].pk, act="admit").status_code == 404
    assert client.post(address).status_code == 404


def test_the_pool_hides_the_telephone_until_somebody_is_picked(client, of, manager, sent):
    mobile = sent[2].trainee.mobile
    before = page_of(client, "candidates:detail", sent[2].pk)
    selection.shortlist_candidates([sent[2].pk], of, actor=manager)
    after = page_of(client, "candidates:detail", sent[2].pk)

    assert (mobile in before, mobile in after) == (False, True)


def test_up_from_the_waiting_list_with_a_reason(client, of, manager, sent):
    selection.waitlist_candidates([sent[0].pk], of, actor=manager)

    silent = post(client, "candidates:step", sent[0].pk, "promote", note=" ")
    post(client, "candidates:step", sent[0].pk, "promote", note="有人退出")
    again = post(client, "candidates:step", sent[0].pk, "promote", note="原来的话")

    assert (silent.status_code, state(sent[0]), again.status_code) == (422, "shortlisted", 409)
    assert "原来的话" in again.content.decode()


def test_back_into_the_pool_from_the_page(client, of, manager, sent):
    selection.shortlist_candidates([sent[2].pk], of, actor=manager)

    post(client, "candidates:step", sent[2].pk, "release")

    assert state(sent[2]) == "recommended"


def test_declined_on_the_page_with_the_reason(client, manager, sent):
    nothing = post(client, "candidates:decline", sent[0].pk)
    silent = post(client, "candidates:decline", sent[0].pk, reason="other")
    post(client, "candidates:decline", sent[0].pk, reason="other", note="自己放弃")
    again = post(client, "candidates:decline", sent[0].pk, reason="full", note="原来的话")

    codes = [page.status_code for page in (nothing, silent, again)]
    assert (codes, state(sent[0])) == ([422, 422, 409], "declined")
    assert "自己放弃" in page_of(client, "candidates:detail", sent[0].pk)
    assert "原来的话" in again.content.decode()


def test_the_letter_is_read_by_who_may_select_from_it(client, manager, sent):
    address = reverse("recommendations:letter", args=[sent[2].recommendation_id])
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.4 letter"

    client.force_login(actor(Kind.INSTITUTION).user)
    assert client.get(address).status_code == 404


def test_the_page_of_a_stranger_is_404(client, sent):
    client.force_login(make.manager(make.enrolling()).user)

    pages = [client.get(reverse("candidates:detail", args=[row.pk])) for row in sent]

    assert [page.status_code for page in pages] == [404, 404, 200]


def test_a_class_teacher_selects_for_the_own_class_only(client, of, sent):
    teacher = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=of.organization)
    client.force_login(teacher.user)

    page = post(client, "candidates:select", row=sent[0].pk, cohort=of.pk, act="shortlist")

    assert page.status_code == 422
    assert "没有招生中的班次" in page_of(client, "candidates:list")
    type(of).objects.filter(pk=of.pk).update(teacher=teacher.user)
    post(client, "candidates:select", row=sent[0].pk, cohort=of.pk, act="shortlist")
    assert state(sent[0]) == "shortlisted"


def test_a_track_offers_the_classes_of_that_track(client, of, manager):
    make.recommended(track=of.track)
    person = Nomination.objects.get()

    shown = page_of(client, "candidates:detail", person.pk)

    assert f'<option value="{of.pk}"' in shown


def test_what_waits_for_the_class(of, manager, sent):
    selection.shortlist_candidates([sent[0].pk], of, actor=manager)

    titles = [todo.title for todo in todos.to_select(manager)]

    assert titles == ["选拔推荐人选：1 人", "将拟录取的人选列入名单：1 人"]
    assert todos.count_to_select(manager) == 1
    scorer = actor(Kind.INSTITUTION, Duty.AUDITOR, organization=of.organization)
    assert (todos.to_select(scorer), todos.count_to_select(scorer)) == ([], 0)


def test_nothing_waits_where_nobody_is_recommended(of, manager):
    assert todos.to_select(manager) == []


@pytest.mark.parametrize("show", ["", "pool", "waitlisted"])
def test_the_list_costs_the_same_whatever_its_length(client, of, manager, show):
    def with_one_more(_number):
        make.recommended(cohort=of)
        make.recommended(program=of.program)
        waiting = Nomination.objects.filter(state="recommended", cohort=of).first()
        make.recommended(cohort=of)
        selection.waitlist_candidates([waiting.pk], of, actor=manager)
        return cost(client, reverse("candidates:list") + f"?show={show}")

    assert len({with_one_more(number) for number in range(3)}) == 1
