"""One enterprise per credit code under every name it bore; titles by the rule of their day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal import clock
from tests.factories import trainees as make
from trainees.checking.judging import place
from trainees.data.rows import JudgedRow
from trainees.data.terms import sought
from trainees.data.title_rules import RULE_63, RULE_2026, level_of, rule_on
from trainees.models import Enterprise, EnterpriseName, EnterpriseTitle, Nomination
from trainees.states import TitleKind

pytestmark = pytest.mark.django_db
OLD, NEW = "望江机械有限公司", "望江智能装备有限公司"


def row(name, **facts):
    return make.candidate(uscc="91990100000000777X", enterprise=name, **facts)


def flags_of(roster) -> list:
    return [entry.flags for entry in make.entries(roster)]


def find(words) -> int:
    return Nomination.objects.sought(sought(words)).count()


def test_a_changed_name_leaves_the_old_one_behind_with_its_days():
    make.submitted(rows=[row(OLD)])
    make.submitted(rows=[row(NEW)])

    firm = Enterprise.objects.get()
    yesterday = clock.today() - timedelta(days=1)
    assert firm.name == NEW
    assert [(n.name, n.valid_from, n.valid_to) for n in firm.names.all()] == [
        (OLD, None, yesterday)
    ]
    assert (firm.name_on(yesterday), firm.name_on(clock.today())) == (OLD, NEW)


def test_an_old_name_is_understood_and_changes_nothing():
    make.submitted(rows=[row(OLD)])
    make.submitted(rows=[row(NEW)])

    late = make.submitted(rows=[row(OLD)])

    assert (Enterprise.objects.get().name, EnterpriseName.objects.count()) == (NEW, 1)
    assert "name_differs" in flags_of(late)[0]


def test_former_names_are_found_and_so_is_everybody_of_the_enterprise_under_the_new_one():
    make.submitted(rows=[row(OLD)])
    make.submitted(rows=[row(NEW)])

    assert (find("望江机械"), find("望江智能装备"), find("装备机械")) == (2, 2, 0)


def test_whoever_reports_a_new_name_is_flagged_and_who_keeps_to_it_later_is_not():
    make.submitted(rows=[row(OLD)])
    renaming = make.submitted(rows=[row(NEW)])
    EnterpriseName.objects.update(valid_to=clock.today() - timedelta(days=30))
    later = make.submitted(rows=[row(NEW)])

    assert "name_differs" in flags_of(renaming)[0]
    assert "name_differs" not in flags_of(later)[0]


def test_what_only_a_draft_called_it_is_put_right_without_a_trace():
    make.roster(None, row("望江机戒有限公司"))
    make.submitted(rows=[row(OLD)])

    assert (Enterprise.objects.get().name, EnterpriseName.objects.count()) == (OLD, 0)
    assert (find("机戒"), find("机械")) == (0, 2)


def test_a_name_of_less_than_a_day_was_a_slip():
    for name in (OLD, "望江机戒有限公司", NEW):
        make.submitted(rows=[row(name)])

    assert list(EnterpriseName.objects.values_list("name", flat=True)) == [OLD]
    assert find("机戒") == 0


def test_an_enterprise_has_one_name_a_day():
    make.submitted(rows=[row(OLD)])
    firm, day = Enterprise.objects.get(), clock.today()
    EnterpriseName.objects.create(enterprise=firm, name="甲", valid_to=day)

    for name, since, until in (("乙", None, day), ("丙", day, day - timedelta(days=9))):
        with pytest.raises(IntegrityError), transaction.atomic():
            EnterpriseName.objects.create(
                enterprise=firm, name=name, valid_from=since, valid_to=until
            )


def judged(name) -> JudgedRow:
    facts = row(name).facts
    values = {**facts, "id_no": make.id_number(), "id_type": "resident"}
    return JudgedRow(2, values, "")


def test_an_import_is_warned_of_another_name_but_not_of_a_drafts():
    roster = make.roster()
    make.roster(None, row(OLD))
    (of_draft,) = place(roster, [judged(NEW)])
    make.submitted(rows=[row(OLD)])

    (same,), (other,) = place(roster, [judged(OLD)]), place(roster, [judged(NEW)])

    assert [p["code"] for p in of_draft.problems + same.problems] == []
    assert [p["code"] for p in other.problems] == ["enterprise_name_registered"]
    assert (same.status, other.status) == ("new", "warning")


@pytest.mark.parametrize(
    ("kind", "day", "rule"),
    [
        (TitleKind.SRDI, date(2022, 10, 28), RULE_63),
        (TitleKind.INNOVATIVE, date(2026, 3, 31), RULE_63),
        (TitleKind.INNOVATIVE, date(2026, 4, 1), RULE_2026),
        (TitleKind.LITTLE_GIANT, date(2027, 1, 1), RULE_2026),
        (TitleKind.HIGH_TECH, date(2027, 1, 1), ""),
    ],
)
def test_the_rule_of_a_title_is_the_one_in_force_that_day(kind, day, rule):
    assert rule_on(kind, day) == rule


def test_titles_have_a_level():
    assert {kind.value: level_of(kind).value for kind in TitleKind} == {
        "little_giant": "national",
        "srdi": "provincial",
        "innovative": "provincial",
        "high_tech": "national",
        "champion": "national",
    }


def test_a_title_keeps_the_rule_of_its_year_when_a_later_class_reports_it_anew():
    make.submitted(rows=[row(OLD)])
    later = make.enrolling(starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 1))
    make.submitted(later, rows=[row(OLD)])

    rules = EnterpriseTitle.objects.order_by("pk").values_list("kind", "rule")
    assert list(rules) == [("srdi", RULE_63), ("srdi", RULE_2026)]
    assert EnterpriseTitle.objects.first().level == "provincial"


def test_a_title_that_ran_out_is_no_matter_where_a_later_one_holds():
    first = make.roster(None, row(OLD))
    firm = Enterprise.objects.get()
    EnterpriseTitle.objects.update(valid_to=first.cohort.starts_on - timedelta(days=1))
    EnterpriseTitle.objects.create(
        enterprise=firm, kind="srdi", rule=RULE_2026, valid_to=first.cohort.ends_on
    )
    make.rosters.submit_roster(first, revision=first.revision, actor=make.manager(first.cohort))
    assert "title_expires" not in flags_of(first)[0]

    EnterpriseTitle.objects.filter(rule=RULE_2026).delete()
    make.rosters.withdraw_roster(first, actor=make.manager(first.cohort))
    first.refresh_from_db()
    make.rosters.submit_roster(first, revision=first.revision, actor=make.manager(first.cohort))
    assert "title_expires" in flags_of(first)[0]


def test_a_credit_code_of_another_province_is_shown_beside_the_row(authorities):
    here = make.candidate(region="JS", uscc="91320000000000777X")
    moved = make.candidate(region="JS", uscc="91440000000000778X")

    roster = make.submitted(rows=[here, moved])

    assert ["code_elsewhere" in found for found in flags_of(roster)] == [False, True]
