"""Who is to be chased, as a workbook for the desk and as a picture for a group chat."""

from django.utils.translation import gettext as _

from portal import clock
from portal.sheets import Column, Table, draw, write
from portal.ui import wording


def chasing_sheet(milestone, rows) -> bytes:
    columns = [
        Column(_("单位"), width=30),
        Column(_("截止日期"), width=12, kind="date"),
        Column(_("逾期天数"), width=10, kind="number"),
        Column(_("最近提醒"), width=18),
        Column(_("送达情况"), width=14),
        Column(_("最近通话"), width=18),
        Column(_("答复"), width=40),
        Column(_("电话"), width=40, kind="code"),
    ]
    return write([Table(_("催报名单"), columns, [_line(each) for each in rows])])


def chasing_picture(milestone, rows) -> bytes:
    """No telephones and no names of people: a group chat is no private place."""
    columns = [Column(_("单位")), Column(_("截止日期")), Column(_("情况"))]
    lines = [(_name(each.row), str(each.row.due_on), each.distance) for each in rows]
    title = _("%(what)s：尚未办理 %(count)d 个单位（截至 %(day)s）") % {
        "what": milestone.get_kind_display(),
        "count": len(rows),
        "day": clock.today(),
    }
    return draw(Table(_("催报名单"), columns, lines, above=[(title,)]))


def _line(each) -> tuple:
    row, call = each.row, each.row.call
    return (
        _name(row),
        row.due_on,
        row.days_over,
        _moment(row.reminder and row.reminder.at),
        row.reminder.label if row.reminder else _("没有提醒过"),
        _moment(call and call.called_at),
        call.answer if call else "",
        "；".join(row.phones),
    )


def _name(row) -> str:
    body = row.organization
    return _("%(name)s（演练样例）") % {"name": body.name} if body.is_sample else body.name


def _moment(when) -> str:
    return f"{wording.local(when):%Y-%m-%d %H:%M}" if when else ""
