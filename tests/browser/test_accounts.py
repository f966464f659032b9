"""How people come in and go: a region's first account, a colleague by link, a new liaison."""

import re

from django.urls import reverse

from institutions.actor import actor_for
from institutions.models import Membership
from institutions.states import Duty
from programs.actions import contact_sheet as sheets
from tests.factories import member

from .addresses import CONTACTS, body, program, stamp
from .walking import faults, follow, heading, press, told

PASSWORD = "一段足够长的口令 9"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def set_up_account(page, name, mobile, button):
    page.get_by_label("姓名").fill(name)
    page.get_by_label("手机号码").fill(mobile)
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    return press(page, button)


def liaisons(code):
    held = Membership.objects.active().filter(organization=body(code), duty=Duty.LIAISON)
    names = held.filter(user__persona="").values_list("user__full_name", flat=True)
    return list(names)


def test_a_region_comes_in_by_its_code_and_a_colleague_by_a_link(enter, open_page, gallery):
    officer = enter("bureau")
    officer.goto(reverse("institutions:openings"))
    assert press(officer, "为勾选的单位开具") == 422
    assert faults(officer) == ["请至少勾选一个单位"]
    officer.get_by_role("checkbox", name="广东").check()
    press(officer, "为勾选的单位开具")
    assert heading(officer) == "开户码单"
    assert gallery.look(officer, "opening-sheet") == []
    code = CODE.search(officer.get_by_role("main").inner_text())[0]

    first = open_page(viewport={"width": 390, "height": 844})
    first.goto(reverse("institutions:open"))
    first.get_by_label("开户码").fill("AAAA-BBBB-CCCC")
    assert set_up_account(first, "沈长庚（演示）", "13900000001", "开立账号") == 422
    assert "开户码不正确、已使用或已过期" in faults(first)[0]
    assert first.get_by_label("姓名").input_value() == "沈长庚（演示）"
    assert gallery.look(first, "open-account-422") == []
    first.get_by_label("开户码").fill(code.lower())
    set_up_account(first, "沈长庚（演示）", "13900000001", "开立账号")
    assert heading(first) == "工作台"
    assert liaisons("GD") == ["沈长庚（演示）"]

    officer.goto(reverse("institutions:people") + "?state=provisional")
    press(officer.get_by_role("row").filter(has_text="沈长庚（演示）"), "确认")
    assert told(officer) == "已确认沈长庚（演示）的职责"

    first.goto(reverse("institutions:people"))
    follow(first, "邀请同事")
    first.get_by_label("同事姓名").fill("陆行舟（演示）")
    first.get_by_role("radio", name="联络员").check()
    press(first, "生成邀请链接")
    link = first.get_by_label("请复制后发给本人").input_value()
    assert gallery.look(first, "invitation-link") == []

    colleague = open_page(viewport={"width": 390, "height": 844})
    colleague.goto(link)
    assert heading(colleague) == "接受邀请"
    assert gallery.look(colleague, "join") == []
    set_up_account(colleague, "陆行舟（演示）", "13900000002", "接受邀请")
    assert heading(colleague) == "工作台"
    again = open_page()
    assert again.goto(link).status == 404
    assert heading(again) == "邀请链接不能使用"


def test_a_new_liaison_takes_over_and_the_old_one_may_no_longer(
    enter, open_page, sign_in, gallery
):
    former = member(body("GD"))
    old = open_page()
    sign_in(old, former)
    sent = send_form_naming("周望舒（演示）", actor_for(former))

    officer = enter("bureau")
    officer.goto(reverse("sheets:detail", args=[sent.pk]))
    assert officer.get_by_role("button", name="开具交接链接").count() == 0
    press(officer, "确认")
    assert gallery.look(officer, "sheet-new-liaison") == []
    press(officer, "开具交接链接")
    link = officer.get_by_label("请复制后发给本人").input_value()

    old.goto(reverse("institutions:people"))
    assert liaisons("GD") == [former.full_name]
    new = open_page(viewport={"width": 390, "height": 844})
    new.goto(link)
    assert "原联络员的职责随即结束" in new.inner_text("main")
    set_up_account(new, "周望舒（演示）", "13800000000", "接受邀请")
    assert heading(new) == "工作台"

    assert liaisons("GD") == ["周望舒（演示）"]
    assert old.reload().status == 403
    assert "您在原单位的职责已结束" in old.inner_text("main")
    assert gallery.look(old, "duty-ended") == []
    new.goto(reverse("sheets:mine"))
    assert "周望舒（演示）" in new.inner_text("main")
    officer.goto(reverse("sheets:detail", args=[sent.pk]))
    assert officer.get_by_role("button", name="开具交接链接").count() == 0


def send_form_naming(name, actor):
    draft = sheets.open_sheet(program(), actor.organization, actor=actor)
    values = {**CONTACTS, "liaison_name": name, "filled_by": name}
    sheets.save_sheet(draft, values=values, revision=draft.revision, actor=actor)
    draft.refresh_from_db()
    revision = draft.revision
    sent = sheets.submit_sheet(draft, revision=revision, leader_reviewed=True, actor=actor)
    stamp(sent)
    return sent
