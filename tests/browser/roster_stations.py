"""The stations of a roster's way, each done by whoever does it, through the pages."""

import io
from dataclasses import dataclass

import openpyxl
from django.urls import reverse

from programs.models import Cohort
from tests.factories.rosters import credit_code, id_number
from trainees.models import RosterSnapshot

from .addresses import DATA
from .looking import Gallery
from .speaking import Speech
from .test_allotted_desk import colleague
from .test_every_page import untranslated
from .walking import follow, heading, press, reload_until, stat, told

LETTER = {
    "name": "推荐函（演示）.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n% sample letter\n",
}
NUMBER = "示例企函〔2022〕8号"
PICKED, WAITING = "冯知微", "褚怀瑾"
# What people wrote, in words that are the portal's too.
POSTS = {"董事长", "总经理", "总裁"}
TELEPHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}


@dataclass
class Walk:
    cohort: Cohort
    say: Speech
    gallery: Gallery

    def look(self, page, name):
        """Sound at both widths, and in English nothing of ours left in Chinese."""
        named = f"walk-{name}-{self.say.language}"
        assert self.gallery.look(page, named, axe_at=()) == []
        if self.say.language != "zh-CN":
            left = set(untranslated(page)) - POSTS
            assert left == set(), f"{name}: in Chinese: {left}"


def recommend(walk, page):
    say = walk.say
    page.goto(reverse("recommendations:list"))
    follow(page, say("登记推荐"))
    page.get_by_label(say("文号")).fill(NUMBER)
    page.get_by_label(say("成文日期")).fill("2022-10-27")
    page.get_by_label(say("推荐到")).select_option(label=walk.cohort.name)
    press(page, say("保存"))
    assert told(page) == say("已登记，请上传推荐函并写入人选")
    page.locator("input[type=file]").set_input_files(LETTER)
    press(page, say("上传推荐函"))
    assert told(page) == say("推荐函已上传")
    page.set_viewport_size(TELEPHONE)
    follow(page, say("写入人选"))
    for n, (name, button) in enumerate([(PICKED, "写入并继续下一位"), (WAITING, "写入推荐")]):
        write_down(page, say, name, 700 + n)
        press(page, say(button))
        assert told(page) == say("%(name)s已写入推荐", name=name)
    press(page, say("发出推荐"))
    assert told(page) == say("已推荐 %(count)d 人，机构已收到消息", count=2)
    walk.look(page, "letter")
    page.set_viewport_size(DESK)


def write_down(page, say, name, n):
    typed = {
        "姓名": name,
        "身份证号": id_number(n),
        "手机": f"1390000{n:04d}",
        "职务": "总经理",
        "企业名称": f"示例精密{n}有限公司（演示）",
        "统一社会信用代码": credit_code(n),
        "所属行业": "工业",
        "营业收入": "4200",
        "从业人数": "160",
    }
    for label, text in typed.items():
        page.get_by_label(say(label), exact=False).first.fill(text)
    page.get_by_label(say("我已告知本人，并取得其同意将个人信息用于本次培训")).check()


def select(walk, page):
    say, name = walk.say, walk.cohort.name
    page.set_viewport_size(TELEPHONE)
    page.goto(reverse("home:workbench"))
    follow(page, say("选拔推荐人选：%(count)d 人", count=2))
    for person, act, done, show in [
        (PICKED, say("拟录取", "步骤"), say("已拟录取"), "?show="),
        (PICKED, say("列入名单"), say("已列入名单"), "?show=shortlisted"),
        (WAITING, say("列为候补"), say("已列为候补"), "?show="),
    ]:
        page.goto(reverse("candidates:list") + show)
        page.get_by_label(say("选择%(name)s", name=person)).check()
        assert page.locator("#pick_cohort option:checked").inner_text() == name
        press(page, act)
        assert told(page) == say(
            "%(done)s：%(cohort)s，%(count)d 人", done=done, cohort=name, count=1
        )
    page.goto(reverse("candidates:list") + "?show=waitlisted")
    walk.look(page, "waiting")
    page.set_viewport_size(DESK)


def hear(walk, page):
    """The region reads what became of its people and why the letter stays."""
    say = walk.say
    page.reload()
    assert page.get_by_role("button", name=say("撤回推荐")).count() == 0
    assert (
        page.get_by_text(say("机构已办理其中人选，推荐不能整份撤回；可逐个撤回人选")).count()
        == 1
    )
    outcomes = page.locator("#h-list ~ * tbody .tag, [aria-labelledby=h-list] tbody .tag")
    assert outcomes.all_inner_texts() == [
        say("候补第 %(no)d 位", no=1),
        say("已列入名单"),
    ]


def bring_in(walk, page):
    """Three files in three formats, one of them a region's own with its letter."""
    say = walk.say
    page.goto(reverse("rosters:mine"))
    follow(page, say("打开名单"))
    follow(page, say("从 Excel 导入"))
    upload(walk, page, "roster-dirty.xlsx")
    assert tiles(walk, page) == ["60", "52", "0", "3", "5"]
    page.set_viewport_size(TELEPHONE)
    mend_line(walk, page, 17, {"姓名": "林见鹿"})
    mend_line(walk, page, 32, {"统一社会信用代码": credit_code(32)})
    walk.look(page, "import")
    page.set_viewport_size(DESK)
    assert tiles(walk, page) == ["60", "54", "0", "3", "3"]
    take_in(walk, page, say("接收 %(good)s 行，暂留 %(stuck)s 行", good=57, stuck=3))

    follow(page, say("再传文件"))
    upload(walk, page, "roster-gb18030.csv")
    assert tiles(walk, page) == ["30", "30", "0", "0", "0"]
    take_in(walk, page, say("接收 %(good)s 行", good=30))

    follow(page, say("再传文件"))
    upload(walk, page, "roster-three-sheets.xlsx", region="江苏", sheet="南京")
    assert tiles(walk, page) == ["12", "0", "0", "12", "0"]
    take_in(walk, page, say("接收 %(good)s 行", good=12))
    follow(page, say("看名单"))
    assert page.locator("[aria-labelledby=h-rows] .panel-head").inner_text().split() == [
        *say("名单中的学员").split(),
        "100",
    ]
    follow(page, say("全部文件"))
    walk.look(page, "files")


def tiles(walk, page) -> list[str]:
    named = ["文件中的行", "可新增", "将更新", "有提示", "不能接收"]
    return [stat(page, walk.say(name)) for name in named]


def mend_line(walk, page, number, typed):
    say = walk.say
    follow(page, say("改正") + say("第 %(number)s 行", number=number))
    for label, text in typed.items():
        page.get_by_role("textbox", name=say(label)).first.fill(text)
    press(page, say("校验并保存这一行"))


def take_in(walk, page, button):
    page.get_by_label(
        walk.say("我已告知名单中的本人，并取得其同意将个人信息用于本次培训")
    ).check()
    press(page, button)
    reload_until(page, walk.say("撤销本次导入"))


def upload(walk, page, name, region="", sheet=""):
    say = walk.say
    page.get_by_label(say("名单文件")).set_input_files(DATA / name)
    if region:
        page.get_by_label(say("来源地区")).select_option(label=region)
        page.get_by_label(say("选拔方式")).select_option("recommended")
        page.locator("#id_letter").set_input_files(LETTER)
    press(page, say("上传并校验"))
    if sheet:
        page.get_by_label(sheet).check()
        press(page, say("校验这张工作表"))
    reload_until(page, say("文件中的行"))


def send(walk, page):
    say = walk.say
    page.goto(reverse("home:workbench"))
    follow(page, say("提交学员名单：%(cohort)s", cohort=walk.cohort.name))
    follow(page, say("核对并提交…"))
    assert page.locator("#errsum").count() == 0
    press(page, say("提交人才交流中心审核"))
    assert told(page) == say("名单已提交人才交流中心审核")
    assert heading(page) == f"{say('学员名单')} {say('已提交')}"


def allot(walk, page):
    """The lead gives the whole list to a reviewer."""
    say, name, somebody = walk.say, walk.cohort.name, colleague()
    page.goto(reverse("rosters:list"))
    page.get_by_label(say("选择%(name)s", name=name)).check()
    page.get_by_label(say("勾选的名单分给")).select_option(str(somebody))
    press(page, say("分办"))
    assert told(page) == say(
        "已分给%(name)s：%(lists)d 份名单，%(people)d 人", name=somebody, lists=1, people=100
    )
    return somebody


def judge(walk, page):
    say = walk.say
    page.goto(reverse("home:workbench"))
    follow(page, say("审核名单：%(cohort)s", cohort=walk.cohort.name))
    press(page, say("开始审核"))
    names = page.locator("#desk tbody th a").all_inner_texts()[1:4]
    for name in names:
        page.get_by_label(say("选择%(name)s", name=name)).check()
    page.get_by_label(say("理由"), exact=True).select_option("R01")
    page.locator("#bulk_note").fill("请核对职务（演示）")
    press(page, say("拟退回", "步骤"))
    assert told(page) == say("已拟退回 %(count)d 人", count=3)
    page.get_by_label(say("筛选出的全部 %(total)s 人", total=97)).check()
    press(page, say("拟通过", "步骤"))
    assert told(page) == say("已拟通过 %(count)d 人", count=97)
    tiles = ["名单人数", "待审", "拟通过", "拟退回", "拟不通过"]
    assert [stat(page, say(name)) for name in tiles] == ["100", "0", "97", "3", "0"]
    walk.look(page, "desk")
    close(walk, page, approved=97, rejected=0, returned=3)
    return names


def close(walk, page, **numbers):
    say = walk.say
    follow(page, say("办结并通知机构…"))
    press(page, say("办结并通知机构"))
    assert told(page) == say(
        "已录取 %(approved)d 人，不通过 %(rejected)d 人，退回 %(returned)d 人", **numbers
    )


def mend(walk, page, names):
    """Only what went back is open; each row says why."""
    say = walk.say
    page.set_viewport_size(TELEPHONE)
    page.goto(reverse("home:workbench"))
    follow(page, say("修改退回的名单：%(cohort)s", cohort=walk.cohort.name))
    assert heading(page) == f"{say('学员名单')} {say('退回修改')}"
    assert page.get_by_text(say("请改 %(count)s 人后重新提交", count=3)).count() == 1
    follow(page, say("待修改"))
    walk.look(page, "returned")
    for name in names:
        page.goto(page.url)
        follow(page, name)
        page.get_by_label(say("职务")).fill("董事长兼总裁")
        press(page, say("保存更正"))
        assert told(page) == say("已保存更正")
    page.set_viewport_size(DESK)
    assert page.get_by_role("checkbox").count() == 3
    follow(page, say("核对并提交…"))
    press(page, say("提交人才交流中心审核"))
    assert told(page) == say("名单已提交人才交流中心审核")


def judge_on_paper(walk, page, names, tmp_path):
    """The changed cells on the desk, then the 审核表 filled in elsewhere and brought back."""
    say = walk.say
    page.goto(reverse("home:workbench"))
    follow(page, say("审核名单：%(cohort)s", cohort=walk.cohort.name))
    press(page, say("开始审核"))
    follow(page, say("只看退回后改过的 %(amended)s 人", amended=3))
    assert page.locator("#desk ins").all_inner_texts() == ["董事长兼总裁"] * 3
    walk.look(page, "compared")
    follow(page, say("审核表"))
    with page.expect_download() as fetched:
        page.get_by_role("link", name=say("只导出待审 %(pending)s 人", pending=3)).click()
    book = opened(fetched.value)
    fill(walk, book)
    book.save(tmp_path / "filled.xlsx")
    page.get_by_label(say("填好的审核表")).set_input_files(tmp_path / "filled.xlsx")
    press(page, say("上传并预览"))
    named = ["拟通过", "拟退回", "拟不通过", "暂缓", "保持原样", "问题"]
    assert [stat(page, say(name)) for name in named] == ["3", "0", "0", "0", "0", "0"]
    walk.look(page, "paper")
    press(page, say("确认拟定 %(count)s 人", count=3))
    assert told(page) == say("已按审核表拟定 %(count)d 人", count=3)
    close(walk, page, approved=3, rejected=0, returned=0)


def opened(download):
    return openpyxl.load_workbook(io.BytesIO(download.path().read_bytes()))


def fill(walk, book):
    """审核意见 in every row."""
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(
        n for n, row in enumerate(rows) if walk.say("审核意见") in [c.value for c in row]
    )
    place = [cell.value for cell in rows[head]].index(walk.say("审核意见"))
    for row in rows[head + 1 :]:
        row[place].value = walk.say("通过")


def frozen(walk, page, number, people) -> str:
    """The newest snapshot of the class with its check and its workbook; its digest."""
    say = walk.say
    follow(page, say("名单快照"))
    follow(page, number)
    assert heading(page) == say("名单快照 %(number)s", number=number)
    assert page.get_by_text(say("核验通过：刚重新计算校验值，与固定时一致")).count() == 1
    digest = page.locator("dd.mono.text-break").inner_text()
    assert digest == RosterSnapshot.objects.get(number=number).sha256
    walk.look(page, f"snapshot-{number}")
    with page.expect_download() as fetched:
        page.get_by_role("link", name=say("名单汇总表")).click()
    listed = opened(fetched.value).worksheets[0].iter_rows(values_only=True)
    numbers = [row[0] for row in listed if str(row[0]).isdigit()]
    assert [int(number) for number in numbers] == list(range(1, people + 1))
    return digest


def amend(walk, page, name):
    """One person's post is put right; the list of changes is sent like any other."""
    say = walk.say
    page.goto(reverse("rosters:mine"))
    follow(page, say("打开名单") + say("：") + walk.cohort.name)
    press(page, say("办理变更"))
    assert heading(page) == f"{say('变更名单')} {say('编制中')}"
    follow(page, say("填写退班、更正…"))
    follow(page, say("填写变更") + say("：") + name)
    page.get_by_label(say("更正")).check()
    page.get_by_label(say("职务")).fill("总裁")
    page.get_by_label(say("变更原因")).fill("任职调整（演示）")
    press(page, say("列入变更名单"))
    assert told(page) == say("%(name)s已列入变更名单", name=name)
    walk.look(page, "amendment")
    follow(page, say("核对并提交…"))
    press(page, say("提交人才交流中心审核"))
    assert told(page) == say("名单已提交人才交流中心审核")


def judge_change(walk, page):
    say = walk.say
    page.goto(reverse("home:workbench"))
    follow(page, say("审核名单：%(cohort)s", cohort=walk.cohort.name))
    press(page, say("开始审核"))
    assert page.locator("#desk ins").all_inner_texts() == ["总裁"]
    page.get_by_label(say("筛选出的全部 %(total)s 人", total=1)).check()
    press(page, say("拟通过", "步骤"))
    follow(page, say("办结并通知机构…"))
    press(page, say("办结并通知机构"))
    assert told(page) == say(
        "变更名单：通过 %(approved)d 人，不予变更 %(rejected)d 人，退回 %(returned)d 人",
        approved=1,
        rejected=0,
        returned=0,
    )


def compare(walk, page):
    say = walk.say
    follow(page, say("与上一号对照"))
    assert heading(page) == say("快照对照")
    walk.look(page, "beside")
    (row,) = page.locator("table tbody tr").all_inner_texts()
    assert [part for part in (PICKED, "总经理", "总裁") if part in row] == [
        PICKED,
        "总经理",
        "总裁",
    ]


def look_from_home(walk, page):
    """The home region opens the frozen list from its people and reads its own alone."""
    say = walk.say
    page.set_viewport_size(TELEPHONE)
    page.goto(reverse("nominations:region"))
    walk.look(page, "region")
    main = page.locator("main")
    assert main.get_by_text(walk.cohort.name).count() == 2
    assert main.get_by_role("link", name=say("名单快照")).count() == 1
    follow(main, say("名单快照"))
    number = RosterSnapshot.objects.latest("pk").number
    assert heading(page) == say("名单快照 %(number)s", number=number)
    assert page.locator("tbody th").all_inner_texts()[0].split()[0] == PICKED
    assert page.locator("tbody tr").count() == 1
