"""People who look like one: by telephone and name, by name and enterprise; never by draft."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from programs.models import Program
from tests.factories import actor
from tests.factories import trainees as make
from tests.factories.programs import program
from tests.support.queries import cost
from trainees.actions.twins import tell_apart
from trainees.checking.flags import checks
from trainees.checking.twins import pairs_among, twins_of
from trainees.models import DistinctPair, RosterEntry, Trainee
from trainees.policies.twins import may_tell_apart
from trainees.todos import twins as todos

pytestmark = pytest.mark.django_db


def sent(*rows):
    return make.submitted(rows=[make.candidate(**row) for row in rows])


def keys() -> list[int]:
    return list(Trainee.objects.order_by("pk").values_list("pk", flat=True))


def flags_of(roster) -> list:
    return [entry.flags for entry in make.entries(roster)]


def test_one_telephone_one_name_or_one_name_in_one_enterprise_make_a_pair():
    firm = {"uscc": "91990100000000888X", "enterprise": "同一企业"}
    sent({"name": "甲某", "mobile": "13900000001"}, {"name": "甲某", "mobile": "13900000001"})
    sent({"name": "乙某", "mobile": "13900000002"}, {"name": "丙某", "mobile": "13900000002"})
    sent({"name": "丁某", **firm}, {"name": "丁某", **firm}, {"name": "戊某", **firm})
    sent({"name": "丁某"}, {"name": "己某", "mobile": ""}, {"name": "庚某", "mobile": ""})

    names = dict(Trainee.objects.values_list("pk", "name"))
    found = pairs_among(set(names)).items()
    assert {(frozenset({names[a], names[b]}), *why) for (a, b), why in found} == {
        (frozenset({"甲某"}), "name_and_mobile"),
        (frozenset({"乙某", "丙某"}), "mobile"),
        (frozenset({"丁某"}), "name_and_enterprise"),
    }
    assert len(found) == 3


def test_whom_only_a_draft_names_is_compared_with_nobody_but_its_own_list():
    make.roster(None, make.candidate(name="甲某", mobile="13900000001"))
    (draft,) = keys()
    sent({"name": "甲某", "mobile": "13900000001"})
    (other,) = set(keys()) - {draft}

    assert twins_of({other}) == set()
    assert twins_of({draft}) == {draft}


def test_the_desk_is_told_of_a_possible_duplicate():
    sent({"name": "甲某", "mobile": "13900000001"})
    again = sent({"name": "甲某", "mobile": "13900000001"}, {"name": "乙某"})

    assert [("twin" in flags) for flags in flags_of(again)] == [True, False]


def earlier(**facts):
    row = make.candidate(**facts)
    make.enrolled(make.enrolling(of=program("2020-2021")), rows=[row])
    return row


def repeated(roster) -> list[bool]:
    return ["took_part" in flags for flags in flags_of(roster)]


def worded(roster) -> list[str]:
    entry = RosterEntry.objects.for_table().get(pk=make.keys(roster)[0])
    return [check["text"] for check in checks(entry) if "参加过培训" in check["text"]]


def test_the_year_says_whether_persons_or_enterprises_are_looked_back_upon():
    row = earlier()
    firm = {name: row.facts[name] for name in ("uscc", "enterprise")}
    program()

    def of_year(**rule) -> tuple:
        Program.objects.filter(code="2022-2023").update(**rule)
        roster = make.submitted(rows=[row, make.candidate(**firm)])
        found, said = repeated(roster), worded(roster)
        back = make.rosters.withdraw_roster(roster, actor=make.manager(roster.cohort))
        make.people.remove_entries(back, make.keys(back), actor=make.manager(back.cohort))
        return found, said

    assert of_year() == ([True, False], ["本人前 3 年参加过培训"])
    assert of_year(repeat_rule="enterprise") == ([True, True], ["企业前 3 年有人参加过培训"])
    assert of_year(repeat_years=1) == ([False, False], ["企业前 1 年无人参加过培训"])
    assert of_year(repeat_rule="person") == ([False, False], ["本人前 1 年未参加过培训"])
    assert of_year(repeat_rule="off", repeat_years=3) == ([False, False], [])


def pair_of(**facts):
    """Two people of one name and mobile, each on a list of its own sent to the Centre."""
    rows = [{"name": "甲某", "mobile": "13900000001", **facts}] * 2
    lists = [sent(row) for row in rows]
    return lists, [make.entries(each)[0].nomination.trainee for each in lists]


def test_two_people_told_apart_are_one_pair_and_no_longer_pointed_out():
    lists, (one, other) = pair_of()
    by = make.reviewer()

    told = tell_apart(other, one, actor=by)
    again = tell_apart(one, other, actor=make.reviewer())

    assert (told.first_id < told.second_id, told.told_by, again) == (True, by.user, told)
    assert pairs_among({one.pk, other.pk}) == {}
    assert ["twin" in flags for each in lists for flags in flags_of(each)] == [False, False]
    traces = Entry.objects.filter(action="trainees.trainee.tell_apart")
    assert {entry.target_id for entry in traces} == {str(one.pk), str(other.pk)}


def test_whoever_still_looks_like_a_third_stays_marked():
    lists, (one, other) = pair_of()
    third = sent({"name": "甲某", "mobile": "13900000001"})

    tell_apart(one, other, actor=make.reviewer())

    marked = [("twin" in flags) for each in [*lists, third] for flags in flags_of(each)]
    assert marked == [False, True, True]
    assert twins_of({one.pk, other.pk}) == {one.pk, other.pk}


def test_nobody_is_told_apart_from_themselves_and_a_pair_stands_once():
    _lists, (one, other) = pair_of()

    with pytest.raises(ValidationError, match="请选择两个不同的人"):
        tell_apart(one, one, actor=make.reviewer())
    pair = tell_apart(one, other, actor=make.reviewer())
    for first, second in ((pair.first, pair.second), (pair.second, pair.first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistinctPair.objects.create(
                first=first, second=second, told_by=pair.told_by, told_at=pair.told_at
            )


@pytest.mark.parametrize(
    "who",
    [
        lambda: actor(Kind.CENTRE, Duty.ISSUER),
        lambda: actor(Kind.BUREAU),
        lambda: actor(Kind.INSTITUTION),
        lambda: actor("trainee"),
    ],
)
def test_only_the_centres_reviewers_tell_people_apart(who):
    _lists, (one, other) = pair_of()

    with pytest.raises(PermissionDenied, match="由人才交流中心审核员认定"):
        tell_apart(one, other, actor=who())
    assert DistinctPair.objects.count() == 0
    assert may_tell_apart(actor(Kind.CENTRE, Duty.LEAD))


def test_the_page_shows_both_masked_side_by_side_until_they_are_told_apart(client):
    _lists, (one, other) = pair_of()
    make.submitted(rows=[make.candidate(name="无关的人")])
    client.force_login(make.reviewer().user)

    page = client.get("/twins/")
    text = page.content.decode()
    assert page.context["count"] == 1
    assert (one.id_masked in text, other.id_masked in text) == (True, True)
    assert ("139****0001" in text, "13900000001" in text) == (True, False)
    assert ("无关的人" in text, "姓名、手机相同" in text) == (False, True)

    told = client.post(
        "/twins/apart/", {"one": one.public_id, "other": other.public_id}, follow=True
    )

    assert "不是同一人，不再提示" in told.content.decode()
    assert told.context["count"] == 0


def test_the_page_refuses_what_is_nobody_and_says_who_may(client):
    _lists, (one, _other) = pair_of()
    hidden = make.roster(None, make.candidate(name="草稿中人"))
    draft = make.entries(hidden)[0].nomination.trainee
    client.force_login(make.reviewer().user)

    answers = [
        client.post("/twins/apart/", {"one": one.public_id, "other": key}).status_code
        for key in ("nonsense", "", draft.public_id, one.public_id)
    ]

    assert answers == [404, 404, 404, 302]
    client.force_login(actor(Kind.CENTRE, Duty.ISSUER).user)
    page = client.get("/twins/").content.decode()
    assert ("是不是同一人由人才交流中心审核员认定" in page, "/twins/apart/" in page) == (
        True,
        False,
    )
    client.force_login(actor(Kind.BUREAU).user)
    assert client.get("/twins/").status_code == 403


def test_the_page_asks_no_more_for_many_pairs_than_for_one(client):
    pair_of()
    client.force_login(make.reviewer().user)
    one = cost(client, "/twins/")

    for number in range(2, 5):
        pair_of(mobile=f"1390000000{number}")

    assert cost(client, "/twins/") == one


def test_the_page_is_of_one_year_and_without_a_year_empty(client):
    client.force_login(make.reviewer().user)
    assert client.get("/twins/").context["pairs"] == []
    pair_of()
    other = program("2023-2024")

    assert client.get("/twins/", {"program": other.pk}).context["count"] == 0
    assert client.get("/twins/", {"program": program().pk}).context["count"] == 1


def test_whoever_may_judge_is_told_how_many_people_until_they_are_told_apart(client):
    by = make.reviewer()
    assert (todos.to_tell_apart(by), todos.count_to_tell_apart(by)) == ([], 0)
    _lists, (one, other) = pair_of()
    again = make.submitted(rows=[make.candidate(name="无关的人")])
    assert flags_of(again) == [[]]

    (todo,) = todos.to_tell_apart(by)

    assert (todo.sub, todo.url) == ("名单中有 1 人可能与他人重复", "/twins/")
    assert todos.count_to_tell_apart(by) == 1
    client.force_login(by.user)
    assert todo.title in client.get("/workbench/", follow=True).content.decode()
    issuer = actor(Kind.CENTRE, Duty.ISSUER)
    assert (todos.to_tell_apart(issuer), todos.count_to_tell_apart(issuer)) == ([], 0)

    tell_apart(one, other, actor=by)

    assert (todos.to_tell_apart(by), todos.count_to_tell_apart(by)) == ([], 0)
