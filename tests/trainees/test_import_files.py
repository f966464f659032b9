"""Several files into one list: what holds for a whole file, its letter, what came of each."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.files.keeping import keep
from portal.files.models import StoredFile
from portal.jobs import worker
from portal.workflow.engine import IllegalStep
from tests.factories import actor, organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.trainees.test_import_pages import act, book, messages_of, person, shown, uploaded
from trainees.actions import import_options
from trainees.actions import roster as rosters
from trainees.actions import roster_import as imports
from trainees.models import Nomination, Roster, RosterImport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
OPEN_HEADER = files.HEADER[:-2]


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


@pytest.fixture
def js():
    return organization(Kind.AUTHORITY, "JS")


def letter(content=PDF, name="推荐函.pdf"):
    return SimpleUploadedFile(name, content)


def kept():
    return keep(PDF, name="a.pdf", purpose="recommendation", owner="US")


def silent(*numbers) -> bytes:
    """Rows that say neither region nor route."""
    return files.workbook(*(person(n)[:-2] for n in numbers), header=OPEN_HEADER)


def send(client, of, *contents, **options):
    named = [SimpleUploadedFile(f"名单{n}.xlsx", c) for n, c in enumerate(contents, 1)]
    address = reverse("imports:upload", args=[of.pk])
    return client.post(address, {"file": named, **options}, follow=True)


def recommended(client, of, content, region, **options) -> RosterImport:
    options = {"source_authority": region.pk, "route": "recommended", **options}
    return uploaded(client, of, content, **options)


def listed(client, of, **query) -> str:
    page = client.get(reverse("imports:files", args=[of.pk]), query)
    assert page.status_code == 200
    return page.content.decode()


def fetched(client, name, *args):
    answer = client.get(reverse(name, args=args))
    return answer.status_code, b"".join(answer) if answer.streaming else b""


# --- several files ----------------------------------------------------------------------


def test_files_chosen_together_go_into_one_list_each_shown_with_its_next_step(
    client, manager, of
):
    page = send(client, of, book(person(1)), book(person(2), person(3, 手机="1")))

    assert page.redirect_chain == [(reverse("imports:files", args=[of.pk]), 302)]
    worker.drain()
    first, second = RosterImport.objects.order_by("pk")
    assert (first.roster, first.state, second.state) == (second.roster, "ready", "ready")
    text = listed(client, of)
    assert ("接收 1 行" in text, "名单1.xlsx" in text, "名单2.xlsx" in text) == (True,) * 3
    for batch in (first, second):
        act(client, "accept", batch, attested="on")
    assert Roster.objects.get().entry_count == 2
    text = listed(client, of)
    assert ("导入记录" in text, "改正暂留的 1 行" in text, "正在办理" in text) == (
        True,
        True,
        False,
    )


def test_one_bad_file_among_several_keeps_none_and_is_named(client, manager, of):
    page = send(client, of, book(person(1)), b"\x89PNG\r\n\x1a\n\0\0", book(person(1)))

    said = page.context["form"].errors["file"]
    assert (page.status_code, len(said)) == (422, 2)
    assert said[0].startswith("“名单2.xlsx”：这不是表格文件")
    assert "“名单3.xlsx”：与另一个所选文件内容相同" in said[1]
    assert (RosterImport.objects.count(), Roster.objects.count()) == (0, 0)


def test_more_than_ten_files_at_once_are_too_many(client, manager, of):
    page = send(client, of, *[b"x"] * 11)

    assert page.context["form"].errors["file"] == ["一次最多上传 10 个文件，请分几次上传"]


# --- what holds for a whole file --------------------------------------------------------


def test_a_files_region_fills_silence_and_contradicts_only_aloud(client, manager, of, js):
    content = files.workbook(person(1, 省份=""), person(2, 省份="广东"), person(3, 省份="火星"))

    batch = uploaded(client, of, content, source_authority=js.pk)

    rows = batch.rows.select_related("roster_import").order_by("number")
    found = [[p["code"] for p in row.problems] for row in rows]
    assert [row.content["values"]["region"] for row in rows] == ["JS", "GD", "火星"]
    assert found == [[], ["region_contradicts_file"], ["province_unknown"]]
    assert [row.status for row in rows] == ["new", "warning", "error"]
    text = shown(client, batch)
    assert ("与上传时选的来源地区“江苏省”不同" in text, "来源地区江苏" in text) == (True, True)


def test_options_said_anew_judge_every_row_again_and_drop_a_strangers_letter(
    client, manager, of, js
):
    batch = recommended(client, of, silent(1), js, letter=letter())
    gd = organization(Kind.AUTHORITY, "GD")

    act(client, "options", batch, route="recommended", source_authority=js.pk)
    worker.drain()
    batch.refresh_from_db()
    assert batch.letter.name == "推荐函.pdf"
    act(client, "options", batch, route="recommended", source_authority=gd.pk)
    worker.drain()

    batch.refresh_from_db()
    assert (batch.state, batch.letter, batch.source_authority) == ("ready", None, gd)
    act(client, "accept", batch, attested="on")
    assert Nomination.objects.get().authority == gd
    assert act(client, "options", batch, route="").status_code == 409


def test_nonsense_for_a_whole_file_is_refused_on_the_page(client, manager, of):
    batch = uploaded(client, of, book(person(1)))

    assert act(client, "options", batch, route="x").status_code == 422
    assert act(client, "options", batch, source_authority=999).status_code == 422


# --- the letter -------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"<html><script>1</script></html>", b"PK\x03\x04", b""])
def test_a_letter_is_told_by_its_content(client, manager, of, js, content):
    options = {"source_authority": js.pk, "route": "recommended"}

    page = send(client, of, silent(1), letter=letter(content), **options)

    assert (page.status_code, "letter" in page.context["form"].errors) == (422, True)
    assert (RosterImport.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_letter_needs_somebody_who_recommends(client, manager, of, js):
    page = send(client, of, silent(1), letter=letter())

    assert page.context["form"].errors == {
        "route": ["附推荐函的，请选“主管部门推荐”"],
        "source_authority": ["附推荐函的，请选出函的地区"],
    }
    batch = uploaded(client, of, book(person(1)))
    page = act(client, "attach_letter", batch, letter=letter())
    assert (page.status_code, StoredFile.objects.count()) == (409, 0)
    stored = StoredFile.from_kept(kept(), manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterImport.objects.filter(pk=batch.pk).update(letter=stored)


def test_two_files_share_the_letter_they_were_sent_with(client, manager, of, js):
    options = {
        "source_authority": js.pk,
        "route": "recommended",
        "letter": letter(PNG, "函.png"),
    }

    send(client, of, silent(1), silent(2), **options)

    assert StoredFile.objects.get().name == "函.png"
    assert RosterImport.objects.filter(letter=StoredFile.objects.get()).count() == 2


def test_the_authority_named_sees_the_letter_and_confirms_others_see_neither(
    client, manager, of, js
):
    batch = recommended(client, of, silent(1), js, letter=letter())
    act(client, "accept", batch, attested="on")
    nomination = Nomination.objects.get()
    liaison = actor(Kind.AUTHORITY, Duty.LIAISON, organization=js)
    client.force_login(liaison.user)
    # A list that was not sent is nobody else's business, its letter neither.
    assert fetched(client, "nominations:letter", nomination.pk)[0] == 404
    roster = Roster.objects.for_table().get()
    rosters.submit_roster(roster, revision=roster.revision, actor=manager)

    pending = client.get(reverse("nominations:pending")).content.decode()

    assert reverse("nominations:letter", args=[nomination.pk]) in pending
    assert fetched(client, "nominations:letter", nomination.pk) == (200, PDF)
    nomination.refresh_from_db()
    assert nomination.confirmed_at is None
    client.post(reverse("nominations:confirm"), {"row": nomination.pk})
    nomination.refresh_from_db()
    assert nomination.confirmed_by == liaison.user
    other = actor(Kind.AUTHORITY, Duty.LIAISON, organization=organization(Kind.AUTHORITY, "GD"))
    for stranger in (other, make.manager(make.enrolling())):
        client.force_login(stranger.user)
        for name, key in (
            ("nominations:letter", nomination.pk),
            ("imports:letter", batch.public_id),
        ):
            assert fetched(client, name, key)[0] in {403, 404}
    client.force_login(other.user)
    assert fetched(client, "nominations:letter", nomination.pk)[0] == 404


def test_a_row_recommended_by_another_office_than_its_file_shows_no_letter(
    client, manager, of, js
):
    row = person(1, 选拔方式="广东省工业和信息化厅")
    batch = recommended(client, of, book(row), js, letter=letter())
    act(client, "accept", batch, attested="on")
    roster = Roster.objects.for_table().get()
    rosters.submit_roster(roster, revision=roster.revision, actor=manager)
    gd = organization(Kind.AUTHORITY, "GD")
    client.force_login(actor(Kind.AUTHORITY, Duty.LIAISON, organization=gd).user)

    nomination = Nomination.objects.get()

    assert nomination.authority == gd
    pending = client.get(reverse("nominations:pending")).content.decode()
    assert reverse("nominations:letter", args=[nomination.pk]) not in pending
    assert fetched(client, "nominations:letter", nomination.pk)[0] == 404


def test_a_letter_may_follow_and_be_replaced(client, manager, of, js):
    batch = recommended(client, of, silent(1), js)
    assert "没有附推荐函" in shown(client, batch)
    assert fetched(client, "imports:letter", batch.public_id)[0] == 404
    assert act(client, "attach_letter", batch).status_code == 422

    act(client, "attach_letter", batch, letter=letter())
    act(client, "accept", batch, attested="on")
    page = act(client, "attach_letter", batch, letter=letter(PNG, "新函.png"))

    assert messages_of(page) == ["推荐函已上传"]
    assert fetched(client, "imports:letter", batch.public_id) == (200, PNG)
    assert StoredFile.objects.count() == 2
    act(client, "undo", batch)
    with pytest.raises(IllegalStep):
        import_options.attach_letter(batch, kept=kept(), actor=manager)


def test_a_list_with_the_centre_keeps_neither_file_nor_letter(client, manager, of, js):
    make.submitted(of, by=manager)

    page = send(
        client, of, silent(1), source_authority=js.pk, route="recommended", letter=letter()
    )

    assert page.status_code == 409
    assert (RosterImport.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_verb_itself_wants_a_recommender_for_a_letter(of, manager):
    upload = imports.Upload("名单.xlsx", silent(1), "0" * 64, "名单", True)
    letter = kept()

    with pytest.raises(ValidationError):
        imports.begin_imports(of, [upload], letter=letter, actor=manager)

    assert (StoredFile.objects.count(), Roster.objects.count()) == (0, 0)


# --- what came of every file ------------------------------------------------------------


def test_the_history_says_who_when_how_many_and_what_came_of_it(client, manager, of):
    done = uploaded(client, of, book(person(1), person(2)), "甲.xlsx")
    act(client, "accept", done, attested="on")
    act(client, "undo", done)
    given_up = uploaded(client, of, book(person(3)), "乙.xlsx")
    act(client, "cancel", given_up)
    RosterImport.objects.create(
        cohort=of,
        roster=done.roster,
        file_name="丙.xlsx",
        state="failed",
        problem="文件已损坏",
        created_by=manager.user,
        created_at=done.created_at,
    )

    text = listed(client, of)

    assert [word in text for word in ("已撤销", "已放弃", "读取失败", "文件已损坏")] == [
        True
    ] * 4
    assert text.count(str(manager.user)) >= 3
    assert reverse("imports:preview", args=[done.public_id]) not in text
    assert (">2</td>" in text, "看原因，换一个文件" in text) == (True, True)


def test_an_empty_history_invites_and_another_bodys_does_not_exist(client, manager, of):
    assert "还没有上传过文件" in listed(client, of)
    client.force_login(make.manager(make.enrolling()).user)

    assert client.get(reverse("imports:files", args=[of.pk])).status_code == 404


def test_the_history_costs_the_same_whatever_the_number_of_files(client, manager, of):
    def cost_of(first, size):
        for n in range(first, first + size):
            uploaded(client, of, book(person(n)))
        return cost(client, reverse("imports:files", args=[of.pk]))

    assert len({cost_of(1, 1), cost_of(10, 3)}) == 1


def test_the_same_file_again_is_recognised_and_changes_nothing(client, manager, of):
    content = book(person(1), person(2, 手机="1"))
    first = uploaded(client, of, content)
    assert "内容未变" not in shown(client, first)
    act(client, "accept", first, attested="on")
    before = list(Nomination.objects.values())

    again = uploaded(client, of, content)

    text = shown(client, again)
    assert ("导入，内容未变" in text, "再次接收也不会改动" in text) == (True, True)
    assert "以前导入过，内容未变" in listed(client, of)
    assert act(client, "accept", again, attested="on").status_code == 422
    assert list(Nomination.objects.values()) == before
    act(client, "undo", first)
    assert "内容未变" not in shown(client, again)


def test_the_same_file_still_in_work_is_said_and_other_content_is_not(client, manager, of):
    content = book(person(1))
    uploaded(client, of, content)

    assert "那一次还没有接收完" in shown(client, uploaded(client, of, content))
    other = make.enrolling(of.organization)
    make.manager(other)
    assert "内容未变" not in shown(client, uploaded(client, of, book(person(2))))
    assert "内容未变" not in shown(client, uploaded(client, other, content))
