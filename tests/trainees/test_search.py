"""Finding people: everybody within what they may see, and no word in an address."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from institutions.actor import actor_for
from institutions.states import Kind
from programs.models import Cohort
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.support.queries import cost
from trainees.actions import my, people
from trainees.actions import roster as rosters
from trainees.data.terms import sought, tails
from trainees.models import Nomination, SearchEntry, Trainee

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ADDRESS = "/search/"
LI = {"name": "单浩然", "enterprise": "望江精密机械有限公司"}


def names(found) -> set[str]:
    return set(found.values_list("trainee__name", flat=True))


def find(words, by=None) -> set[str]:
    seen = Nomination.objects.visible_to(by or make.reviewer())
    return names(seen.sought(sought(words)))


def client_of(who) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def look_up(client, words, **filters):
    """The page after the words were sent, with its address."""
    answer = client.post(ADDRESS, {"words": words}, query_params=filters)
    assert answer.status_code == 302
    return client.get(answer.url), answer.url


@pytest.fixture
def listed(db):
    """Two people sent to the Centre, one of each of two classes and regions."""
    first = make.submitted(rows=[make.candidate(**LI)])
    region = organization(Kind.AUTHORITY, "R2", short_name="示例二省").code
    second = make.submitted(rows=[make.candidate(name="单明远", region=region)])
    return first, second


@pytest.mark.parametrize(
    "words",
    [
        *("浩", "浩然", "单浩然", "shanhaoran", "shan haoran", "danhaoran", "shr", "HAORAN"),
        *("望江", "望江精密机械", "浩 望江精密", "望江精密机械有限公司"),
    ],
)
def test_a_person_is_found_by_name_pinyin_and_enterprise(listed, words):
    assert find(words) == {"单浩然"}


def test_pairs_that_stand_apart_are_no_hit(listed):
    make.submitted(rows=[make.candidate(name="浩然单浩")])

    assert find("单浩然") == {"单浩然"}


def test_both_are_found_by_what_they_share_and_nobody_by_what_nobody_has(listed):
    assert find("单") == {"单浩然", "单明远"}
    assert find("毛") == find("望江 明远") == find("maoming") == set()


def test_the_end_of_the_number_finds_candidates_and_is_stored_only_keyed(listed):
    person = Trainee.objects.get(name="单浩然")
    number = make.register_number(person)

    assert [find(number[-length:]) for length in (4, 5, 6)] == [{"单浩然"}] * 3
    assert person.id_tails == " ".join(tails(number))
    terms = _stored_terms(person)
    assert not any(number[-length:].lower() in terms for length in (4, 5, 6))


def _stored_terms(person) -> list[str]:
    with connection.cursor() as cursor:
        key = person.nominations.get().pk
        cursor.execute("SELECT terms FROM trainees_searchentry WHERE nomination_id = %s", [key])
        (terms,) = cursor.fetchone()
    return terms.split() if isinstance(terms, str) else terms


def test_the_credit_code_finds_its_people_in_small_letters_too(listed):
    code = Nomination.objects.get(trainee__name="单浩然").enterprise.uscc

    assert find(code) == find(code.lower()) == {"单浩然"}


def test_every_body_finds_only_whom_it_may_see(listed):
    first, second = listed
    draft = make.roster(None, make.candidate(name="单未报"))
    answers = {
        "centre": find("单"),
        "bureau": find("单", actor(Kind.BUREAU)),
        "own": find("单", make.manager(first.cohort)),
        "other": find("单", make.manager(second.cohort)),
        "draft": find("单", make.manager(draft.cohort)),
        "region": find("单", actor(Kind.AUTHORITY, organization=organization(code="R2"))),
        "evaluator": find("单", actor(Kind.EVALUATOR)),
    }

    both = {"单浩然", "单明远"}
    assert answers == {
        "centre": both,
        "bureau": both,
        "own": {"单浩然"},
        "other": {"单明远"},
        "draft": {"单未报"},
        "region": {"单明远"},
        "evaluator": set(),
    }


def test_neither_rows_nor_count_nor_choices_tell_of_others_people(listed):
    liaison = actor(Kind.AUTHORITY, organization=organization(code="R2"))

    page, _address = look_up(client_of(liaison), "单")

    text = page.content.decode()
    assert page.context["total"].number == 1
    assert ("单明远" in text, "单浩然" in text, "示例一省" in text) == (True, False, False)


def test_a_renamed_person_and_a_latin_name_are_found_at_once(listed):
    roster = make.roster(None, make.candidate(name="错名字"))
    (entry,) = make.entries(roster)
    facts = {**entry.nomination.facts, "name": "对名字"}
    by = make.manager(roster.cohort)

    people.amend_row(entry, facts, actor=by)

    person = entry.nomination.trainee
    assert (find("错", by), find("对", by)) == (set(), {"对名字"})
    person.refresh_from_db()
    person.user = actor("trainee").user
    person.save()
    my.confirm_latin_name(person, name_latin="DUI Mingzi", actor=_themselves(person))
    assert find("duimingzi", by) == {"对名字"}


def _themselves(person):
    return actor_for(person.user)


def test_whoever_leaves_a_draft_leaves_no_terms_behind(db):
    roster = make.roster(None, make.candidate(name="单一人"))
    by = make.manager(roster.cohort)

    people.remove_entries(roster, make.keys(roster), actor=by)

    assert (SearchEntry.objects.count(), find("单", by)) == (0, set())


def test_words_never_stand_in_an_address_and_pages_keep_them(client, listed):
    client.force_login(make.reviewer().user)

    page, address = look_up(client, "浩然")

    assert "浩然" not in unquote(address)
    assert [row["of"].trainee.name for row in page.context["rows"]] == ["单浩然"]
    assert page["Cache-Control"] == "no-store, private"


def test_a_sealed_word_opens_for_nobody_else(listed):
    _page, address = look_up(client_of(make.reviewer()), "浩然")

    page = client_of(make.reviewer()).get(address)

    assert (page.context["words"], len(page.context["rows"])) == ("", 2)
    assert client_of(make.reviewer()).get(ADDRESS + "?who=nonsense").context["words"] == ""


def test_filters_narrow_what_was_found(listed):
    first, _second = listed
    client = client_of(make.reviewer())
    chosen = {
        "program": first.cohort.program.pk,
        "track": first.cohort.track.code,
        "home": organization(code="R1").pk,
        "body": first.cohort.organization.pk,
        "state": "submitted",
    }

    page, address = look_up(client, "单", **chosen)

    assert [row["of"].trainee.name for row in page.context["rows"]] == ["单浩然"]
    assert "state=submitted" in address
    assert client.get(ADDRESS, {"state": "admitted"}).context["total"].number == 0


def test_the_name_leads_to_the_page_where_one_reads_on(listed):
    first, second = listed
    entry = make.entries(first)[0]
    desk = f"{reverse('rosters:review', args=[first.pk])}?decision=all&person={entry.pk}"
    own = reverse("rosters:detail", args=[second.pk])
    liaison = actor(Kind.AUTHORITY, organization=organization(code="R2"))
    lists = {
        "centre": look_up(client_of(make.reviewer()), "浩然")[0],
        "own": look_up(client_of(make.manager(second.cohort)), "单")[0],
        "region": look_up(client_of(liaison), "单")[0],
    }

    assert {
        who: [row["url"] for row in page.context["rows"]] for who, page in lists.items()
    } == {
        "centre": [desk],
        "own": [own],
        "region": [""],
    }
    assert client_of(make.reviewer()).get(desk).status_code == 200


def test_a_draft_of_the_centres_own_class_leads_to_its_list(db):
    centre = organization(Kind.CENTRE)
    roster = make.roster(make.enrolling(centre), make.candidate(name="单自办"))

    page, _address = look_up(client_of(make.manager(roster.cohort)), "单")

    assert page.context["rows"][0]["url"] == reverse("rosters:detail", args=[roster.pk])


def test_who_was_withdrawn_is_found_without_a_link(listed):
    first, _second = listed
    by = make.manager(first.cohort)
    back = rosters.withdraw_roster(first, actor=by)
    people.remove_entries(back, make.keys(back), actor=by)

    page, _address = look_up(client_of(by), "浩")

    assert [row["url"] for row in page.context["rows"]] == [""]


@pytest.mark.parametrize("words", ["", "  ", "·（）", "长" * 61])
def test_nothing_to_look_for_is_said_and_what_was_typed_stays(client, words):
    client.force_login(make.reviewer().user)

    page = client.post(ADDRESS, {"words": words})

    assert page.status_code == 422
    assert len(page.context["form"].errors["words"]) == 1
    assert page.context["form"]["words"].value() == words


def test_the_page_asks_no_more_for_many_than_for_one(client, listed):
    client.force_login(make.reviewer().user)
    make.submitted(size=1)
    one = cost(client, ADDRESS)

    make.submitted(size=6)

    assert cost(client, ADDRESS) == one


def test_every_nomination_made_by_a_list_can_be_found(db):
    make.submitted(size=4)

    assert SearchEntry.objects.count() == Nomination.objects.count() == 4
    assert Cohort.objects.count() == 1
