"""The Bureau's days: the board, what is sent in, the year's dates, codes for new bodies."""

import io

import pypdf
from django.urls import reverse

from programs.actions import contact_sheet as sheets
from programs.models import Milestone

from .addresses import CONTACTS, contact_sheet_milestone, program, who
from .walking import faults, follow, heading, press, reload_until, spoken, stat, told


def test_the_sign_in_page_lets_a_persona_in(season, open_page):
    page = open_page()
    page.goto("/accounts/login/")
    assert page.locator("button.persona").count() == 14

    press(page, "中小企业局 苏清和")

    assert heading(page) == "工作台"
    assert "苏清和（演示）" in page.get_by_role("banner").inner_text()


def test_the_board_shows_the_37_regions_and_the_samples_apart(enter):
    page = enter("bureau")
    page.goto(reverse("sheets:board"))

    assert heading(page) == "信息表填报看板"
    assert "还有 1 个工作日" in page.locator(".page-meta").inner_text()
    assert (stat(page, "全部地区"), stat(page, "演练样例")) == ("37", "5")
    parts = ("已确认", "已报送待确认", "草稿", "未填报")
    assert sum(int(stat(page, part)) for part in parts) == 37
    groups = page.locator("ol.board").all()
    assert [group.locator("li").count() for group in groups] == [31, 5, 1, 5]
    assert [group.locator("li.tile-late, li.tile-back").count() for group in groups] == [
        0,
        0,
        0,
        4,
    ]


def test_a_form_is_read_and_confirmed(enter):
    page = enter("bureau")
    page.goto(reverse("home:workbench"))

    follow(page, "审阅信息表")
    waiting = page.get_by_role("link", name=spoken("审阅：")).count()
    follow(page, "审阅：天津")
    assert heading(page) == "领军人才培训工作信息表 已报送"
    press(page, "确认信息表")

    assert (told(page), heading(page)) == (
        "已办理：确认信息表",
        "领军人才培训工作信息表 已确认",
    )
    page.goto(f"{reverse('sheets:board')}?state=submitted")
    assert page.get_by_role("link", name=spoken("审阅：")).count() == waiting - 1


def test_a_form_goes_back_with_a_remark_that_the_region_reads(enter, gallery):
    liaison = who("sample")
    draft = sheets.open_sheet(program(), liaison.organization, actor=liaison)
    draft = sheets.save_sheet(draft, values=CONTACTS, revision=draft.revision, actor=liaison)
    sheets.submit_sheet(draft, revision=draft.revision, leader_reviewed=True, actor=liaison)
    page = enter("bureau")
    page.goto(reverse("sheets:detail", args=[draft.pk]))

    page.get_by_text("退回修改…").click()
    assert press(page, "退回该地区") == 422
    assert faults(page) == ["退回意见：请写明要改什么，例如“请填所分管的处室名称”"]
    assert gallery.look(page, "sheet-return-422") == []
    page.get_by_label("退回意见", exact=True).fill("请填所分管的处室名称")
    press(page, "退回该地区")
    assert told(page) == "已退回，并通知该地区联络员"

    page = enter("sample")
    page.goto(reverse("home:workbench"))
    follow(page, "按退回意见修改工作信息表")
    assert heading(page) == "领军人才培训工作信息表 退回修改"
    assert "请填所分管的处室名称" in page.locator(".notice-back").inner_text()


def test_a_date_is_postponed_closed_and_opened_again(enter):
    page = enter("bureau")
    page.goto(reverse("milestones:list"))
    follow(page, "报送信息表")
    assert heading(page) == "报送信息表 办理中"

    press(page, "延期并通知未办单位")
    assert faults(page) == [
        "请选择新的截止日期",
        "请写明延期的理由，将随通知发给未办理的单位",
    ]
    page.get_by_label("新的截止日期").fill("2022-11-04")
    page.locator("#id_reason").fill("联络员待定的地区较多（演示）")
    press(page, "延期并通知未办单位")
    assert told(page) == "已延期，并通知尚未办理的单位"
    assert "11月4日（周五）24:00 前" in page.locator(".page-meta").inner_text()

    press(page, "关闭时点")
    assert heading(page) == "报送信息表 已关闭"
    page.get_by_text("重新开放…").click()
    page.get_by_label("重新开放的意见").fill("补收一周（演示）")
    press(page, "重新开放：")
    assert heading(page) == "报送信息表 办理中"
    assert Milestone.objects.get(pk=contact_sheet_milestone().pk).due_on.isoformat() == (
        "2022-11-04"
    )


def test_a_day_off_that_moves_reminders_is_confirmed_first(enter, gallery):
    page = enter("bureau")
    page.goto(reverse("home:workbench"))
    follow(page, "放假调休")
    page.locator("#id_day").fill("2022-10-31")
    page.get_by_label("依据或理由").fill("临时安排（演示）")

    assert press(page, "登记") == 422

    assert faults(page) == ["有时点的提醒日会随之变动，请核对下列影响后再确认"]
    assert "+1 2022-10-31 → 2022-11-01" in page.inner_text(".notice-soon")
    assert gallery.look(page, "holiday-422") == []
    press(page, "已核对影响，确认登记")
    assert told(page) == "已登记：2022-10-31"


def test_moving_the_clock_sends_the_reminders_of_that_day(enter, embedded_worker):
    page = enter("bureau")
    page.goto(reverse("home:workbench"))

    press(page, "快进到下一时点")

    assert "今天已是 2022-10-31" in told(page)
    assert page.get_by_role("region", name="演练时钟").locator("time").inner_text() == (
        "2022-10-31"
    )
    page.goto(reverse("notices:outbox"))
    reload_until(page, "“报送信息表”：10月31日（周一）24:00 前，今天到期")
    rows = page.get_by_role("row").filter(has_text="“报送信息表”：10月31日")
    reminded = set(rows.get_by_role("rowheader").all_inner_texts())
    assert {"广东", "大连"} <= reminded
    assert not {"北京", "天津"} & reminded


def test_opening_codes_are_printed_one_body_to_a_page(enter, gallery):
    page = enter("bureau")
    page.goto(reverse("institutions:openings"))

    page.get_by_label("示例四省工业和信息化厅").check()
    page.get_by_label("听雨大学").check()
    press(page, "为勾选的单位开具")

    assert heading(page).startswith("开户码单")
    codes = page.locator("article.sheet td.mono.fs-4").all_inner_texts()
    assert [len(code) for code in codes] == [14, 14]
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    printed = [sheet.extract_text() for sheet in paper.pages]
    assert [code in text for code, text in zip(codes, printed, strict=True)] == [True, True]
    assert "打印或保存" not in printed[0]
    assert gallery.look(page, "opening-codes") == []
