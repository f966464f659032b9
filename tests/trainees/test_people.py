"""Putting people on a list: what is made, what is kept, what is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Kind
from portal.audit.models import Entry
from portal.crypto import decrypt
from portal.workflow.engine import IllegalStep
from tests.factories import actor, user
from tests.factories import trainees as make
from tests.factories.programs import authority, program
from trainees.actions import people
from trainees.actions import roster as rosters
from trainees.data.candidate import Candidate
from trainees.models import Enterprise, EnterpriseTitle, Nomination, RosterEntry, Trainee

pytestmark = pytest.mark.django_db
ELSEWHERE = "该证件号本年度已在其他名单中，请联系人才交流中心"


def accept(roster, *candidates, by=None):
    by = by or make.manager(roster.cohort)
    return people.accept_rows(roster, list(candidates), attested=True, actor=by)


def statuses(outcomes):
    return [outcome.status for outcome in outcomes]


def changed(row, **facts):
    return Candidate(row.id_no, row.id_type, {**row.facts, **facts})


def test_a_row_becomes_person_enterprise_title_nomination_and_entry():
    roster = make.roster()
    row = make.candidate(ent_title=["srdi", "high_tech"])

    (outcome,) = accept(roster, row)

    person = Trainee.objects.get()
    assert (person.name, person.id_masked) == (
        row.facts["name"],
        f"{row.id_no[:4]}********{row.id_no[-4:]}",
    )
    assert decrypt(bytes(person.id_cipher), context=person.id_context) == row.id_no
    firm = Enterprise.objects.get()
    assert (firm.uscc, firm.employee_count) == (row.facts["uscc"], 100)
    assert firm.authority.code == "R1"
    assert sorted(EnterpriseTitle.objects.values_list("kind", "rule")) == [
        ("high_tech", ""),
        ("srdi", "工信部企业〔2022〕63号"),
    ]
    nomination = Nomination.objects.get()
    assert (nomination.state, nomination.route) == ("draft", "selected")
    assert (nomination.home.code, nomination.facts) == ("R1", row.facts)
    assert (outcome.status, outcome.entry.no) == ("new", 1)
    roster.refresh_from_db()
    assert (roster.entry_count, roster.revision) == (1, 2)


def test_the_clear_number_stands_in_no_column_that_can_be_read():
    row = make.candidate()
    make.roster(None, row)

    person, nomination = Trainee.objects.get(), Nomination.objects.get()

    assert row.id_no not in f"{person.id_index}{person.id_masked}{nomination.facts}"
    assert row.id_no.encode() not in bytes(person.id_cipher)
    assert [e for e in Entry.objects.all() if row.id_no in f"{e.detail}{e.target_label}"] == []


def test_consent_must_be_attested_by_whoever_acts():
    roster = make.roster()
    manager = make.manager(roster.cohort)

    with pytest.raises(ValidationError):
        people.accept_rows(roster, [make.candidate()], attested=False, actor=manager)

    assert Trainee.objects.count() == 0
    accept(roster, make.candidate(), by=manager)
    assert Nomination.objects.get().consent_attested_by == manager.user


def test_the_same_rows_again_change_nothing():
    rows = [make.candidate(), make.candidate()]
    roster = make.roster(None, *rows)
    before = list(Nomination.objects.values()), roster.revision, Entry.objects.count()

    again = accept(roster, *rows)

    assert statuses(again) == ["same", "same"]
    roster.refresh_from_db()
    after = list(Nomination.objects.values()), roster.revision, Entry.objects.count()
    assert after == before


def test_a_changed_row_updates_facts_and_figures_and_names_the_fields():
    row = make.candidate()
    roster = make.roster(None, row)

    (outcome,) = accept(roster, changed(row, post="董事长", employees="120"))

    assert (outcome.status, outcome.before["post"]) == ("update", "总经理")
    nomination = Nomination.objects.get()
    assert (nomination.post, nomination.enterprise.employee_count) == ("董事长", 120)
    entry = Entry.objects.get(action="trainees.nomination.amend")
    assert entry.detail == {"fields": ["employees", "post"]}


def test_a_blank_figure_does_not_erase_a_known_one():
    row = make.candidate(revenue="1000")
    roster = make.roster(None, row)

    accept(roster, changed(row, revenue=""))

    assert Enterprise.objects.get().revenue_wan == 1000


def test_two_people_of_one_enterprise_share_its_row():
    first = make.candidate()
    second = make.candidate(uscc=first.facts["uscc"], enterprise=first.facts["enterprise"])

    make.roster(None, first, second)

    assert (Trainee.objects.count(), Enterprise.objects.count()) == (2, 1)


def test_a_person_on_another_list_of_the_year_is_refused_in_one_sentence():
    row = make.candidate()
    theirs = make.roster(None, row)
    mine = make.roster(None, make.candidate())

    (outcome,) = accept(mine, row)

    assert (outcome.status, outcome.message, outcome.entry) == ("error", ELSEWHERE, None)
    assert theirs.cohort.organization.short_name not in outcome.message
    assert Nomination.objects.filter(trainee__id_index=row.index).count() == 1


def test_the_sentence_is_the_same_whatever_name_is_tried_with_the_number():
    row = make.candidate()
    make.roster(None, row)

    (outcome,) = accept(make.roster(), changed(row, name="别的名字"))

    assert outcome.message == ELSEWHERE


def test_good_rows_are_taken_beside_a_refused_one():
    row = make.candidate()
    make.roster(None, row)
    mine = make.roster()

    outcomes = accept(mine, make.candidate(), row, make.candidate())

    assert statuses(outcomes) == ["new", "error", "new"]
    assert [entry.no for entry in make.entries(mine)] == [1, 2]


def test_the_same_person_twice_in_one_batch_is_taken_once():
    row = make.candidate()

    outcomes = accept(make.roster(), row, changed(row, post="董事长"))

    assert statuses(outcomes) == ["new", "duplicate"]
    assert Nomination.objects.get().post == "总经理"


def test_identity_is_written_once_and_a_new_year_finds_the_person_again():
    row = make.candidate()
    make.roster(None, row)
    cipher = bytes(Trainee.objects.get().id_cipher)
    next_year = make.enrolling(of=program("2023-2024"))

    (outcome,) = accept(make.roster(next_year), changed(row, mobile="13900000009"))

    person = Trainee.objects.get()
    assert (outcome.status, bytes(person.id_cipher)) == ("new", cipher)
    assert (person.mobile, Nomination.objects.count()) == ("13900000009", 2)


def test_another_name_for_a_known_number_is_refused_without_saying_whose_it_is():
    row = make.candidate()
    make.roster(None, row)
    next_year = make.enrolling(of=program("2023-2024"))

    (outcome,) = accept(make.roster(next_year), changed(row, name="别的名字"))

    assert outcome.status == "error"
    assert row.facts["name"] not in outcome.message
    assert Trainee.objects.get().name == row.facts["name"]


def test_who_has_an_account_keeps_the_contacts_they_gave():
    row = make.candidate()
    roster = make.roster(None, row)
    Trainee.objects.update(user=user(), mobile="13700000000")

    accept(roster, changed(row, mobile="13900000009"))

    assert Trainee.objects.get().mobile == "13700000000"


def test_a_recommended_row_names_the_authority_and_waits_for_its_word():
    body = authority("R7")
    row = make.candidate(source="recommended", recommender="R7")
    make.roster(None, row)

    nomination = Nomination.objects.get()

    assert (nomination.authority, nomination.confirmed_at) == (body, None)


def test_changing_the_recommender_voids_the_answer_given_before():
    authority("R7")
    row = make.candidate(source="recommended", recommender="R1")
    roster = make.roster(None, row)
    Nomination.objects.update(declined_at="2022-12-01T00:00Z", decline_note="不是")

    accept(roster, changed(row, recommender="R7"))

    nomination = Nomination.objects.get()
    assert (nomination.declined_at, nomination.decline_note) == (None, "")
    assert nomination.authority.code == "R7"


def test_removing_a_person_frees_them_for_another_list():
    row = make.candidate()
    roster = make.roster(None, row, make.candidate())
    manager = make.manager(roster.cohort)

    removed = people.remove_entries(roster, [make.keys(roster)[0]], actor=manager)

    roster.refresh_from_db()
    assert (removed, roster.entry_count) == (1, 1)
    assert statuses(accept(make.roster(), row)) == ["new"]


def test_who_never_left_the_draft_leaves_nothing_behind():
    kept, gone = make.candidate(), make.candidate()
    roster = make.roster(None, kept, gone)

    people.remove_entries(roster, make.keys(roster)[1:], actor=make.manager(roster.cohort))

    assert [person.name for person in Trainee.objects.all()] == [kept.facts["name"]]
    assert Nomination.objects.count() == 1


def test_who_was_once_sent_is_withdrawn_and_stays_on_record():
    row = make.candidate()
    roster = make.submitted(rows=[row, make.candidate()])
    manager = make.manager(roster.cohort)
    withdrawn = rosters.withdraw_roster(roster, actor=manager)

    people.remove_entries(withdrawn, make.keys(roster)[:1], actor=manager)

    assert Nomination.objects.get(trainee__id_index=row.index).state == "withdrawn"
    assert Entry.objects.filter(action="trainees.nomination.withdraw").count() == 1


def test_a_name_is_put_right_by_hand_until_the_person_was_sent():
    row = make.candidate()
    roster = make.roster(None, row)
    (entry,) = make.entries(roster)
    manager = make.manager(roster.cohort)

    people.amend_row(entry, {**row.facts, "name": "改正后"}, actor=manager)

    assert Trainee.objects.get().name == "改正后"
    roster.refresh_from_db()
    sent = rosters.submit_roster(roster, revision=roster.revision, actor=manager)
    rosters.withdraw_roster(sent, actor=manager)
    (entry,) = make.entries(roster)
    with pytest.raises(ValidationError) as refusal:
        people.amend_row(entry, {**row.facts, "name": "又改"}, actor=manager)
    assert refusal.value.messages == ["姓名与该证件号不符，请核对；确认无误请联系人才交流中心"]


def test_a_submitted_list_takes_and_loses_nobody():
    roster = make.submitted()
    manager = make.manager(roster.cohort)

    with pytest.raises(IllegalStep) as refusal:
        accept(roster, make.candidate(), by=manager)
    with pytest.raises(IllegalStep):
        people.remove_entries(roster, make.keys(roster), actor=manager)

    assert str(refusal.value) == "名单“已提交”，不能再改；已提交的可先撤回"
    assert RosterEntry.objects.count() == 2


def test_a_judged_row_of_a_returned_list_neither_changes_nor_leaves():
    row = make.candidate()
    roster = make.roster(None, row, make.candidate())
    entry, other = make.entries(roster)
    RosterEntry.objects.filter(pk=entry.pk).update(decision="held", reason_code="H01")
    manager = make.manager(roster.cohort)

    (outcome,) = accept(roster, changed(row, post="董事长"), by=manager)
    with pytest.raises(IllegalStep):
        people.remove_entries(roster, [entry.pk, other.pk], actor=manager)

    assert (outcome.status, outcome.message) == ("error", "该学员已审核，内容不能再改")
    assert RosterEntry.objects.count() == 2


def test_a_person_of_an_earlier_round_is_not_listed_again():
    row = make.candidate()
    first = make.roster(None, row)
    first.state, first.submitted_at = "decided", "2022-12-01T00:00Z"
    first.save()

    (outcome,) = accept(make.roster(first.cohort), row)

    assert (outcome.status, outcome.message) == ("error", "该学员已在本班另一批名单中")


def test_another_institution_may_not_write_on_the_list():
    roster = make.roster()

    with pytest.raises(PermissionDenied) as refusal:
        accept(roster, make.candidate(), by=actor(Kind.INSTITUTION))

    assert str(refusal.value) == "只有承担该班次的机构可以办理"


@pytest.mark.parametrize("rows", [2, 9])
def test_accepting_costs_the_same_queries_for_few_rows_and_many(
    rows, django_assert_num_queries
):
    roster = make.roster()
    manager = make.manager(roster.cohort)
    candidates = [make.candidate() for _ in range(rows)]

    with django_assert_num_queries(23):
        people.accept_rows(roster, candidates, attested=True, actor=manager)


def test_a_rival_who_was_quicker_is_seen_at_the_second_look(monkeypatch):
    row, mine, theirs = make.candidate(), make.roster(), make.roster()
    look, looks = people.standings, []

    def look_and_be_overtaken(roster, candidates):
        # On one connection the rival's first act is rolled back with ours and done again.
        looks.append(roster)
        before = look(roster, candidates)
        if roster == mine:
            accept(theirs, row)
        return before if looks.count(mine) == 1 else look(roster, candidates)

    monkeypatch.setattr(people, "standings", look_and_be_overtaken)

    (outcome,) = accept(mine, row)

    assert (outcome.status, outcome.message) == ("error", ELSEWHERE)
