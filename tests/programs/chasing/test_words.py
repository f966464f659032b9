"""The words to copy, the list as a workbook and as a picture."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from PIL import Image

from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.sheets import Column, Table, draw
from portal.sheets.picture import TooLong
from programs.actions import chasing as actions
from tests.factories.programs import sheet
from tests.support.queries import cost

from .ways import CALL, page, press, region


def test_the_words_to_copy_name_what_until_when_who_and_where(client, officer, due):
    own, _plain = region("迟省", seq=2), region("早省", seq=1)
    sample = region("示例省", seq=3, is_sample=True)
    sheet(due.program, region("已报省", seq=4), state="submitted")
    later = clock.end_of(clock.today() + timedelta(days=2))
    due.extensions.create(organization=own, due_at=later, reason="因")

    text = page(client, "list", due.pk).split("readonly>")[1].split("</textarea>")[0]

    assert text.splitlines() == [
        "【催报】报送信息表",
        "截止：10月31日（周一）24:00 截止，逾期 2 个工作日",
        "尚未办理（2 个）：早省、示例省（演练样例）",
        "迟省（单独期限 11月4日（周五））：还有 2 个工作日",
        "办理：http://127.0.0.1:8000/contact-sheets/mine/",
        "已办理的请忽略。",
    ]
    assert sample.short_name in text


def test_what_goes_out_is_in_chinese_whoever_reads_the_page(client, officer, due):
    body = region("甲省")

    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    shown = page(client, "list", due.pk)
    press(client, due, body)

    assert "Copy the text" in shown
    assert "尚未办理（1 个）：甲省" in shown
    assert Notice.objects.get(topic="milestone.urged").subject.startswith("催报“报送信息表”")


def test_when_all_have_acted_there_is_nobody_to_chase(client, officer, due):
    sheet(due.program, region("已报省"), state="submitted")

    assert "都已办理，没有要催的单位" in page(client, "list", due.pk)


def test_the_list_costs_the_same_for_any_number_of_bodies(client, officer, due):
    region("甲省")
    few = cost(client, reverse("chasing:list", args=[due.pk]))
    for number in range(12):
        region(f"省{number}", leader=True)

    assert cost(client, reverse("chasing:list", args=[due.pk])) == few


def test_the_list_leaves_as_a_workbook_with_telephones_and_as_a_picture_without(
    client, officer, due
):
    body = region("甲省", office_phone="0000-8000001")
    actions.log_call(due, body, **CALL, called_at=clock.now(), actor=officer)

    book = client.get(reverse("chasing:workbook", args=[due.pk]))
    drawn = client.get(reverse("chasing:picture", args=[due.pk]))

    rows = list(openpyxl.load_workbook(BytesIO(book.content)).active.values)
    assert rows[1][0] == body.name
    assert rows[1][6] == "本周内报送"
    assert "0000-8000001" in rows[1][7]
    image = Image.open(BytesIO(drawn.content))
    assert (image.format, drawn["Content-Type"]) == ("PNG", "image/png")
    assert Entry.objects.filter(action="programs.milestone.take_list").count() == 2


def test_a_picture_draws_every_cell_and_refuses_what_no_telephone_shows():
    columns = [Column("单位"), Column("情况")]
    short, long = [("甲省", "逾期")], [("甲省", "逾期"), ("名称很长的一个省", "今天到期")]

    small = Image.open(BytesIO(draw(Table("名单", columns, short, above=[("题",)]))))
    large = Image.open(BytesIO(draw(Table("名单", columns, long, above=[("题",)]))))

    assert large.height - small.height == 48
    assert large.width > small.width
    assert len(small.getcolors()) > 10
    with pytest.raises(TooLong):
        draw(Table("名单", columns, short * 201))


def test_too_many_for_a_picture_are_sent_to_the_workbook(client, officer, due, monkeypatch):
    region("甲省")
    region("乙省")
    monkeypatch.setattr("programs.views.chasing.MAX_DRAWN", 1)

    answer = client.get(reverse("chasing:picture", args=[due.pk]), follow=True)

    assert "图片放不下，请导出 Excel" in answer.content.decode()
