"""Pages of frozen lists: those of a class, one with its check, two beside each other."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.sheets import read
from tests.factories import actor
from tests.factories import trainees as make
from trainees.actions import review
from trainees.models import Roster, RosterSnapshot

pytestmark = pytest.mark.django_db


def signed_in(client, who):
    client.force_login(who.user)
    return client


@pytest.fixture
def frozen():
    """Three people decided in two goes: two snapshots, the second with everybody."""
    by, listed = make.reviewer(), make.in_review(size=3)
    keys = make.keys(listed)
    review.judge_rows(listed, keys[:1], "approved", actor=by)
    review.decide_roster(listed, actor=by)
    review.judge_rows(listed, keys[1:], "approved", actor=by)
    review.decide_roster(listed, actor=by)
    return list(RosterSnapshot.objects.order_by("pk"))


def page(of, name="detail", **query):
    key = of.cohort_id if name in ("of_class", "compare") else of.pk
    address = reverse(f"snapshots:{name}", args=[key])
    return address + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def test_the_class_and_the_offices_find_all_snapshots_of_a_class(client, frozen):
    for who in (make.manager(frozen[0].cohort), make.reviewer(), actor(Kind.BUREAU)):
        text = signed_in(client, who).get(page(frozen[0], "of_class")).text
        assert all(snapshot.number in text for snapshot in frozen)


def test_before_any_decision_the_page_says_what_will_be_there(client):
    listed = make.submitted(size=1)
    signed_in(client, make.manager(listed.cohort))

    text = client.get(reverse("snapshots:of_class", args=[listed.cohort_id])).text

    assert "还没有快照" in text


def test_the_page_of_a_snapshot_recomputes_its_digest_and_says_so(client, frozen):
    signed_in(client, make.reviewer())

    answer = client.get(page(frozen[1]))

    assert "核验通过：刚重新计算校验值" in answer.text
    assert frozen[1].sha256 in answer.text


def test_a_snapshot_somebody_touched_says_what_does_not_fit(client, frozen, monkeypatch):
    monkeypatch.setattr("trainees.checking.snapshot.digest", lambda _text: "0" * 64)
    signed_in(client, make.reviewer())

    answer = client.get(page(frozen[1]))

    assert "核验不通过" in answer.text
    assert "内容与校验值不符" in answer.text


def test_the_whole_class_is_the_other_half_of_the_page(client, frozen):
    signed_in(client, make.reviewer())

    first = client.get(page(frozen[0], show="members"))
    second = client.get(page(frozen[1], show="members"))

    assert (len(first.context["rows"]), len(second.context["rows"])) == (1, 3)


def test_two_snapshots_lie_beside_each_other_in_their_order(client, frozen):
    signed_in(client, make.reviewer())

    answer = client.get(page(frozen[0], "compare", before=frozen[1].pk, after=frozen[0].pk))

    assert [change["text"] for change in answer.context["changes"]] == ["新增", "新增"]
    assert answer.context["before"] == frozen[0]


@pytest.mark.parametrize("chosen", ["", "x", "²", "999999"])
def test_a_comparison_with_nothing_is_asked_again(client, frozen, chosen):
    signed_in(client, make.reviewer())

    answer = client.get(page(frozen[0], "compare", before=frozen[0].pk, after=chosen))

    assert (answer.status_code, "请选择本班的两号快照" in answer.text) == (422, True)


def test_a_snapshot_of_another_class_is_no_choice(client, frozen):
    make.enrolled(size=1)
    other = RosterSnapshot.objects.latest("pk")
    signed_in(client, make.reviewer())

    answer = client.get(page(frozen[0], "compare", before=frozen[0].pk, after=other.pk))

    assert answer.status_code == 422


def test_an_authority_reads_only_its_own_people(client):
    home = make.authority("R1", short_name="示例一省")
    other = make.authority("R2", short_name="示例二省")
    rows = [make.candidate(), make.candidate(region=other.code)]
    listed = make.enrolled(rows=rows)
    signed_in(client, actor(Kind.AUTHORITY, Duty.LIAISON, organization=home))

    answer = client.get(page(RosterSnapshot.objects.get()))

    names = [entry.nomination.trainee.name for entry in make.entries(listed)]
    assert [row["name"] for row in answer.context["rows"]] == names[:1]
    assert names[1] not in answer.text


@pytest.mark.parametrize("name", ["of_class", "detail", "compare"])
def test_a_foreign_class_is_not_found(client, frozen, name):
    signed_in(client, actor(Kind.INSTITUTION, Duty.MANAGER))

    assert client.get(page(frozen[0], name)).status_code == 404


def test_the_desk_locks_a_decided_list(client, frozen):
    listed = Roster.objects.get()
    signed_in(client, make.reviewer())

    client.post(reverse("rosters:step", args=[listed.pk, "lock"]), {"seen": "decided"})

    assert Roster.objects.get().state == "locked"


def lines_of(content):
    (sheet,) = read(content, name="汇总表.xlsx")
    return [[str(cell or "") for cell in row.cells] for row in sheet.rows]


def test_the_summary_is_a_chinese_workbook_with_masked_numbers_and_is_on_record(client, frozen):
    signed_in(client, make.reviewer())

    answer = client.get(page(frozen[1], "summary"), headers={"accept-language": "en"})

    lines = lines_of(answer.content)
    assert lines[0][0] == "领军人才培训学员名单汇总表"
    assert lines[1][0].startswith("填报单位（盖章）：")
    assert lines[2][0].startswith(f"快照编号 {frozen[1].number}")
    assert lines[3][:4] == ["序号", "姓名", "性别", "证件号码"]
    assert len(lines) == 4 + 3
    held = frozen[1].held["rows"][0]
    assert lines[4][1:4] == [held["name"], "男", held["id_masked"]]
    assert lines[4][10] == "已录取"
    entry = Entry.objects.get(action="trainees.rostersnapshot.export_summary")
    assert entry.detail["people"] == 3


def test_an_authority_gets_its_own_people_alone_and_a_stranger_nothing(client):
    home = make.authority("R1", short_name="示例一省")
    other = make.authority("R2", short_name="示例二省")
    rows = [make.candidate(name="迪丽·示例（演示）"), make.candidate(region=other.code)]
    make.enrolled(rows=rows)
    snapshot = RosterSnapshot.objects.get()
    signed_in(client, actor(Kind.AUTHORITY, Duty.LIAISON, organization=home))

    lines = lines_of(client.get(page(snapshot, "summary")).content)

    assert [line[1] for line in lines[4:]] == ["迪丽·示例（演示）"]
    signed_in(client, actor(Kind.INSTITUTION, Duty.MANAGER))
    assert client.get(page(snapshot, "summary")).status_code == 404


def test_a_region_finds_the_newest_snapshot_from_its_people(client):
    make.authority("R1", short_name="示例一省")
    rows = [make.candidate(), make.candidate(region=make.authority("R2").code)]
    listed = make.enrolled(rows=rows)
    make.submitted(rows=[make.candidate()])
    # Meant for the same class and on no list of it.
    liaison = make.liaison("R1")
    make.recommended(make.named(name="未列入的人"), by=liaison, cohort=listed.cohort)
    signed_in(client, liaison)

    answer = client.get(reverse("nominations:region"))

    newest = RosterSnapshot.objects.get()
    found = [snapshot for _person, snapshot in answer.context["rows"]]
    assert sorted(found, key=bool) == [None, None, (newest.pk, newest.number)]
    assert f'href="{page(newest)}"' in answer.text
