"""谁还没办 as a workbook; telephones are text."""

from django.utils.translation import gettext as _

from portal.sheets import Column, Table, write
from portal.ui import wording


def arrears_sheet(rows) -> bytes:
    columns = [
        Column(_("单位"), width=30),
        Column(_("演练样例"), width=10),
        Column(_("事项"), width=16),
        Column(_("截止日期"), width=12, kind="date"),
        Column(_("单独期限"), width=10),
        Column(_("逾期天数"), width=10, kind="number"),
        Column(_("最近提醒"), width=18),
        Column(_("送达情况"), width=14),
        Column(_("最近登录"), width=18),
        Column(_("无人可送达"), width=12),
        Column(_("电话"), width=40, kind="code"),
    ]
    return write([Table(_("谁还没办"), columns, [_line(row) for row in rows])])


def _line(row) -> tuple:
    return (
        row.organization.name,
        _yes(row.organization.is_sample),
        row.milestone.get_kind_display(),
        row.due_on,
        _yes(row.has_extension),
        row.days_over,
        _moment(row.reminder and row.reminder.at),
        row.reminder.label if row.reminder else _("没有提醒过"),
        _moment(row.seen_at),
        _yes(row.is_unreachable),
        "；".join(row.phones),
    )


def _yes(fact) -> str:
    return _("是") if fact else ""


def _moment(when) -> str:
    return f"{wording.local(when):%Y-%m-%d %H:%M}" if when else ""
