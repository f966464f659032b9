"""A class ends: hours, completion, certificates, their holder's telephone, anybody's check."""

import hashlib

import pytest
from django.urls import reverse

from certificates.models import Certificate
from portal.demo import classes
from portal.demo.people import people
from portal.jobs import worker
from tests.support import paper
from tests.support.browser import axe

from .addresses import cohort
from .walking import faults, follow, heading, press, reload_until, stat, told

CODE = "2022-THEME-F9001-01"
TELEPHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 3,
}
DROP = """(bytes) => {
  const given = new DataTransfer();
  given.items.add(new File([new Uint8Array(bytes)], "certificate.pdf"));
  const form = document.getElementById("file-form");
  form.dispatchEvent(new DragEvent("drop", {dataTransfer: given, cancelable: true}));
}"""


@pytest.fixture
def enrolled(season):
    """The class whose list waited for the Centre, judged; twelve people."""
    themed = cohort(CODE)
    classes.judge(classes.open_list(themed))
    return themed


def test_a_class_is_taught_completed_and_certified(enter, gallery, enrolled, embedded_worker):
    teach(enter("wangjiang"), enrolled)
    write_hours(enter("wangjiang-teacher"), enrolled, gallery)
    confirm(enter("centre"), gallery)
    issue(enter("centre-issuer"), gallery)

    certificates = Certificate.objects.filter(enrolment__cohort=enrolled).order_by("serial")
    assert [row.state for row in certificates] == ["issued"] * 11
    assert certificates[0].number.startswith("YL2022-THEME-F9001-01-0001-")


def teach(page, enrolled):
    page.goto(reverse("cohorts:detail", args=[enrolled.pk]))
    press(page, "开班")
    assert heading(page).endswith("培训中")


def write_hours(page, enrolled, gallery):
    """One by hand, with a slip; then everybody from the clipboard, the last with too few."""
    page.goto(reverse("home:workbench"))
    follow(page, "学时与结业")
    follow(page, enrolled.name)
    follow(page, "登记学时")
    numbers = (
        page.get_by_role("region", name="学时登记表")
        .locator("tbody th small")
        .all_inner_texts()
    )
    assert len(numbers) == 12
    page.get_by_label("课堂学时").first.fill("60.3")
    assert press(page, "保存学时") == 422
    assert len(faults(page)) == 1
    assert gallery.look(page, "hours-422") == []
    page.get_by_label("课堂学时").first.fill("60.5")
    press(page, "保存学时")
    assert told(page) == "已登记 12 人的学时"

    follow(page, "登记学时")
    rows = [f"{number.strip()}\t60\t30\t4\t2\t是\t否" for number in numbers]
    rows[-1] = rows[-1].replace("60\t30", "20\t8")
    page.get_by_label("粘贴学时表").fill("\n".join([*rows, "2022-XX\t60\t30\t4\t2\t是\t否"]))
    assert press(page, "读取并登记") == 422
    assert "第 13 行" in faults(page)[0]
    page.get_by_label("粘贴学时表").fill("\n".join(rows))
    press(page, "读取并登记")

    press(page, "按规则评定并提出建议")
    assert told(page) == "已提出结业建议：拟结业 11 人，拟不予结业 1 人"
    assert (stat(page, "拟结业"), stat(page, "拟不予结业")) == ("11", "1")
    page.get_by_role("row").last.locator("summary").click()
    assert page.locator("ul.why li.no").first.is_visible()
    assert gallery.look(page, "completions") == []


def confirm(page, gallery):
    page.goto(reverse("home:workbench"))
    follow(page, "确认望江大学 · 主题方向 · 01 班的结业建议")
    assert gallery.look(page, "completions-confirm") == []
    press(page, "确认所选结业结果")
    assert told(page) == "已确认 12 人的结业结果"


def issue(page, gallery):
    """Issued by somebody who confirmed nobody; progress moves by itself to the end."""
    page.goto(reverse("home:workbench"))
    follow(page, "颁发望江大学 · 主题方向 · 01 班的结业证书")
    assert page.get_by_role("checkbox").count() == 11
    assert gallery.look(page, "certificates-preflight") == []
    press(page, "颁发所选证书")
    assert told(page) == "已编号 11 份，正在制证"
    page.wait_for_selector("[id^=job-]:has-text('已完成')", timeout=60_000)
    reload_until(page, "下载")
    assert stat(page, "已颁发") == "11"
    assert gallery.look(page, "certificates-done") == []


def test_a_trainee_claims_the_account_on_a_telephone_and_takes_the_certificate(
    enter, open_page, gallery, enrolled
):
    person = next(iter(people(1, first=4100)))
    classes.complete(classes.teach(enrolled))
    teacher = enter("wangjiang-teacher")
    teacher.goto(reverse("completions:detail", args=[enrolled.pk]))
    follow(teacher, "班级激活码")
    press(teacher, "开具激活码")
    assert told(teacher) == "已开具班级激活码"
    code = teacher.locator("p.ref.mono").inner_text()
    assert gallery.look(teacher, "class-code") == []

    page = open_page(**TELEPHONE)
    page.goto(reverse("account_login"))
    follow(page, "学员激活账号")
    page.get_by_label("班级激活码").fill(code)
    page.get_by_label("姓名").fill(person.name)
    page.get_by_label("手机号码").fill(person.mobile)
    page.get_by_label("证件号码后六位").fill("000000")
    page.get_by_role("textbox", name="设置密码").fill("银杏与青石板路七公里半")
    page.get_by_label("再输入一次密码").fill("银杏与青石板路七公里半")
    page.get_by_label("我已阅读并同意").check()
    assert press(page, "激活账号") == 422
    assert "对不上" in faults(page)[0]
    assert page.get_by_label("姓名").input_value() == person.name
    assert axe(page) == []
    page.get_by_label("证件号码后六位").fill(person.id_number[-6:])
    page.get_by_role("textbox", name="设置密码").fill("银杏与青石板路七公里半")
    page.get_by_label("再输入一次密码").fill("银杏与青石板路七公里半")
    press(page, "激活账号")
    assert heading(page) == "我的班级"
    assert "均已达到" in page.inner_text("main")
    tabs = page.get_by_role("navigation", name="学员导航").get_by_role("link")
    assert [tab.inner_text() for tab in tabs.all()] == ["我的班级", "结业证书", "我的信息"]

    follow(page, "结业证书")
    assert "还没有证书" in page.inner_text("main")
    classes.certify(enrolled)
    worker.drain()
    page.reload()
    assert "演练样本，无效力" in page.inner_text("main")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载 PDF").click()
    certificate = Certificate.objects.get(enrolment__trainee__mobile=person.mobile)
    content = taken.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() == certificate.sha256
    assert axe(page) == []


def test_anybody_checks_a_certificate_in_five_ways(season, open_page, gallery, tmp_path):
    certificate = Certificate.objects.filter(state="issued").order_by("pk").first()
    content = certificate.file.read()
    name = certificate.snapshot["name"]
    page = open_page()
    page.goto(reverse("verify:number"))

    for proof in (name, certificate.check_code):
        page.get_by_label("证书编号").fill(certificate.number)
        page.get_by_label("持证人姓名或防伪校验码").fill(proof)
        press(page, "查验")
        assert page.locator(".verdict h2").inner_text() == "演练样本，无效力"
        assert certificate.number in page.get_by_role("region", name="登记内容").inner_text()
    page.get_by_label("证书编号").fill(certificate.number)
    page.get_by_label("持证人姓名或防伪校验码").fill("无此人")
    press(page, "查验")
    assert page.locator(".verdict h2").inner_text() == "没有查到"
    assert gallery.look(page, "verify-unknown") == []

    [address] = paper.codes(paper.by_pdfium(content, tmp_path, paper.SCAN), tmp_path)
    page.goto(address)
    facts = page.get_by_role("region", name="登记内容")
    assert name not in facts.inner_text()
    page.get_by_label("照证书输入持证人全名").fill(name)
    press(page, "核对")
    assert "相符" in page.get_by_role("status").inner_text()
    assert name in facts.inner_text()
    assert gallery.look(page, "verify-name") == []
    slip = paper.text(page.pdf(prefer_css_page_size=True))
    assert [text in slip for text in ("证书查验结果单", "演练样本，无效力", name)] == [
        True,
        True,
        False,
    ]
    follow(page, "一次查验多份")
    rows = [f"{certificate.number}\t{name}", f"{certificate.number} 别人", "没有编号的一行"]
    page.get_by_label("粘贴编号和姓名").fill("证书编号\t姓名\n" + "\n".join(rows))
    press(page, "查验")
    found = page.locator(".results li").all_inner_texts()
    assert [
        said in row
        for said, row in zip(("演练样本", "没有查到", "没有认出"), found, strict=True)
    ] == [True] * 3
    assert gallery.look(page, "verify-list") == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载结果").click()
    assert taken.value.suggested_filename == "证书查验结果.xlsx"
    assert page.context.cookies() == []


@pytest.mark.parametrize(("language", "width"), [("zh-CN", 390), ("en-GB", 1366)])
def test_a_file_dropped_on_the_page_is_compared_where_it_is(
    season, open_page, gallery, language, width
):
    said = {
        "zh-CN": ("与登记的文件完全一致", "与登记的文件不一致", "打印查验结果单"),
        "en-GB": ("Identical to the registered file", "Not the registered file", "Print"),
    }
    same, different, printed = said[language]
    certificate = Certificate.objects.filter(state="issued").order_by("pk").first()
    content = certificate.file.read()
    page = open_page(locale=language, viewport={"width": width, "height": 844})
    sent = []
    page.on("request", lambda request: sent.append(len(request.post_data or "")))
    page.goto(reverse("verify:number"))

    for given, words in ((content, same), (content[:-1], different)):
        with page.expect_navigation():
            page.evaluate(DROP, list(given))
        assert page.locator(".notice h2").first.inner_text() == words
        assert page.get_by_role("button", name=printed).is_visible()
        assert certificate.number in page.inner_text("main")
        assert gallery.look(page, f"verify-{language}-{len(given) - len(content)}") == []
    assert max(sent) < 300
