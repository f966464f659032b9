"""Where scripts are off or have not arrived, everything is done just the same, page by page."""

from django.urls import reverse

from certificates.models import Certificate
from portal.jobs import worker
from programs.models import ContactSheet

from .addresses import SCAN
from .test_class import DATA
from .test_contact_sheet import begin, fill
from .walking import follow, heading, press, stat, told

WITHOUT = {"java_script_enabled": False}


def test_a_form_is_sent_and_confirmed(enter):
    page = enter("guangdong", **WITHOUT)
    begin(page)
    fill(page)
    page.get_by_label("联络员手机").fill("13800000000")
    press(page, "下一步：核对")
    page.get_by_label("以上内容已经分管负责同志审定").check()
    press(page, "报送中小企业局")
    assert heading(page) == "信息表已报送"
    follow(page, "查看已报送的信息表")
    page.get_by_label("加盖单位公章的扫描件").set_input_files(
        {"name": "盖章件.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    press(page, "上传扫描件")
    assert told(page) == "盖章扫描件已上传"

    officer = enter("bureau", **WITHOUT)
    sheet = ContactSheet.objects.get(authority__code="GD")
    officer.goto(reverse("sheets:detail", args=[sheet.pk]))
    press(officer, "确认信息表")
    assert told(officer) == "已办理：确认信息表"


def test_a_workbook_is_judged_while_its_page_is_loaded_again(enter):
    page = enter("tsinghua", **WITHOUT)
    page.goto(reverse("rosters:mine"))
    press(page, "编制名单：清华大学")
    follow(page, "从 Excel 导入")
    page.get_by_label("名单文件").set_input_files(DATA / "roster-clean.xlsx")
    press(page, "上传并校验")
    assert "正在处理" in page.inner_text("main")

    worker.drain()
    page.reload()

    assert (stat(page, "文件中的行"), stat(page, "不能接收")) == ("45", "0")


def test_a_certificate_is_compared_by_its_file(season, open_page, tmp_path):
    certificate = Certificate.objects.filter(state="issued").order_by("pk").first()
    copy, altered = tmp_path / "copy.pdf", tmp_path / "altered.pdf"
    copy.write_bytes(certificate.file.read())
    altered.write_bytes(certificate.file.read()[:-1] + b"X")
    page = open_page(**WITHOUT)

    for file, verdict in ((copy, "与登记的文件完全一致"), (altered, "与登记的文件不一致")):
        page.goto(reverse("verify:number"))
        page.locator("#file-form input[type=file]").set_input_files(file)
        press(page, "比对文件")
        assert verdict in page.inner_text("main")
