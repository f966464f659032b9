"""Draft papers of frozen lists: what they say, that they look sound, that they never change."""

import io
from datetime import datetime, timedelta

import pypdf
import pytest
from docx import Document
from PIL import Image, ImageChops

from institutions.states import Duty, Kind
from portal import clock
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.programs import milestone
from tests.support import paper as read
from tests.support.office import resaved
from trainees import papers
from trainees.actions import amendment, review
from trainees.actions import roster as rosters
from trainees.data.paper import REMEDIES
from trainees.models import RosterChange, RosterEntry, RosterPaper, RosterSnapshot
from trainees.register import number_of
from trainees.states import Reason

pytestmark = pytest.mark.django_db
NAME = "望江大学2022-2023年度领军人才（制造业数字化转型与专精特新发展）高级研修第一班"
PERSON = "阿卜杜热合曼·阿卜力克木·买买提明·吐尔逊江·艾合买提江"
FIRM = "示例一省望江市高新技术产业开发区听雨数字智能装备制造与工业互联网创新股份有限公司"
# The suite runs long: a slip carries remarks of the longest kind.
REMARK = "请补充营业执照和推荐函，并核对姓名写法。" * 10


def newest() -> RosterSnapshot:
    return RosterSnapshot.objects.select_related("roster__cohort__organization").latest("pk")


def made(kind, medium="pdf", of=None) -> bytes:
    return papers.make(RosterPaper(snapshot=of or newest(), kind=kind, medium=medium))


def pages(content) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def judged(size=3, *, approve=(), back=(), reject=(), rows=(), of=None, note="请补充"):
    by, listed = make.reviewer(), make.in_review(of, size, rows=rows)
    keys = make.keys(listed)
    for places, decision, reason in (
        (approve, "approved", ""),
        (back, "returned", "R02"),
        (reject, "rejected", "N01"),
    ):
        chosen, said = [keys[place] for place in places], note if reason else ""
        if chosen:
            review.judge_rows(listed, chosen, decision, reason=reason, note=said, actor=by)
    review.decide_roster(listed, actor=by)
    listed.refresh_from_db()
    return listed


@pytest.fixture
def difficult():
    """Forty people of a class with the longest name, three of them hard to print."""
    rows = [make.candidate() for _ in range(40)]
    rows[0].facts["name"] = PERSON
    rows[1].facts["name"] = "李龑喆"
    rows[2].facts["enterprise"] = FIRM
    rows[2].facts["post"] = "党委书记、董事长兼总经理"
    of = make.enrolling(name=NAME, capacity=60)
    return judged(rows=rows, of=of, approve=range(3, 40), back=range(3), note=REMARK)


# --- 名单汇总表 -------------------------------------------------------------------------


def test_every_page_of_the_summary_is_marked_numbered_and_headed(difficult):
    content, snapshot = made("summary"), newest()

    found = ["".join(page.split()) for page in pages(content)]
    assert len(found) > 1
    for no, page in enumerate(found, 1):
        assert "拟稿" in page
        assert f"第{no}页共{len(found)}页" in page
        assert f"快照编号{snapshot.number}" in page
        assert f"校验值{snapshot.sha256[:12]}" in page
        assert "序号姓名性别证件号码工作单位" in page
    assert "合计40人，已录取37人，退回修改3人；办理后在册37人，计划人数60人" in found[-1]


def test_long_names_and_rare_characters_are_all_there_in_embedded_fonts(difficult):
    content = made("summary")
    text = read.text(content)

    assert all(said in text for said in (PERSON, "李龑喆", FIRM, NAME))
    assert {name.split("-")[0] for name in read.font_names(content)} == {"Portal"}
    fonts = read.run("pdffonts", "-", given=content).decode().splitlines()[2:]
    assert {line.split()[-5] for line in fonts} == {"yes"}


def test_nothing_on_the_papers_overlaps(difficult, tmp_path):
    for kind in ("summary", "slip"):
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(made(kind))
        html = read.run("pdftotext", "-bbox", str(path), "-").decode()
        assert overlapping(words_of(html)) == []


def words_of(html: str):
    """Page and box of every word, as Poppler lays them out."""
    words, page = [], 0
    for line in html.splitlines():
        page += "<page " in line
        if "<word " in line:
            box = [float(part.split('"')[1]) for part in line.split("<word ")[1].split()[:4]]
            words.append((page, *box, line.split(">")[1].split("<")[0]))
    return words


def overlapping(words) -> list[tuple[str, str]]:
    """Pairs of words of which one covers more than a third of the other's height and width."""
    return [
        (one[5], two[5])
        for place, one in enumerate(words)
        for two in words[place + 1 :]
        if one[0] == two[0] and _covers(one, two)
    ]


def _covers(one, two) -> bool:
    wide = min(one[3], two[3]) - max(one[1], two[1])
    high = min(one[4], two[4]) - max(one[2], two[2])
    return wide > 1 and high > min(one[4] - one[2], two[4] - two[2]) / 2


def test_the_measure_of_overlapping_can_fail():
    lying = [(1, 0, 0, 30, 10, "甲"), (1, 20, 2, 50, 12, "乙")]

    assert overlapping(lying) == [("甲", "乙")]
    assert overlapping([lying[0], (2, *lying[1][1:])]) == []


def test_the_summary_masks_numbers_by_the_workbooks_rule(difficult):
    text = read.text(made("summary"))

    people = [entry.nomination.trainee for entry in make.entries(difficult)]
    assert all(person.id_masked in text for person in people)
    assert not any(number_of(person) in text or person.mobile in text for person in people)


def test_the_same_snapshot_says_the_same_after_the_world_has_moved_on(difficult, rehearsal):
    snapshot, kinds = newest(), ("summary", "slip")
    first = [made(kind, of=snapshot) for kind in kinds]

    RosterEntry.objects.update(note="改过", reason_code="", decision="pending")
    organization(Kind.INSTITUTION)
    difficult.cohort.organization.name = "改名大学"
    difficult.cohort.organization.save()

    again = [made(kind, of=RosterSnapshot.objects.get()) for kind in kinds]
    assert again == first
    assert all("拟稿·演练样本" in read.text(content) for content in first)


# --- 退回意见单 -------------------------------------------------------------------------


def test_the_slip_lists_the_returned_rows_alone_with_reason_remark_and_remedy():
    listed = judged(approve=[0], back=[1, 2])

    text = read.text(made("slip"))

    names = [entry.nomination.trainee.name for entry in make.entries(listed)]
    assert names[0] not in text
    assert all(name in text for name in names[1:])
    assert "请补正下列2人" in text
    assert text.count("R02材料不全，请补充") == 2
    assert REMEDIES[Reason.R02] in text
    head = ("拟稿", listed.cohort.organization.name, listed.cohort.name.replace(" ", ""))
    assert all(said in text for said in head)
    assert "第1批学员名单" in text
    assert "快照第1版，名单3人" in text


def test_every_reason_to_send_a_row_back_has_a_remedy():
    assert set(REMEDIES) == {reason for reason in Reason if reason.startswith("R")}


def test_the_slip_names_the_day_by_which_the_list_is_owed():
    due = milestone(kind="roster", days=9)
    judged(approve=[0], back=[1, 2])

    text = read.text(made("slip"))

    day = due.due_on
    assert text.count(f"{day.year}年{day.month}月{day.day}日前") == 2
    assert datetime.fromisoformat(newest().held["due"]) == due.due_at


@pytest.mark.parametrize("days", [None, -3])
def test_without_a_day_or_after_it_the_slip_asks_for_it_soon(days):
    if days:
        milestone(kind="roster", days=days)
    judged(approve=[0], back=[1, 2])

    assert "收到后尽快" in read.text(made("slip"))


def test_a_decision_without_a_return_freezes_no_day():
    milestone(kind="roster", days=9)
    judged(approve=[0, 1, 2])

    assert "due" not in newest().held


# --- 批复 -------------------------------------------------------------------------------


def answered(**fields):
    organization(Kind.CENTRE, "CENTRE", name="示例人才交流中心")
    return judged(approve=[0, 1], reject=[2], **fields)


def test_the_reply_tells_counts_and_the_snapshot_and_names_nobody():
    listed = answered()
    snapshot = newest()

    text = read.text(made("reply"))

    assert text.startswith("拟稿关于" + listed.cohort.name.replace(" ", ""))
    assert "第1批学员名单的批复" in text
    assert "名单共3人，同意录取2人，不同意1人。" in text
    assert f"办理后本班在册2人，计划人数{listed.cohort.capacity}人。" in text
    assert f"名单快照{snapshot.number}" in text
    assert f"校验值{snapshot.sha256[:12]}" in text
    assert "2022-2023年度" in text
    people = [entry.nomination.trainee.name for entry in make.entries(listed)]
    assert not any(name in text for name in people)


def test_the_reply_has_neither_head_nor_number_nor_seal_nor_date():
    answered()
    content = made("reply")

    text = read.text(content)
    assert [said for said in ("文件", "号〕", "〔", "印章", "盖章") if said in text] == []
    assert "年月日" in text
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert [len(page.images) for page in reader.pages] == [0]
    picture = read.run("pdftoppm", "-r", "50", "-png", "-singlefile", "-", given=content)
    assert reddest(picture) < 40


def reddest(picture: bytes) -> int:
    """By how much a pixel is redder than green, at most: a red head would show."""
    red, green, _blue = Image.open(io.BytesIO(picture)).convert("RGB").split()
    return ImageChops.subtract(red, green).getextrema()[1]


def test_a_reply_to_the_centres_own_class_is_the_bureaus():
    centre = organization(Kind.CENTRE, "CENTRE", name="示例人才交流中心")
    bureau = actor(Kind.BUREAU, Duty.OFFICER)
    listed, by = make.in_review(make.enrolling(centre), size=1), make.reviewer()
    review.judge_rows(listed, make.keys(listed), "approved", actor=by)
    listed = review.propose_decision(listed, actor=by)
    review.decide_roster(listed, actor=bureau)

    text = read.text(made("reply"))

    assert "示例人才交流中心：" in text
    assert text.endswith(f"{bureau.organization.name}年月日{papers.reply.FOOT}")


def test_a_reply_to_a_change_counts_the_changes():
    answered()
    of = RosterSnapshot.objects.get().cohort
    changing = amendment.open_amendment(of, actor=make.manager(of))
    leaver = of.enrolments.order_by("number").first()
    amendment.ask_change(
        changing, leaver, kind="withdraw", reason="本人申请", actor=make.manager(of)
    )
    judge_change(changing)

    text = read.text(made("reply"))

    assert "第2批变更名单的批复" in text
    assert "名单共1人，同意录取0人，同意变更1人。" in text
    assert RosterChange.objects.get().settled_at is not None
    summary = read.text(made("summary"))
    assert ("退班，已退班" in summary, "合计1人，已退班1人；" in summary) == (True, True)


def judge_change(changing):
    changing.refresh_from_db()
    by = make.reviewer()
    rosters.submit_roster(
        changing, revision=changing.revision, actor=make.manager(changing.cohort)
    )
    review.take_roster(changing, actor=by)
    review.judge_rows(changing, make.keys(changing), "approved", actor=by)
    review.decide_roster(changing, actor=by)


def test_word_and_libreoffice_read_what_the_pdf_says(tmp_path):
    answered(of=make.enrolling(name=NAME))
    word = made("reply", "docx")

    lines = [line.text for line in Document(io.BytesIO(word)).paragraphs]
    drawn = resaved(tmp_path, "pdf", came_as="docx", reply=word)["reply"]

    assert lines[0] == "拟稿"
    said = "".join("".join(lines).split())
    assert read.text(made("reply")) == said
    assert read.text(drawn) == said


def test_the_longest_class_still_gets_one_page_that_is_dated_as_the_decision(time_machine):
    time_machine.move_to("2022-12-20T01:00:00Z", tick=False)
    answered(of=make.enrolling(name=NAME))
    time_machine.move_to(clock.wall() + timedelta(days=40), tick=False)

    content = made("reply")

    assert len(pages(content)) == 1
    assert "（2022年12月20日，" in read.text(content)
