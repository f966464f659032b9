"""A class comes into being: its plan, its list from workbooks, the Centre's review."""

from pathlib import Path

from django.urls import reverse

from programs.models import Cohort
from trainees.models import Enrolment, Nomination, Roster

from .walking import faults, follow, heading, press, reload_until, stat, told

DATA = Path(__file__).parents[1] / "data"
PLAN = {
    "计划人数": "40",
    "开班日期": "2023-03-06",
    "结班日期": "2023-03-01",
    "培训地点": "示例市（演示）",
    "培训目标": "提高经营管理能力（演示）。",
    "课程安排": "企业战略；数字化转型（演示）。",
}


def test_a_plan_is_drawn_up_agreed_approved_and_opened(enter, gallery):
    manager = enter("wangjiang")
    manager.goto(reverse("cohorts:list"))
    follow(manager, "编报培训方案")
    for label, text in PLAN.items():
        manager.get_by_label(label).fill(text)
    assert press(manager, "下一步：会签单位") == 422
    assert faults(manager) == ["结班日期：须晚于开班日期 2023-03-06"]
    assert manager.get_by_label("课程安排").input_value() == PLAN["课程安排"]
    manager.get_by_label("结班日期").fill("2023-12-15")
    press(manager, "下一步：会签单位")
    manager.get_by_label("示例一省").check()
    press(manager, "下一步：核对")
    assert heading(manager) == "核对后报送 草稿"
    press(manager, "报送培训方案")
    assert heading(manager) == "望江大学 · 区域发展 · 02 班 已报送"

    region = enter("sample")
    region.goto(reverse("home:workbench"))
    follow(region, "会签培训方案：望江大学 · 区域发展 · 02 班")
    assert press(region, "提出意见") == 422
    assert faults(region) == ["请写明对方案的意见，例如“请把开班时间改到春节后”"]
    assert gallery.look(region, "countersign-422") == []
    press(region, "同意方案")
    assert told(region) == "会签意见已送达承担机构和方案批准部门"

    centre = enter("centre")
    centre.goto(reverse("home:workbench"))
    follow(centre, "批准培训方案：望江大学 · 区域发展 · 02 班")
    assert heading(centre) == "望江大学 · 区域发展 · 02 班 主管部门已会签"
    press(centre, "批准方案")
    assert told(centre) == "已办理：批准方案"

    manager.reload()
    press(manager, "开始招生")
    assert heading(manager) == "望江大学 · 区域发展 · 02 班 招生中"
    assert Cohort.objects.get(code="2022-REG-F9001-02").state == "enrolling"


def bring_in(page, name):
    """From the empty list to the preview of a workbook."""
    page.goto(reverse("rosters:mine"))
    follow(page, "打开名单")
    follow(page, "从 Excel 导入")
    page.get_by_label("名单文件").set_input_files(DATA / name)
    press(page, "上传并校验")
    if "选择工作表" in heading(page):
        page.get_by_label("附件2").check()
        press(page, "校验这张工作表")
    reload_until(page, "文件中的行")


def test_a_workbook_full_of_slips_is_shown_mended_taken_in_and_undone(
    enter, gallery, embedded_worker
):
    page = enter("tsinghua")
    page.goto(reverse("rosters:mine"))
    press(page, "编制名单：清华大学")
    assert heading(page) == "学员名单 编制中"

    bring_in(page, "roster-dirty.xlsx")
    assert "尚未写入" in page.locator(".page-meta").inner_text()
    assert gallery.look(page, "import-preview") == []
    assert stat(page, "文件中的行") == "60"

    page.get_by_text("列对应关系").click()
    page.get_by_label("备注").select_option("不导入")
    press(page, "按此对应重新校验")
    reload_until(page, "已按您改过的对应")

    follow(page, "改正第 17 行")
    assert "没有填写姓名" in page.locator(".notice-soon").inner_text()
    assert press(page, "校验并保存这一行") == 422
    page.get_by_role("textbox", name="姓名").fill("林见鹿")
    press(page, "校验并保存这一行")
    assert stat(page, "不能接收") == "4"

    assert press(page, "接收 56 行，暂留 4 行") == 422
    assert "请先确认：已告知本人并取得同意" in page.inner_text("main")
    page.get_by_label("我已告知名单中的本人").check()
    press(page, "接收 56 行，暂留 4 行")
    reload_until(page, "撤销本次导入")
    assert Roster.objects.get(cohort__organization__code="10003").entry_count == 56
    press(page, "撤销本次导入")
    assert told(page) == "已撤销这次导入"
    assert "名单还是空的" in page.inner_text("main")


def test_a_list_is_sent_confirmed_by_the_region_judged_and_enrolled(
    enter, gallery, embedded_worker
):
    page = enter("tsinghua")
    page.goto(reverse("rosters:mine"))
    press(page, "编制名单：清华大学")
    bring_in(page, "roster-clean.xlsx")
    page.get_by_label("我已告知名单中的本人").check()
    press(page, "接收 45 行")
    reload_until(page, "撤销本次导入")
    follow(page, "看名单")
    assert page.get_by_role("row").filter(has_text="广东推荐").count() > 0
    follow(page, "核对并提交…")
    assert heading(page) == "核对并提交名单 编制中"
    assert "还有 45 个工作日" in page.locator(".page-meta").inner_text()
    press(page, "提交人才交流中心审核")
    assert (told(page), heading(page)) == ("名单已提交人才交流中心审核", "学员名单 已提交")
    assert gallery.look(page, "roster-sent") == []

    confirm_as_region(enter("guangdong"), gallery)
    judge_as_centre(enter("centre"), gallery)

    people = Enrolment.objects.filter(cohort__code="2022-REG-10003-01").order_by("number")
    assert [person.student_no[-4:] for person in people] == [f"{n:04d}" for n in range(1, 44)]
    page.reload()
    assert heading(page) == "学员名单 退回修改"
    assert "R01" in page.inner_text("main")


def confirm_as_region(page, gallery):
    """A recommendation that the institution claims is the region's to confirm."""
    page.goto(reverse("home:workbench"))
    follow(page, "推荐确认")
    assert press(page, "确认所选为本单位推荐") == 422
    assert gallery.look(page, "nominations-422") == []
    waiting = page.get_by_role("row").count() - 1
    for box in page.get_by_role("checkbox", name="选择").all():
        box.check()
    press(page, "确认所选为本单位推荐")
    assert told(page) == f"已确认推荐 {waiting} 人"
    unconfirmed = Nomination.objects.awaiting_confirmation()
    assert unconfirmed.filter(authority__code="GD").count() == 0


def judge_as_centre(page, gallery):
    """One is sent back by its own form, one refused by ticking, the rest approved at once."""
    page.goto(reverse("home:workbench"))
    follow(page, "审核名单：清华大学")
    press(page, "开始审核")
    assert heading(page) == "清华大学 · 区域发展 · 01 班名单 审核中"
    assert stat(page, "待审") == "45"

    first, second = page.locator("#desk tbody th a").all_inner_texts()[:2]
    follow(page, first)
    assert gallery.look(page, "review-person") == []
    page.get_by_label("拟退回", exact=True).check()
    assert press(page, "保存并看下一位") == 422
    assert "请选择与审核意见相应的理由" in page.inner_text("main")
    assert page.get_by_role("heading", name=first).count() == 1
    assert page.get_by_label("拟退回", exact=True).is_checked()
    page.get_by_label("理由（退回、不通过、暂缓时必选）").select_option("R01")
    page.get_by_label("说明（机构可见）").last.fill("请核对手机号码（演示）")
    press(page, "保存并看下一位")
    assert told(page) == "已拟退回 1 人"
    assert page.get_by_role("heading", name=second).count() == 1

    page.get_by_label(f"选择{second}").check()
    page.get_by_label("理由", exact=True).select_option("N02")
    press(page, "拟不通过")
    page.get_by_label("筛选出的全部 43 人").check()
    press(page, "拟通过")
    assert [stat(page, name) for name in ("待审", "拟通过", "拟退回", "拟不通过")] == [
        "0",
        "43",
        "1",
        "1",
    ]

    follow(page, "办结并通知机构…")
    assert "43 人录取并编学号" in page.inner_text("main")
    assert gallery.look(page, "review-finish") == []
    press(page, "办结并通知机构")
    assert told(page) == "已录取 43 人，不通过 1 人，退回 1 人"
