"""One person by hand: judged as a workbook's row, kept as typed, corrected until judged."""

import pytest
from django.urls import reverse

from institutions.states import Kind
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from trainees.checking import judging
from trainees.models import Nomination, Roster, RosterEntry, Trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


@pytest.fixture
def roster(of, manager):
    return make.roster(of, by=manager)


def typed(n=1, **changes):
    """What a good form sends."""
    return {
        "name": "叶知秋",
        "id_type": "resident",
        "id_no": files.id_number(n),
        "mobile": f"138{n:08}",
        "post": "总经理",
        "enterprise": "示例科技有限公司",
        "uscc": files.credit_code(n),
        "industry": "工业",
        "region": "JS",
        "ent_title": ["srdi", "high_tech"],
        "revenue": "5000",
        "employees": "120",
        "source": "selected",
        "attested": "on",
        **changes,
    }


def send(client, page, /, *args, follow=True, **data):
    return client.post(reverse(page, args=args), data, follow=follow)


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


def test_a_person_is_added_as_a_workbooks_row_would_be(client, roster):
    assert client.get(reverse("rosters:add", args=[roster.pk])).status_code == 200

    page = send(client, "rosters:add", roster.pk, **typed())

    assert messages_of(page) == ["叶知秋已在名单中"]
    person, nomination = Trainee.objects.get(), Nomination.objects.get()
    assert (person.gender, str(person.born_on)) == ("male", "1980-03-15")
    assert (nomination.home.code, nomination.enterprise.size) == ("JS", "small")
    assert nomination.facts["ent_title"] == ["srdi", "high_tech"]
    assert nomination.consent_attested_by is not None


def test_what_was_put_right_is_said(client, roster):
    page = send(client, "rosters:add", roster.pk, **typed(name="叶 知秋", revenue="3.2亿"))

    said = messages_of(page)
    assert "姓名：已去掉姓名中的空格。" in said
    assert any(text.startswith("营业收入：") for text in said)
    assert Nomination.objects.get().facts["revenue"] == "32000"


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(client, roster):
    wrong = typed(id_no="990101", mobile="123", uscc="91", industry="总部经济与其他")

    page = send(client, "rosters:add", roster.pk, **wrong)

    form = page.context["form"]
    assert (page.status_code, sorted(form.errors)) == (422, ["id_no", "mobile", "uscc"])
    assert "总部经济与其他" in page.content.decode()
    assert Trainee.objects.count() == 0


def test_without_consent_nobody_is_added(client, roster):
    page = send(client, "rosters:add", roster.pk, **typed(attested=""))

    assert page.context["form"].errors["attested"] == ["请先确认：已告知本人并取得同意"]


def test_a_person_listed_elsewhere_gets_the_one_sentence(client, of, roster, manager):
    theirs = make.roster()
    client.force_login(make.manager(theirs.cohort).user)
    send(client, "rosters:add", theirs.pk, **typed())
    client.force_login(manager.user)

    page = send(client, "rosters:add", roster.pk, **typed())

    assert page.context["form"].non_field_errors() == [
        "该证件号本年度已在其他名单中，请联系人才交流中心"
    ]


def test_adding_goes_on_with_the_next_person(client, roster):
    page = send(client, "rosters:add", roster.pk, follow=False, another="1", **typed())

    assert page.headers["Location"] == reverse("rosters:add", args=[roster.pk])


def test_a_recommended_person_names_the_regions_authority(client, roster):
    send(client, "rosters:add", roster.pk, **typed(source="recommended"))

    nomination = Nomination.objects.get()
    assert (nomination.route, nomination.authority.code) == ("recommended", "JS")


def test_another_document_than_the_residents_card(client, roster):
    passport = typed(id_type="passport", id_no="E12345678")

    send(client, "rosters:add", roster.pk, **passport)

    person = Trainee.objects.get()
    assert (person.id_type, person.born_on) == ("passport", None)


def test_a_row_is_corrected_and_its_document_never_shown(client, roster):
    send(client, "rosters:add", roster.pk, **typed())
    entry = RosterEntry.objects.get()
    address = reverse("rosters:amend", args=[roster.pk, entry.pk])
    shown = client.get(address).content.decode()
    assert (files.id_number(1) in shown, "叶知秋" in shown) == (False, True)

    page = client.post(address, typed(post="董事长", id_no="忽略"), follow=True)

    assert messages_of(page)[0] == "已保存更正"
    assert Nomination.objects.get().post == "董事长"
    assert Trainee.objects.get().id_masked.startswith("9900")


def test_a_wrong_correction_is_not_kept(client, roster):
    send(client, "rosters:add", roster.pk, **typed())
    entry = RosterEntry.objects.get()
    Nomination.objects.update(submitted_at="2022-12-01T00:00Z")

    faulty = send(client, "rosters:amend", roster.pk, entry.pk, **typed(mobile="1"))
    renamed = send(client, "rosters:amend", roster.pk, entry.pk, **typed(name="别人"))

    assert (faulty.status_code, renamed.status_code) == (422, 422)
    assert "姓名与该证件号不符" in str(renamed.context["form"].non_field_errors())
    assert Trainee.objects.get().name == "叶知秋"


def test_a_row_of_another_list_is_not_found(client, roster):
    theirs = make.roster(None, make.candidate())
    stranger = make.keys(theirs)[0]

    page = send(client, "rosters:amend", roster.pk, stranger, **typed())

    assert page.status_code == 404


@pytest.mark.parametrize("name", ["rosters:add", "rosters:amend"])
def test_a_list_sent_while_the_form_was_open_loses_nothing_typed(
    client, roster, name, monkeypatch
):
    send(client, "rosters:add", roster.pk, **typed())
    args = [roster.pk] if name == "rosters:add" else [roster.pk, RosterEntry.objects.get().pk]
    judge = judging.judge_typed

    def judge_and_be_overtaken(cells):
        Roster.objects.update(state="submitted", submitted_at="2022-12-01T00:00Z")
        return judge(cells)

    monkeypatch.setattr(judging, "judge_typed", judge_and_be_overtaken)

    page = send(client, name, *args, **typed(2, post="执行董事"))

    assert page.status_code == 409
    assert "执行董事" in page.content.decode()
    assert page.context["form"].non_field_errors() == [
        "名单“已提交”，不能再改；已提交的可先撤回"
    ]


@pytest.mark.parametrize("name", ["rosters:add", "rosters:amend"])
def test_a_list_with_the_centre_is_not_written_on(client, roster, name):
    send(client, "rosters:add", roster.pk, **typed())
    Roster.objects.update(state="submitted", submitted_at="2022-12-01T00:00Z")
    entry = RosterEntry.objects.get()
    args = [roster.pk] if name == "rosters:add" else [roster.pk, entry.pk]

    page = send(client, name, *args, **typed(2))

    assert messages_of(page)[-1] == "名单“已提交”，不能再改；已提交的可先撤回"
    assert Nomination.objects.count() == 1


def test_a_person_is_added_in_english_too(client, roster):
    data = typed(gender="male", ent_title=["srdi"])
    address = reverse("rosters:add", args=[roster.pk])
    page = client.post(address, data, follow=True, headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert messages_of(page) == ["叶知秋 is already on the roster"]
    nomination = Nomination.objects.get()
    assert (nomination.facts["ent_title"], nomination.facts["source"]) == (["srdi"], "selected")
