"""Writing a notice on its pages; its annexes are handed out and never run."""

import pytest
from django.urls import reverse

from institutions.states import Kind
from programs.actions import circular as verbs
from programs.actions import circular_draft as drafts
from programs.forms import circular as forms
from programs.models import Annex, Circular
from tests.factories import actor
from tests.factories.programs import authority, circular, program
from tests.portal.files.test_files import packed
from tests.support.queries import cost

from .files import DOCX, OLD_OFFICE, PDF, WPS, annexed, sent

pytestmark = pytest.mark.django_db
MACROS = "_VBA_PROJECT".encode("utf-16-le")


def url(name, *args):
    return reverse(f"circulars:{name}", args=args)


def typed(**changes):
    return {
        "title": "补充通知",
        "document_no": "示例〔2022〕1号",
        "issued_on": "2022-11-01",
        "body": "一段。\n\n二段。",
        **changes,
    }


def test_from_the_draft_to_the_public_page(client, officer):
    program()
    authority()
    assert "起草通知" in client.get(url("list")).content.decode()
    begun = client.post(url("new"), typed())
    draft = Circular.objects.get()
    assert begun.url == url("edit", draft.pk)
    client.post(
        url("attach", draft.pk), {"seen": 1, "title": "信息表", "file": sent(WPS, "表.wps")}
    )
    client.post(url("publish", draft.pk), {"seen": 2})
    client.logout()

    page = client.get(url("detail", draft.pk)).content.decode()
    given = client.get(url("annex", Annex.objects.get().public_id))

    assert "附件1：信息表" in page
    assert "表.wps" in page
    assert b"".join(given.streaming_content) == WPS


@pytest.mark.parametrize("content", [PDF, DOCX])
def test_an_annex_is_saved_not_shown_and_nothing_in_it_runs(client, officer, content):
    draft = circular()
    annex = annexed(draft, officer, content=content, name="表 格.pdf")
    draft.refresh_from_db()
    verbs.publish_circular(draft, actor=officer)
    client.logout()

    answer = client.get(url("annex", annex.public_id))
    list(answer)

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_drafts_annex_and_a_former_version_are_the_offices_alone(client, officer):
    draft = circular()
    former = annexed(draft, officer)
    current = annexed(draft, officer, no=1)
    seen = {}

    def opens(name):
        answers = [client.get(url("annex", each.public_id)) for each in (former, current)]
        seen[name] = [answer.status_code for answer in answers]
        for answer in answers:
            list(answer)

    opens("officer, draft")
    client.force_login(actor(Kind.AUTHORITY).user)
    opens("authority, draft")
    draft.refresh_from_db()
    verbs.publish_circular(draft, actor=officer)
    opens("authority, published")
    page = client.get(url("detail", draft.pk)).content.decode()
    client.force_login(officer.user)
    opens("officer, published")

    assert seen == {
        "officer, draft": [200, 200],
        "authority, draft": [404, 404],
        "authority, published": [404, 200],
        "officer, published": [200, 200],
    }
    assert str(former.public_id) not in page
    assert "停用的版本" not in page
    assert "停用的版本" in client.get(url("detail", draft.pk)).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00\x03", "表.pdf", "可以上传"),
        (b"<html><script>", "表.docx", "其实是"),
        (b"", "表.pdf", "是空的"),
        (packed("word/document.xml", "word/vbaProject.bin"), "表.docx", "带有宏"),
        (OLD_OFFICE + MACROS, "表.xls", "带有宏"),
        (packed("a.txt"), "表.zip", "其实是"),
    ],
)
def test_what_is_no_plain_office_file_is_refused(client, officer, content, name, said):
    draft = circular()

    answer = client.post(url("attach", draft.pk), {"seen": 1, "file": sent(content, name)})

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Annex.objects.count() == 0


def test_a_file_over_the_limit_is_refused(client, officer, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BYTES", len(PDF) - 1)
    draft = circular()

    answer = client.post(url("attach", draft.pk), {"seen": 1, "file": sent()})

    assert (answer.status_code, "上限是" in answer.content.decode()) == (422, True)


def test_a_fault_in_the_text_loses_nothing(client, officer):
    program()

    answer = client.post(url("new"), typed(issued_on="十一月", body="写了很久的正文"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写日期" in page
    assert "写了很久的正文" in page


def test_two_officers_saving_see_both_versions(client, officer):
    draft = circular()
    drafts.save_circular(draft, values={"body": "别人的"}, revision=1, actor=actor(Kind.BUREAU))

    answer = client.post(url("edit", draft.pk), typed(seen=1, body="我的"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人的" in page
    assert "我的" in page
    assert client.post(url("edit", draft.pk), typed(seen=2)).status_code == 302


def test_a_stale_upload_and_removal_show_the_draft_as_it_is(client, officer):
    draft = circular()
    annex = annexed(draft, officer)

    answers = [
        client.post(url("attach", draft.pk), {"seen": 1, "file": sent()}),
        client.post(url("remove_annex", annex.public_id), {"seen": 1}),
        client.post(url("attach", draft.pk), {"seen": 2, "no": 9, "file": sent()}),
        client.post(url("publish", draft.pk), {"seen": 1}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 422, 409]
    assert "已不在这份通知里" in answers[2].content.decode()
    assert Annex.objects.count() == 1


def test_an_annex_is_replaced_and_removed_on_the_page(client, officer):
    draft = circular()
    annexed(draft, officer)

    client.post(url("attach", draft.pk), {"seen": 2, "no": 1, "file": sent(DOCX, "新.docx")})
    second = Annex.objects.current().get()
    gone = client.post(url("remove_annex", second.public_id), {"seen": 3})

    assert (second.version, second.file.name) == (2, "新.docx")
    assert (gone.url, Annex.objects.current().count()) == (url("edit", draft.pk), 0)


def test_a_published_notice_leads_every_pen_back_to_its_page(client, officer):
    authority()
    draft = circular()
    annex = annexed(draft, officer)
    draft.refresh_from_db()
    verbs.publish_circular(draft, actor=officer)
    page = url("detail", draft.pk)

    assert client.get(url("edit", draft.pk)).url == page
    assert client.post(url("attach", draft.pk), {"seen": 2, "file": sent()}).url == page
    assert client.post(url("remove_annex", annex.public_id), {"seen": 2}).url == page
    assert client.post(url("discard", draft.pk)).status_code == 403


def test_a_correction_begins_on_the_notices_page_and_is_read_beside_it(client, officer):
    authority()
    notice = verbs.publish_circular(circular(), actor=officer)

    begun = client.post(url("correct", notice.pk))
    draft = Circular.objects.get(corrects=notice)
    assert "正文还没有写" in client.get(url("detail", draft.pk)).content.decode()
    client.post(begun.url, typed(title="更正：测试通知", seen=1, act="next"))
    client.post(url("publish", draft.pk), {"seen": 2})
    client.logout()

    assert "第 1 号更正" in client.get(url("detail", notice.pk)).content.decode()
    assert "这是一份更正通知" in client.get(url("detail", draft.pk)).content.decode()


def test_a_draft_is_deleted_on_its_page(client, officer):
    draft = circular()

    answer = client.post(url("discard", draft.pk), follow=True)

    assert "草稿已删除" in answer.content.decode()
    assert Circular.objects.count() == 0


def test_nobody_else_finds_a_pen(client):
    draft = circular()
    client.force_login(actor(Kind.CENTRE).user)

    assert client.get(url("new")).status_code == 403
    assert client.get(url("edit", draft.pk)).status_code == 403
    assert "起草通知" not in client.get(url("list")).content.decode()
    assert "修改正文和附件" not in client.get(url("detail", draft.pk)).content.decode()


def test_without_a_year_there_is_nothing_to_write_for(client, officer):
    assert client.get(url("new")).status_code == 404
    assert "起草通知" not in client.get(url("list")).content.decode()


def test_the_pages_cost_the_same_for_any_number_of_annexes(client, officer):
    draft = circular()
    pages = [url("edit", draft.pk), url("detail", draft.pk)]

    def one_more():
        annexed(draft, officer)
        return [cost(client, page) for page in pages]

    one_more()
    assert one_more() == one_more()
