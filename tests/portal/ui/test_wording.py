"""Deadlines and figures as people read them, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from babel.messages import mofile, pofile
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real

from portal import clock
from portal.calendar.models import Holiday
from portal.ui import wording
from portal.ui.wording import Due

pytestmark = pytest.mark.django_db

FRIDAY = date(2022, 10, 28)
MONDAY = date(2022, 10, 31)


@pytest.fixture
def on_friday(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: FRIDAY)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (MONDAY, "10月31日（周一）24:00 前，还有 1 个工作日"),
        (FRIDAY, "10月28日（周五）24:00 前，今天到期"),
        (date(2022, 10, 30), "10月30日（周日）24:00 前，还有 2 天，均非工作日"),
        (date(2022, 10, 27), "10月27日（周四）24:00 截止，逾期 1 个工作日"),
        (date(2023, 1, 6), "2023年1月6日（周五）24:00 前，还有 49 个工作日"),
    ],
)
def test_a_deadline_names_its_hour_and_the_working_days_left(on_friday, day, text):
    assert str(wording.due(day)) == text


def test_a_deadline_missed_over_a_rest_counts_plain_days():
    assert Due(FRIDAY, date(2022, 10, 30)).distance == "逾期 2 天"


def test_the_holiday_table_is_heard(on_friday):
    Holiday.objects.create(day=date(2022, 10, 29), is_workday=True, reason="因")

    assert wording.due(MONDAY).distance == "还有 2 个工作日"


def test_a_moment_is_read_in_beijing(on_friday):
    late_in_greenwich = datetime(2022, 10, 31, 15, 59, 59, tzinfo=UTC)

    assert wording.moment(late_in_greenwich) == "10-31 23:59"
    assert str(wording.due(late_in_greenwich + timedelta(seconds=1))).startswith("11月1日")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2022, 10, 31), "10-31"),
        (date(2023, 1, 5), "2023-01-05"),
        (None, "–"),
    ],
)
def test_a_moment_of_another_year_is_written_in_full(on_friday, value, text):
    assert wording.moment(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (None, "–"),
        ("", "–"),
        (12000, "12000"),
        (3.5, "3.5"),
        (Decimal("96.00"), "96"),
    ],
)
def test_a_figure_has_no_idle_zeros_and_nothing_is_a_dash(value, text):
    assert wording.number(value) == text


def test_a_share_has_one_decimal_and_none_without_a_whole():
    assert wording.percent(1264, 2000) == "63.2%"
    assert wording.percent(0, 0) == "–"


def test_the_filters_say_the_same(on_friday):
    page = Template("{{ day|due }}|{{ day|moment }}|{{ n|percent_of:8 }}|{{ none|due }}")

    assert page.render(Context({"day": MONDAY, "n": 1, "none": None})) == (
        "10月31日（周一）24:00 前，还有 1 个工作日|10-31|12.5%|–"
    )


ENGLISH = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"
msgid "%(day)s24:00 前，%(distance)s"
msgstr "by 24:00 on %(day)s, %(distance)s"
msgid "%(month)s%(day)d日（%(weekday)s）"
msgstr "%(weekday)s %(day)d %(month)s"
msgid "周一"
msgstr "Monday"
msgid "10月"
msgstr "October"
msgid "还有 %(count)d 个工作日"
msgid_plural "还有 %(count)d 个工作日"
msgstr[0] "%(count)d working day left"
msgstr[1] "%(count)d working days left"
"""


def test_the_sentence_can_be_said_in_english(on_friday, settings, tmp_path, monkeypatch):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "in.po").write_text(ENGLISH, encoding="utf-8")
    with (folder / "in.po").open("rb") as po, (folder / "django.mo").open("wb") as mo:
        mofile.write_mo(mo, pofile.read_po(po))
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(trans_real, "_translations", {})

    with translation.override("en"):
        one, two = str(wording.due(MONDAY)), wording.due(date(2022, 11, 1)).distance

    assert one == "by 24:00 on Monday 31 October, 1 working day left"
    assert two == "2 working days left"
