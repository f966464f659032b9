"""签收情况 as a workbook; telephones are text."""

from django.utils.translation import gettext as _

from portal.sheets import Column, Table, write
from portal.ui import wording

# Written while somebody waits; a notice has some dozens of addressees.
MOST_ROWS = 2000


def receipt_sheet(rows) -> bytes:
    """One line an addressee, in the order given."""
    columns = [
        Column(_("单位"), width=30),
        Column(_("演练样例"), width=10),
        Column(_("单位类型"), width=16),
        Column(_("签收情况"), width=10),
        Column(_("签收人"), width=14),
        Column(_("签收时间"), width=18),
        Column(_("电话"), width=40, kind="code"),
    ]
    return write([Table(_("签收情况"), columns, [_line(row) for row in rows])])


def _line(row) -> tuple:
    signed = row.confirmed_at
    return (
        row.organization.name,
        _("是") if row.organization.is_sample else "",
        row.organization.get_kind_display(),
        _("已签收") if signed else _("未签收"),
        str(row.confirmed_by) if signed else "",
        f"{wording.local(signed):%Y-%m-%d %H:%M}" if signed else "",
        "；".join(row.phones),
    )
