"""Titles entered and corrected by hand, and what the review is told of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.workflow.engine import IllegalStep
from tests.factories import actor
from tests.factories import trainees as make
from tests.support.queries import cost
from trainees.actions.title import change_title, set_title
from trainees.data.title_rules import RULE_63, RULE_2026
from trainees.models import Enterprise, EnterpriseTitle
from trainees.policies.title import may_set_title

pytestmark = pytest.mark.django_db
LIST = "titles:undated"


@pytest.fixture
def roster():
    """A list with the Centre; its one enterprise is 专精特新, nobody knows until when."""
    return make.in_review(rows=[make.candidate(ent_title=["srdi"])])


@pytest.fixture
def firm(roster):
    return Enterprise.objects.select_related("authority").get()


@pytest.fixture
def title(firm):
    return EnterpriseTitle.objects.select_related("enterprise__authority").get()


@pytest.fixture
def reviewer(client):
    reviewer = make.reviewer()
    client.force_login(reviewer.user)
    return reviewer


def facts(**changes):
    return {
        "kind": "srdi",
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
        "rule": RULE_63,
        "reason": "示例一省公告〔2020〕1号",
        **changes,
    }


def flagged(roster):
    return ["title_expires" in entry.flags for entry in make.entries(roster)]


def address(firm):
    return reverse("titles:enterprise", args=[firm.pk])


def typed(**changes):
    said = {name: value for name, value in facts(**changes).items() if value is not None}
    return {name: str(value) for name, value in said.items()}


def liaison_of(firm, duty=Duty.LIAISON):
    return actor(Kind.AUTHORITY, duty, organization=firm.authority)


# --- who may ----------------------------------------------------------------------------


def test_the_centre_and_the_own_authority_enter_titles_and_nobody_else(roster, firm):
    said = {
        "reviewer": may_set_title(make.reviewer(), firm).reason,
        "clerk": may_set_title(actor(Kind.CENTRE, Duty.CLERK), firm).reason,
        "liaison": may_set_title(liaison_of(firm), firm).reason,
        "lead": may_set_title(liaison_of(firm, Duty.LEAD), firm).reason,
        "stranger": may_set_title(make.liaison("R2"), firm).reason,
        "manager": may_set_title(make.manager(roster.cohort), firm).reason,
    }

    assert said == {
        "reviewer": "",
        "clerk": "企业称号由审核员或负责同志登记",
        "liaison": "",
        "lead": "企业称号由联络员登记，分管负责同志可以查看",
        "stranger": "只能登记本地区企业的称号",
        "manager": "企业称号由人才交流中心和企业所在地区主管部门登记",
    }
    Enterprise.objects.update(authority=None)
    nowhere = Enterprise.objects.get()
    assert may_set_title(liaison_of(firm), nowhere).reason == "只能登记本地区企业的称号"


def test_the_verbs_ask_the_policy_themselves(roster, firm, title):
    manager = make.manager(roster.cohort)

    with pytest.raises(PermissionDenied):
        set_title(firm, **facts(kind="high_tech", rule=""), actor=manager)
    with pytest.raises(PermissionDenied):
        change_title(title, seen=title.mark, **facts(), actor=manager)


# --- what becomes of it -----------------------------------------------------------------


def test_a_title_over_when_the_class_begins_becomes_a_warning_and_a_prolonged_one_none(
    roster, title, reviewer
):
    start = roster.cohort.starts_on
    assert flagged(roster) == [False]

    over = facts(valid_to=start - timedelta(days=1))
    changed = change_title(title, seen=title.mark, **over, actor=reviewer)

    assert flagged(roster) == [True]
    change_title(changed, seen=changed.mark, **facts(valid_to=start), actor=reviewer)
    assert flagged(roster) == [False]


def test_a_list_still_in_the_classes_hands_is_checked_when_it_is_sent(reviewer):
    draft = make.roster(None, make.candidate(ent_title=["srdi"]))
    title = EnterpriseTitle.objects.select_related("enterprise").get()

    change_title(title, seen=title.mark, **facts(valid_to=date(2020, 6, 1)), actor=reviewer)

    assert flagged(draft) == [False]


def test_both_words_stand_in_the_trail_with_before_after_and_reason(firm, title, reviewer):
    set_title(firm, **facts(kind="high_tech", rule=""), actor=reviewer)
    change_title(title, seen=title.mark, **facts(rule=RULE_2026), actor=reviewer)

    new, change = Entry.objects.filter(action__contains="_title").order_by("pk")
    assert (new.action, new.detail["note"]) == (
        "trainees.enterprise.set_title",
        "高新技术企业，示例一省公告〔2020〕1号",
    )
    assert [change.detail[side]["rule"] for side in ("before", "after")] == [RULE_63, RULE_2026]
    assert change.detail["before"]["valid_from"] == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "请写明依据"),
        ({"kind": "little_giant", "rule": ""}, "请选择认定依据的文件"),
        ({"kind": "high_tech"}, "认定依据请留空"),
        ({"kind": "little_giant", "valid_to": date(2019, 1, 1)}, "有效期止须晚于有效期起"),
        ({}, "该企业已登记这一称号"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(firm, reviewer, changes, words):
    with pytest.raises(ValidationError, match=words):
        set_title(firm, **facts(**changes), actor=reviewer)

    assert EnterpriseTitle.objects.count() == 1


def test_whoever_comes_second_is_told_and_changes_nothing(title, reviewer):
    seen = title.mark
    change_title(title, seen=seen, **facts(valid_to=date(2024, 1, 1)), actor=reviewer)

    with pytest.raises(IllegalStep, match="已由他人更改"):
        change_title(title, seen=seen, **facts(valid_to=date(2025, 1, 1)), actor=reviewer)

    title.refresh_from_db()
    assert title.valid_to == date(2024, 1, 1)


# --- the pages --------------------------------------------------------------------------


def test_what_lacks_its_end_is_listed_until_it_is_entered(client, firm, title, reviewer):
    page = client.get(reverse(LIST)).content.decode()
    assert (firm.name in page, f"{address(firm)}?title={title.pk}" in page) == (True, True)
    opened = client.get(address(firm), {"title": title.pk}).content.decode()
    assert ("更正称号" in opened, f'value="{title.pk}"' in opened) == (True, True)

    said = typed(valid_to="2023-01-01", title=title.pk, seen=title.mark)
    answer = client.post(address(firm), said)

    assert answer.url == address(firm)
    title.refresh_from_db()
    assert title.valid_to == date(2023, 1, 1)
    assert firm.name not in client.get(reverse(LIST)).content.decode()


def test_a_new_title_is_entered_beside_the_old_one_and_an_ended_one_says_so(
    client, firm, reviewer
):
    over = clock.today() - timedelta(days=1)

    client.post(address(firm), typed(kind="high_tech", rule="", valid_to=over))

    assert set(firm.titles.values_list("kind", flat=True)) == {"srdi", "high_tech"}
    assert "已到期" in client.get(address(firm)).content.decode()


def test_bad_input_keeps_what_was_typed_and_a_stale_page_is_told(client, firm, title, reviewer):
    unsaid = client.post(address(firm), typed(kind="", reason="依据甲"))
    nonsense = client.post(address(firm), typed(kind="high_tech"))
    seen = title.mark
    change_title(title, seen=seen, **facts(valid_to=date(2024, 1, 1)), actor=reviewer)
    stale = client.post(
        address(firm), typed(valid_to="2025-01-01", title=title.pk, seen=seen, reason="依据乙")
    )

    assert [page.status_code for page in (unsaid, nonsense, stale)] == [422, 422, 409]
    assert "依据甲" in unsaid.content.decode()
    assert "认定依据请留空" in nonsense.content.decode()
    assert "依据乙" in stale.content.decode()


def test_a_foreign_enterprise_and_a_foreign_title_do_not_exist(client, firm, title, reviewer):
    other = Enterprise.objects.create(uscc="91990100000000999X", name="另一家")
    theirs = EnterpriseTitle.objects.create(enterprise=other, kind="srdi", rule=RULE_63)

    assert client.get(address(other)).status_code == 404
    assert client.get(address(firm), {"title": theirs.pk}).status_code == 404
    assert client.get(address(firm), {"title": "x"}).status_code == 404
    client.force_login(make.liaison("R2").user)
    assert client.get(address(firm)).status_code == 404
    assert firm.name not in client.get(reverse(LIST)).content.decode()


def test_an_authority_enters_titles_of_its_own_region_its_lead_reads_why_not(client, firm):
    lead = liaison_of(firm, Duty.LEAD)
    client.force_login(lead.user)
    page = client.get(address(firm)).content.decode()
    assert ("由联络员登记" in page, "登记称号</button>" in page) == (True, False)
    assert client.post(address(firm), typed()).status_code == 403

    client.force_login(liaison_of(firm).user)
    client.post(address(firm), typed(kind="champion", rule=""))

    assert firm.titles.filter(kind="champion").exists()
    assert Organization.objects.filter(pk=firm.authority_id).exists()


def test_the_pages_cost_the_same_for_one_title_and_for_many(client, reviewer):
    costs = []
    for size in (1, 3):
        make.in_review(rows=[make.candidate(ent_title=["srdi"]) for _ in range(size)])
        firm = Enterprise.objects.order_by("-pk").first()
        for kind in ["high_tech", "champion"][:size]:
            EnterpriseTitle.objects.create(enterprise=firm, kind=kind, rule="")
        costs.append((cost(client, reverse(LIST)), cost(client, address(firm))))

    assert costs[0] == costs[1]
