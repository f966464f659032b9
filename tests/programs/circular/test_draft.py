"""A notice is written, annexed and published; afterwards only another notice corrects it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import translation

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.files.keeping import keep
from portal.files.models import StoredFile
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs import obligations
from programs.actions import circular as verbs
from programs.actions import circular_draft as drafts
from programs.loading import load_program
from programs.models import Annex, Circular, Receipt
from programs.models.circular import MOST_ANNEXES
from tests.factories import actor
from tests.factories.programs import authority, circular, milestone, program
from tests.trainees.test_rosters import codes

from .files import PDF, annexed

pytestmark = pytest.mark.django_db
TYPED = {"title": "补充通知", "document_no": "", "issued_on": clock.today(), "body": "正文。"}


@pytest.fixture
def officer():
    return actor(Kind.BUREAU)


def correction(notice, officer):
    draft = drafts.correct_circular(notice, actor=officer)
    values = {"body": "第一段更正如下。"}
    return drafts.save_circular(draft, values=values, revision=1, actor=officer)


def published(officer, **fields):
    authority("GD")
    return verbs.publish_circular(circular(**fields), actor=officer)


def test_a_draft_is_written_and_every_change_is_on_record(officer):
    draft = drafts.begin_circular(program(), values=TYPED, actor=officer)
    drafts.save_circular(draft, values={"body": "改过。"}, revision=1, actor=officer)
    drafts.save_circular(draft, values={"body": "改过。"}, revision=2, actor=officer)

    draft.refresh_from_db()
    acts = Entry.objects.about(draft).order_by("pk").values_list("action", flat=True)
    assert (draft.body, draft.revision) == ("改过。", 3)
    assert list(acts) == ["programs.circular.begin", "programs.circular.save"]


@pytest.mark.parametrize("kind", [Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION])
def test_only_an_officer_of_the_bureau_writes(kind):
    other, draft = actor(kind), circular()
    annex = annexed(draft, actor(Kind.BUREAU))
    notice = published(actor(Kind.BUREAU))
    auditor = actor(Kind.BUREAU, Duty.AUDITOR)

    for who in (other, auditor):
        for act in (
            lambda who=who: drafts.begin_circular(program(), values=TYPED, actor=who),
            lambda who=who: drafts.save_circular(draft, values=TYPED, revision=2, actor=who),
            lambda who=who: annexed(draft, who),
            lambda who=who: drafts.remove_annex(annex, revision=2, actor=who),
            lambda who=who: drafts.correct_circular(notice, actor=who),
            lambda who=who: drafts.discard_circular(draft, actor=who),
        ):
            with pytest.raises(PermissionDenied):
                act()

    assert Circular.objects.count() == 2
    assert Annex.objects.get().retired_at is None


def test_a_stale_page_changes_nothing(officer):
    draft = circular()
    annex = annexed(draft, officer)

    with pytest.raises(Stale, match="已被改过"):
        drafts.save_circular(draft, values=TYPED, revision=1, actor=officer)
    with pytest.raises(Stale):
        drafts.remove_annex(annex, revision=1, actor=officer)
    with pytest.raises(Stale):
        verbs.publish_circular(draft, revision=1, actor=officer)

    assert Circular.objects.get().state == "draft"


def test_what_is_published_stays_as_it_is(officer):
    draft = circular()
    annex = annexed(draft, officer)
    draft.refresh_from_db()
    verbs.publish_circular(draft, actor=officer)

    for act in (
        lambda: drafts.save_circular(draft, values=TYPED, revision=2, actor=officer),
        lambda: annexed(draft, officer, no=1),
        lambda: drafts.remove_annex(annex, revision=2, actor=officer),
    ):
        with pytest.raises(IllegalStep, match="请发布更正通知"):
            act()
    with pytest.raises(PermissionDenied, match="请发布更正通知"):
        drafts.discard_circular(draft, actor=officer)

    assert Circular.objects.get().title == "测试通知"
    assert list(Annex.objects.current()) == [annex]


def test_a_replaced_version_is_kept_with_its_bytes(officer):
    draft = circular()
    first = annexed(draft, officer)
    second = annexed(draft, officer, title="", content=PDF + b"2", no=1)

    first.refresh_from_db()
    assert [(a.no, a.version, a.title) for a in (first, second)] == [
        (1, 1, "信息表"),
        (1, 2, "信息表"),
    ]
    assert (first.retired_at is None, second.retired_at) == (False, None)
    assert [a.file.read() for a in (first, second)] == [PDF, PDF + b"2"]
    assert Entry.objects.filter(action="programs.circular.replace").count() == 1


def test_an_annex_without_a_title_is_named_as_its_file(officer):
    assert annexed(circular(), officer, title=" ", name="推荐表.pdf").title == "推荐表"


def test_a_removed_annexs_number_is_not_given_again(officer):
    draft = circular()
    annexed(draft, officer)
    second = annexed(draft, officer, title="二")
    draft.refresh_from_db()
    drafts.remove_annex(second, revision=draft.revision, actor=officer)

    third = annexed(draft, officer, title="三")

    assert [(a.no, a.title) for a in draft.annexes.current().order_by("no")] == [
        (1, "信息表"),
        (3, "三"),
    ]
    assert StoredFile.objects.count() == 3
    with pytest.raises(ValidationError, match="已不在"):
        annexed(draft, officer, no=second.no)
    assert third.version == 1


def test_a_notice_has_no_more_annexes_than_it_may(officer, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_ANNEXES", 1)
    draft = circular()
    annexed(draft, officer)

    with pytest.raises(ValidationError, match="最多 1 个附件"):
        annexed(draft, officer)

    assert MOST_ANNEXES == 20


def test_the_database_keeps_one_current_version(officer):
    annex = annexed(circular(), officer)
    kept = keep(PDF, name="b.pdf", purpose="annex", owner="BUREAU")

    with pytest.raises(IntegrityError):
        Annex.objects.create(
            circular=annex.circular,
            no=1,
            version=2,
            title="二",
            file=StoredFile.from_kept(kept, officer),
        )


def test_a_correction_is_a_numbered_notice_of_its_own(officer):
    notice = published(officer)
    draft = drafts.correct_circular(notice, actor=officer)
    assert (draft.title, draft.correction_label) == ("更正：测试通知", "更正")
    assert drafts.correct_circular(notice, actor=officer) == draft

    with pytest.raises(PermissionDenied, match="正文还没有写"):
        verbs.publish_circular(draft, actor=officer)

    first = verbs.publish_circular(correction(notice, officer), actor=officer)
    second = verbs.publish_circular(correction(notice, officer), actor=officer)

    assert [c.correction_label for c in (first, second)] == ["第 1 号更正", "第 2 号更正"]
    assert Receipt.objects.filter(organization__code="GD").count() == 3
    notice.refresh_from_db()
    assert (notice.body, notice.correction_label) == ("一段。\n\n二段。", "")


def test_a_correction_begun_in_english_has_a_chinese_title(officer):
    notice = published(officer)

    with translation.override("en"):
        draft = drafts.correct_circular(notice, actor=officer)

    assert draft.title == "更正：测试通知"


def test_a_notice_without_a_number_is_announced_without_brackets(officer):
    actor(Kind.AUTHORITY)
    verbs.publish_circular(circular(), actor=officer)
    verbs.publish_circular(circular(title="另一份", document_no="示例1号"), actor=officer)

    said = Notice.objects.filter(channel="inbox").order_by("pk").values_list("body", flat=True)
    assert [text.strip() for text in said] == [
        "《测试通知》已发布。请登录平台阅读全文并签收。",
        "《另一份》（示例1号）已发布。请登录平台阅读全文并签收。",
    ]


def test_neither_a_draft_nor_a_correction_is_corrected(officer):
    notice = published(officer)
    second = verbs.publish_circular(correction(notice, officer), actor=officer)

    with pytest.raises(PermissionDenied, match="在原通知上"):
        drafts.correct_circular(second, actor=officer)
    with pytest.raises(PermissionDenied, match="可以直接修改"):
        drafts.correct_circular(circular(), actor=officer)


def test_a_draft_is_discarded_unless_it_opens_the_year(officer):
    opening = circular(program(opened=False))
    with pytest.raises(PermissionDenied, match="启动年度的通知"):
        drafts.discard_circular(opening, actor=officer)
    verbs.publish_circular(opening, actor=officer)
    draft = circular()
    annexed(draft, officer)

    drafts.discard_circular(draft, actor=officer)

    assert list(Circular.objects.all()) == [opening]
    assert StoredFile.objects.count() == 1
    assert Entry.objects.filter(action="programs.circular.discard").count() == 1


def test_loading_the_year_again_adds_no_second_notice(officer):
    load_program("2022-2023")
    Circular.objects.update(document_no="改过的文号")

    load_program("2022-2023")

    assert Circular.objects.count() == 1


def test_a_later_notice_makes_nobody_late_until_its_day_is_moved_behind_it(officer):
    year = program(opened=False)
    due = milestone(year, "receipt", days=-3)
    authority("GD")
    first = verbs.publish_circular(circular(year), actor=officer)
    year.refresh_from_db()
    assert codes(obligations.RECEIPT.outstanding(year)) == ["GD"]
    Receipt.objects.filter(circular=first).update(
        confirmed_at=clock.now(), confirmed_by=officer.user
    )

    verbs.publish_circular(correction(first, officer), actor=officer)

    assert codes(obligations.RECEIPT.outstanding(year)) == []
    type(due).objects.update(due_at=clock.end_of(clock.today()))
    assert codes(obligations.RECEIPT.outstanding(year)) == ["GD"]
