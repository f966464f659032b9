"""How a row reads to its class and to the reviewer, and what the checks say in words."""

import pytest

from tests.factories import trainees as make
from trainees.checking.flags import checks
from trainees.models import Enterprise, Nomination, Roster, RosterEntry
from trainees.queries.entry import outcome, outcome_for_class, remark, standing_of_firm

pytestmark = pytest.mark.django_db


def listed(**facts) -> RosterEntry:
    roster = make.in_review(rows=[make.candidate(**facts)])
    return fresh(make.entries(roster)[0])


def fresh(entry) -> RosterEntry:
    return RosterEntry.objects.for_table().select_related("roster").get(pk=entry.pk)


def texts(entry, kind):
    return [check["text"] for check in checks(entry) if check["kind"] == kind]


def test_a_firms_size_is_said_in_words():
    entry = listed()
    assert "属小型企业" in texts(entry, "yes")

    RosterEntry.objects.update(flags=["large"])
    assert texts(fresh(entry), "no") == ["企业为大型，不属中小企业"]
    RosterEntry.objects.update(flags=["size_unknown", "not_head"])
    assert texts(fresh(entry), "warn") == ["企业规模无法判定", "不是主要负责人"]


def test_a_recommendations_standing_is_said_in_words():
    entry = listed(source="recommended", recommender="R1")
    assert texts(entry, "open") == ["推荐关系待示例一省确认"]

    Nomination.objects.update(declined_at="2022-12-01T00:00Z", decline_note="不是")
    assert texts(fresh(entry), "no") == ["示例一省答复不是其推荐"]
    Nomination.objects.update(
        declined_at=None, decline_note="", confirmed_at="2022-12-01T00:00Z"
    )
    assert "示例一省已确认推荐" in texts(fresh(entry), "yes")


def test_titles_and_size_in_short():
    entry = listed(ent_title=["little_giant", "high_tech"])

    firm = Enterprise.objects.prefetch_related("titles").get(pk=entry.nomination.enterprise_id)

    assert standing_of_firm(firm) == "小巨人 · 高企 · 小型"


@pytest.mark.parametrize(
    ("decision", "reason", "at_the_desk", "to_the_class"),
    [
        ("pending", "", "待审", "未提交"),
        ("approved", "", "拟通过", "未提交"),
        ("returned", "R01", "拟退回", "退回修改"),
        ("rejected", "N01", "拟不通过", "未提交"),
        ("held", "H01", "暂缓", "暂缓"),
    ],
)
def test_decisions_in_words(decision, reason, at_the_desk, to_the_class):
    entry = listed()
    RosterEntry.objects.update(decision=decision, reason_code=reason)
    assert outcome(fresh(entry)).text == at_the_desk
    assert outcome_for_class(fresh(entry)).text == "待审"

    Roster.objects.update(state="returned")
    assert outcome_for_class(fresh(entry)).text == to_the_class


def test_what_has_taken_effect_reads_the_same_to_both():
    entry = listed()
    for state, words in [("admitted", "已录取"), ("ineligible", "不通过")]:
        Nomination.objects.update(state=state)
        assert outcome(fresh(entry)).text == outcome_for_class(fresh(entry)).text == words


def test_a_remark_is_the_reason_in_words_and_the_note():
    entry = listed()
    RosterEntry.objects.update(decision="returned", reason_code="R02", note="缺推荐函")

    assert remark(fresh(entry)) == "R02 材料不全，请补充　缺推荐函"
