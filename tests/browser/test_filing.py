"""A joint training: reported, sent back, mended, taken in, and opened as a class."""

from django.urls import reverse

from programs.models import Cohort, Filing

from .walking import follow, heading, press, told

NAME = "望江大学·示例一省班"
TYPED = {
    "培训人数": "40",
    "班级名称": NAME,
    "开始日期": "2023-03-06",
    "结束日期": "2023-06-30",
    "培训地点": "示例市（演示）",
    "课程摘要": "企业战略；数字化转型（演示）。",
    "联系人": "程见山（演示）",
    "联系电话": "0000-8000001",
}


def test_a_training_is_filed_returned_mended_taken_in_and_becomes_a_class(enter):
    region = enter("sample")
    region.goto(reverse("filings:list"))
    follow(region, "填写备案")
    region.get_by_label("承担机构").select_option("望江大学")
    region.get_by_label("培训方向").select_option("区域发展")
    for label, text in TYPED.items():
        region.get_by_role("main").get_by_label(label).fill(text)
    press(region, "下一步：协议与核对")
    press(region, "报送中小企业局统筹")
    assert heading(region) == f"{NAME} 已报送"
    page = reverse("filings:detail", args=[Filing.objects.get(name=NAME).pk])

    bureau = enter("bureau")
    bureau.goto(page)
    press(bureau, "开始统筹")
    follow(bureau, "逐项退回补正")
    bureau.get_by_label("培训地点").fill("请写到区县（演示）")
    press(bureau, "退回该地区")
    assert told(bureau) == "已退回，并通知该地区联络员和分管负责同志"

    region.goto(reverse("home:workbench"))
    follow(region, f"修改联合委托培养备案：{NAME}")
    assert "请写到区县（演示）" in region.inner_text("main")
    region.get_by_label("培训地点").fill("示例市示例区（演示）")
    press(region, "下一步：协议与核对")
    press(region, "报送中小企业局统筹")

    bureau.goto(page)
    press(bureau, "开始统筹")
    press(bureau, "纳入统筹")
    assert heading(bureau) == f"{NAME} 已纳入统筹"

    manager = enter("wangjiang")
    manager.goto(reverse("home:workbench"))
    follow(manager, f"按备案开设班次：{NAME}")
    press(manager, "按备案开设班次")
    assert manager.get_by_label("培训地点").input_value() == "示例市示例区（演示）"
    assert Cohort.objects.get(filing__name=NAME).capacity == 40
