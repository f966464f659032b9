"""A region's information form: filled in, checked, sent, taken back and sent again."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from programs.actions import contact_sheet as sheets
from programs.models import ContactSheet
from programs.models.contact_sheet import CONTENT

from .addresses import CONTACTS, program, who
from .walking import faults, follow, heading, press, told

TELEPHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LABELS = {
    "通信地址": "广州市示例路 1 号",
    "分管负责同志姓名": "顾长风（演示）",
    "分管负责同志职务": "副厅长",
    "分管负责同志办公电话": "0000-8000000",
    "联络员姓名": "周望舒（演示）",
    "联络员部门或处室": "中小企业处",
    "联络员职务": "四级调研员",
    "联络员手机": "1380000000",
    "联络员电子邮箱": "zhouws@example.invalid",
}


def begin(page):
    page.goto(reverse("home:workbench"))
    follow(page, "填报工作信息表")
    press(page, "开始填报信息表")
    assert heading(page) == "领军人才培训工作信息表 草稿"


def fill(page):
    for label, text in LABELS.items():
        page.get_by_label(label).fill(text)


def test_a_form_with_a_wrong_number_is_not_sent_and_nothing_typed_is_lost(enter, gallery):
    page = enter("guangdong")
    begin(page)
    assert "还有 1 个工作日" in page.locator(".page-meta").inner_text()
    fill(page)

    assert press(page, "下一步：核对") == 422

    wrong = "联络员手机：号码应为 11 位数字，现有 10 位"
    assert faults(page) == [wrong]
    assert page.title().startswith("有错误：")
    kept = {label: page.get_by_label(label).input_value() for label in LABELS}
    assert kept == LABELS
    field = page.get_by_label("联络员手机")
    assert field.get_attribute("aria-invalid") == "true"
    page.get_by_role("link", name=wrong).click()
    assert page.evaluate("document.activeElement.name") == "liaison_mobile"
    assert gallery.look(page, "sheet-edit-422") == []


def test_a_form_is_checked_sent_taken_back_and_sent_again_on_a_telephone(enter, gallery):
    page = enter("guangdong", **TELEPHONE)
    begin(page)
    fill(page)
    page.get_by_label("联络员手机").fill("13800000000")
    press(page, "下一步：核对")
    assert heading(page) == "核对后报送 草稿"
    assert page.get_by_role("listitem").filter(has_text="核对并报送").get_attribute(
        "aria-current"
    ) == ("step")

    assert press(page, "报送中小企业局") == 422
    assert len(faults(page)) == 1
    assert gallery.look(page, "sheet-check-422") == []
    page.get_by_label("以上内容已经分管负责同志审定").check()
    press(page, "报送中小企业局")
    assert heading(page) == "信息表已报送"
    # The movable clock runs on while a page is filled in.
    arrived = timezone.localtime(ContactSheet.objects.get(authority__code="GD").arrived_at)
    assert (arrived.date(), arrived.hour) == (date(2022, 10, 28), 9)
    receipt = page.locator(".done-panel .ref").inner_text()
    assert receipt == f"广东 · 第 1 版 · {arrived:%m-%d %H:%M} 收到"
    assert gallery.look(page, "sheet-done") == []

    follow(page, "查看已报送的信息表")
    press(page, "撤回修改")
    assert (told(page), heading(page)) == (
        "已办理：撤回修改",
        "领军人才培训工作信息表 草稿",
    )
    follow(page, "继续填报")
    page.get_by_label("备注").fill("联络员十一月轮岗（演示）")
    press(page, "下一步：核对")
    page.get_by_label("以上内容已经分管负责同志审定").check()
    press(page, "报送中小企业局")

    sheet = ContactSheet.objects.get(authority__code="GD")
    assert (sheet.state, sheet.liaison_mobile) == ("submitted", "13800000000")
    page.goto(reverse("home:workbench"))
    assert page.get_by_role("link", name="填报工作信息表").count() == 0


def test_a_page_opened_before_a_colleague_saved_shows_both_values(enter, gallery):
    page = enter("guangdong")
    begin(page)
    colleague = who("guangdong")
    draft = ContactSheet.objects.get(authority__code="GD")
    sheets.save_sheet(draft, values=CONTACTS, revision=draft.revision, actor=colleague)
    fill(page)
    page.get_by_label("联络员手机").fill("13800000000")

    assert press(page, "保存草稿") == 409

    assert heading(page) == "保存前，这份信息表已被改过"
    row = page.get_by_role("row").filter(has_text="分管负责同志姓名")
    assert row.get_by_role("radio").count() == 2
    assert "林徽言（演示）" in row.inner_text()
    assert "顾长风（演示）" in row.inner_text()
    assert gallery.look(page, "sheet-409") == []
    row.get_by_label("林徽言（演示）").check()
    press(page, "按所选保存")
    assert told(page) == "草稿已保存"
    saved = ContactSheet.objects.get(pk=draft.pk)
    assert (saved.leader_name, saved.liaison_mobile) == ("林徽言（演示）", "13800000000")


def test_a_neighbours_form_does_not_exist(enter, gallery):
    own = sheets.open_sheet(program(), who("dalian").organization, actor=who("dalian"))
    foreign = ContactSheet.objects.get(authority__code="LN")
    page = enter("dalian")

    page.goto(reverse("sheets:mine"))
    assert page.url.endswith(reverse("sheets:edit", args=[own.pk]))
    assert "大连" in page.locator(".page-meta").inner_text()
    answers = [
        page.goto(reverse("sheets:detail", args=[foreign.pk])),
        page.goto(reverse("sheets:detail", args=[10**6])),
    ]
    assert [answer.status for answer in answers] == [404, 404]
    assert heading(page) == "页面不存在"
    assert gallery.look(page, "404") == []


FOCUSED = "document.activeElement.name || document.activeElement.innerText"


def reach(page, what: str):
    """Press Tab until the focus is on a field or button of that name."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == what:
            return
    raise AssertionError(f"{what} is not reached by Tab")


def go(page, what: str, key: str = "Enter"):
    reach(page, what)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_form_is_filled_in_and_sent_by_keyboard_alone(enter):
    page = enter("guangdong")
    page.goto(reverse("sheets:mine"))
    go(page, "开始填报信息表")
    typed = {**CONTACTS, "liaison_mobile": "13800000000"}
    for name in filter(typed.get, CONTENT):
        reach(page, name)
        page.keyboard.type(typed[name])
    go(page, "act")
    assert heading(page) == "核对后报送 草稿"
    reach(page, "leader_reviewed")
    page.keyboard.press("Space")
    go(page, "报送中小企业局")
    assert heading(page) == "信息表已报送"
