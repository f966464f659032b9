"""A form's whole way between region and Bureau: back, mended, confirmed, entered, handed on."""

from django.urls import reverse

from institutions.states import Duty
from programs.actions import contact_sheet as sheets
from programs.models import ContactSheet
from tests.factories import member

from .addresses import CONTACTS, SCAN, body, program, stamp, who
from .test_contact_sheet import LABELS
from .walking import follow, heading, press, told

SCANNED = {"name": "来文.pdf", "mimeType": "application/pdf", "buffer": SCAN}
FOCUS = "document.activeElement.name"


def test_a_form_comes_back_is_mended_confirmed_and_its_liaison_changes(enter, gallery):
    liaison = who("sample")
    draft = sheets.open_sheet(program(), liaison.organization, actor=liaison)
    draft = sheets.save_sheet(draft, values=CONTACTS, revision=draft.revision, actor=liaison)
    sent = sheets.submit_sheet(
        draft, revision=draft.revision, leader_reviewed=True, actor=liaison
    )
    stamp(sent)
    officer, address = enter("bureau"), reverse("sheets:detail", args=[sent.pk])
    officer.goto(address)
    officer.get_by_text("退回修改…").click()
    officer.get_by_role("checkbox", name="联络员办公电话").check()
    officer.get_by_label("联络员办公电话的退回意见").fill("请填可直接联系的号码")
    press(officer, "退回该地区")

    region = enter("sample")
    region.goto(reverse("home:workbench"))
    follow(region, "按退回意见修改工作信息表")
    assert gallery.look(region, "sheet-returned") == []
    region.locator(".fixes").get_by_role("link", name="联络员办公电话").click()
    assert region.evaluate(FOCUS) == "liaison_phone"
    assert region.get_by_label("分管负责同志姓名").is_disabled()
    region.get_by_label("联络员办公电话").fill("0000-8000009")
    region.get_by_text("已自动保存").wait_for(timeout=15_000)
    press(region, "下一步：核对")
    assert "本次已改" in region.inner_text("main")
    region.get_by_label("以上内容已经分管负责同志审定").check()
    press(region, "报送中小企业局")

    officer.goto(address)
    changed = officer.get_by_role("region", name="退回后改了什么")
    assert "0000-8000009" in changed.inner_text()
    assert gallery.look(officer, "sheet-revised") == []
    press(officer, "确认信息表")
    assert told(officer) == "已办理：确认信息表"

    region.goto(reverse("sheets:mine"))
    press(region, "变更联络员")
    assert region.evaluate(FOCUS) == "liaison_name"
    assert ContactSheet.objects.open().get(authority=liaison.organization).edition == 2


def test_an_officer_enters_a_letter_and_a_colleague_confirms_it(
    enter, open_page, sign_in, gallery
):
    officer = enter("bureau")
    officer.goto(reverse("sheets:enter") + "?authority=S5")
    officer.get_by_label("来文方式").select_option("fax")
    officer.get_by_label("收到时间").fill("2022-10-26T09:30")
    officer.get_by_label("来文扫描件").set_input_files(SCANNED)
    officer.get_by_label("来文盖有单位公章").check()
    for label, text in LABELS.items():
        officer.get_by_label(label).fill(text)
    officer.get_by_label("联络员手机").fill("13800000000")
    press(officer, "代录并送另一位同志确认")
    assert told(officer) == "已代录，须由另一位同志确认"
    assert officer.get_by_role("button", name="确认信息表").count() == 0
    assert gallery.look(officer, "sheet-entered") == []

    colleague = open_page()
    sign_in(colleague, member(body("BUREAU"), Duty.OFFICER))
    colleague.goto(officer.url)
    press(colleague, "确认信息表")
    assert heading(colleague) == "领军人才培训工作信息表 已确认"
