"""A list allotted, a conflict declared, two rows returned, mended, compared and closed."""

from django.urls import reverse

from institutions.models import Membership
from institutions.states import Duty
from trainees.models import Enrolment, Roster

from .walking import follow, heading, press, stat, told

CLASS = "望江大学 · 主题方向 · 01 班"


def colleague():
    """A reviewer of the Centre who is not its lead."""
    posts = Membership.objects.active().filter(organization__code="CENTRE")
    leads = posts.filter(duty=Duty.LEAD).values("user")
    return posts.filter(duty=Duty.REVIEWER).exclude(user__in=leads).get().user


def test_a_list_is_allotted_judged_apart_mended_compared_and_closed(
    enter, open_page, sign_in, gallery
):
    lead, reviewer = enter("centre"), open_page()
    somebody = colleague()
    lead.goto(reverse("rosters:list"))
    lead.get_by_label(f"选择{CLASS}").check()
    lead.get_by_label("勾选的名单分给").select_option(str(somebody))
    press(lead, "分办")
    assert told(lead) == f"已分给{somebody}：1 份名单，12 人"

    sign_in(reviewer, somebody)
    reviewer.goto(reverse("home:workbench"))
    follow(reviewer, f"审核名单：{CLASS}")
    press(reviewer, "开始审核")
    relative, *others = reviewer.locator("#desk tbody th a").all_inner_texts()
    stand_aside(reviewer, relative)
    judge(reviewer, others[:2])
    assert gallery.look(reviewer, "desk-apart") == []

    lead.goto(reverse("rosters:review", args=[Roster.objects.get(cohort__name=CLASS).pk]))
    lead.get_by_label("筛选出的全部 1 人").check()
    press(lead, "拟通过")
    close(reviewer)
    assert told(reviewer) == "已录取 10 人，不通过 0 人，退回 2 人"

    mend(enter("wangjiang"), others[:2])
    press_again(reviewer, gallery)
    assert Enrolment.objects.filter(cohort__name=CLASS).count() == 12


def stand_aside(page, name):
    """From one person, on the panel; the row then says why it is not theirs."""
    follow(page, name)
    follow(page, "与此人或其单位有利害关系")
    page.get_by_label(f"学员：{name}").check()
    page.get_by_label("事由").fill("与学员是亲属（演示）")
    press(page, "申报回避")
    assert told(page).startswith(f"已申报对{name}回避")
    assert page.get_by_label(f"选择{name}").count() == 0


def judge(page, returned):
    for name in returned:
        page.get_by_label(f"选择{name}").check()
    page.get_by_label("理由", exact=True).select_option("R01")
    press(page, "拟退回")
    page.get_by_label("筛选出的全部 10 人").check()
    press(page, "拟通过")
    assert "1 人不由您审核" in page.inner_text("main")
    assert [stat(page, name) for name in ("待审", "拟通过", "拟退回")] == ["1", "9", "2"]


def close(page):
    follow(page, "办结并通知机构…")
    press(page, "办结并通知机构")


def mend(page, names):
    page.goto(reverse("rosters:mine"))
    follow(page, "打开名单")
    for name in names:
        follow(page, name)
        page.get_by_label("职务").fill("董事长兼总裁")
        press(page, "保存更正")
    follow(page, "核对并提交…")
    press(page, "提交人才交流中心审核")
    assert heading(page) == "学员名单 已提交"


def press_again(page, gallery):
    page.goto(reverse("home:workbench"))
    follow(page, f"审核名单：{CLASS}")
    press(page, "开始审核")
    follow(page, "只看退回后改过的 2 人")
    assert page.locator("ins", has_text="董事长兼总裁").count() == 2
    assert gallery.look(page, "desk-compared") == []
    page.get_by_label("筛选出的全部 2 人").check()
    press(page, "拟通过")
    close(page)
    assert told(page) == "已录取 2 人，不通过 0 人，退回 0 人"
