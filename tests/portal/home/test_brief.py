"""一页简报: live figures in plain sentences, the same on the page, in PDF and for Word."""

import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import translation
from docx import Document

from certificates.models import Certificate
from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.home import papers
from portal.home.brief import brief
from programs.actions.circular import publish_circular
from programs.loading import load_program
from programs.models import Circular, Program, Receipt
from tests.factories import actor, organization
from tests.factories.certificates import issued
from tests.factories.programs import (
    authority,
    circular,
    cohort,
    filing,
    mandate,
    milestone,
    program,
    sheet,
)
from tests.factories.trainees import submitted
from tests.support import paper as read
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def said(heading: str) -> str:
    return {p.heading: p.text for p in brief(program()).paragraphs}[heading]


def named(name, **fields):
    return authority(short_name=name, **fields)


def test_the_forms_are_counted_and_who_is_silent_is_named_in_order(time_machine):
    time_machine.move_to("2022-10-28T01:05:00Z", tick=False)
    named("乙", seq=2)
    named("丙", seq=3)
    sheet(program(), named("甲", seq=1), state="submitted")
    sheet(program(), named("丁", seq=4), state="accepted")

    assert said("信息表") == (
        "截至2022年10月28日9时05分，4个地区已反馈信息表2个，其中已确认1个。"
        "尚未反馈的有2个：乙、丙。"
    )


def test_when_all_have_there_is_nobody_to_name():
    sheet(program(), named("甲"), state="accepted")

    assert said("信息表").endswith("1个地区已反馈信息表1个，其中已确认1个。")


def test_samples_stand_apart_and_in_rehearsal_no_real_body_is_named(settings):
    named("甲")
    named("示例一省", is_sample=True)
    sheet(program(), named("示例二省", is_sample=True), state="accepted")
    with_names = said("信息表")

    settings.REHEARSAL = True
    without = said("信息表")

    apart = "演练样例不计入以上数字，其中尚未反馈的有示例一省。"
    assert with_names.endswith(
        "1个地区已反馈信息表0个，其中已确认0个。尚未反馈的有1个：甲。" + apart
    )
    assert without.endswith("其中已确认0个。尚未反馈的有1个。" + apart)


def test_receipts_plans_lists_and_filings():
    year = program(opened=False)
    gd = named("甲省")
    idle = organization(Kind.INSTITUTION, "U1", short_name="甲大学")
    mandate(idle, year)
    publish_circular(circular(year), actor=actor(Kind.BUREAU))
    Receipt.objects.filter(organization=gd).update(
        confirmed_at=clock.now(), confirmed_by=actor(Kind.AUTHORITY).user
    )
    planned = organization(Kind.INSTITUTION, "U2", short_name="乙大学")
    mandate(planned, year)
    cohort(year, planned, state="approved", capacity=40)
    filing(year, planned, gd, state="accepted", number="2022-BA-0001", people=30)
    filing(year, planned, gd, state="submitted")
    filing(year, planned, gd)

    assert said("通知签收") == "通知应签收2家，已签收1家。尚未签收的有1家：甲大学。"
    assert said("培训方案") == (
        "承担培训任务的单位2个，已报送培训方案1个。尚未报送的有1个：甲大学。"
        "已批准班次1个，计划培训40人。"
    )
    assert said("联合委托培养") == (
        "各地报送联合、委托培养备案2份，已纳入统筹1份，计划培训30人。"
    )


def test_lists_and_the_targets_progress():
    submitted()
    assert said("机构名单") == "应提交学员名单的单位1个，已提交1个。"
    made = issued(2)
    Certificate.objects.filter(pk=made[0].pk).update(state="revoked")

    assert said("目标进度") == (
        "年度目标不少于2000人，已录取2人，完成目标的0.1%；已确认结业2人，已颁发结业证书1份。"
    )


def test_samples_people_and_filings_are_never_counted():
    issued(1)
    filing(region=named("示例一省", is_sample=True), state="submitted")
    Organization.objects.filter(kind=Kind.INSTITUTION).update(is_sample=True)

    assert "已录取0人" in said("目标进度")
    assert "备案0份" in said("联合委托培养")


def test_a_long_list_of_names_ends_with_more():
    for n in range(14):
        mandate(organization(Kind.INSTITUTION, f"U{n:02d}", short_name=f"校{n}"), program())

    assert said("培训方案").startswith(
        "承担培训任务的单位14个，已报送培训方案0个。尚未报送的有14个："
    )
    assert "校9等。" in said("培训方案")


def test_the_next_date_is_named_with_its_page():
    milestone(days=-1)
    due = milestone(kind="plan", days=3)

    paragraph = brief(program()).paragraphs[-1]

    assert paragraph.text == (
        f"下一个时点是{due.due_on.month}月{due.due_on.day}日的“报送培训方案”。"
    )
    assert reverse("milestones:detail", args=[due.pk]) in [p.url for p in paragraph.parts]


def test_every_figure_leads_to_a_list_that_opens(client, officer):
    year = program(opened=False)
    named("甲")
    milestone(year)
    publish_circular(circular(year), actor=officer)

    page = client.get(reverse("home:brief"))

    parts = [part for p in page.context["brief"].paragraphs for part in p.parts]
    links = {part.url for part in parts if part.url}
    assert {client.get(url).status_code for url in links} == {200}
    bare = [part.text for part in parts if not part.url and part.text.isdigit()]
    due = year.milestones.get().due_on
    assert bare == [str(due.month), str(due.day)]


def one_page(content: bytes) -> str:
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    return read.text(content)


def test_the_papers_say_what_the_page_says_in_chinese(client, officer):
    sheet(program(), named("甲"), state="accepted")
    client.cookies["django_language"] = "en"

    pdf = client.get(reverse("home:brief_pdf"))
    docx = client.get(reverse("home:brief_docx"))

    text = one_page(pdf.content)
    rows = [p.text for p in Document(io.BytesIO(docx.content)).paragraphs]
    assert "1个地区已反馈信息表1个" in text
    assert "1个地区已反馈信息表1个" in "".join(rows)
    assert rows[0] == "拟稿"
    assert text.startswith("拟稿")
    assert [a["Content-Disposition"][:10] for a in (pdf, docx)] == ["attachment"] * 2


def test_in_rehearsal_the_papers_are_marked_as_samples(rehearsal):
    drafted = papers.chinese_brief(program())

    assert one_page(papers.brief_pdf(drafted)).startswith("拟稿·演练样本")
    rows = Document(io.BytesIO(papers.brief_docx(drafted))).paragraphs
    assert rows[0].text == "拟稿 · 演练样本"


def test_the_worst_year_still_fits_one_page():
    load_program("2022-2023")
    year = Program.objects.get()
    publish_circular(Circular.objects.get(), actor=actor(Kind.BUREAU))

    drafted = papers.chinese_brief(year)

    assert "尚未反馈的有37个" in one_page(papers.brief_pdf(drafted))


def test_a_name_that_cannot_be_printed_is_said_so(client, officer):
    program()
    named("甲\U0002ffff")

    answer = client.get(reverse("home:brief_pdf"), follow=True)

    assert answer.redirect_chain == [(reverse("home:brief"), 302)]
    assert len(list(answer.context["messages"])) == 1


def test_in_english_the_page_is_english_throughout():
    named("Gansu")
    milestone(kind="plan")
    with translation.override("en"):
        text = "".join(p.heading + p.text for p in brief(program()).paragraphs)

    assert [c for c in text if "\u4e00" <= c <= "\u9fff"] == []


@pytest.mark.parametrize("kind", [Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION])
def test_it_is_the_bureaus_alone(client, kind):
    program()
    client.force_login(actor(kind).user)

    names = ["home:brief", "home:brief_pdf", "home:brief_docx"]
    assert [client.get(reverse(name)).status_code for name in names] == [403] * 3


def test_without_a_year_there_is_nothing_to_tell(client, officer):
    assert client.get(reverse("home:brief")).status_code == 404


def test_the_query_count_does_not_grow(client, officer):
    program()
    url = reverse("home:brief")

    def one_more():
        sheet(program(), authority(), state="accepted")
        cohort(program(), state="approved")
        return cost(client, url)

    assert len({one_more() for _ in range(3)}) == 1
