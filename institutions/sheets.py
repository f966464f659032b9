"""The opening codes as a workbook, for who prints or posts them by other means."""

from datetime import date

from django.utils.translation import gettext as _

from institutions.models import Organization
from portal.sheets import Column, Table, write


def opening_sheet(codes: list[tuple[Organization, str]], door: str, valid_until: date) -> bytes:
    """One line a body: its code, where to use it, and until when."""
    columns = [
        Column(_("单位代码"), width=12, kind="code"),
        Column(_("单位"), width=36),
        Column(_("开户码"), width=20, kind="code"),
        Column(_("登录网址"), width=40),
        Column(_("有效期至"), width=14, kind="date"),
    ]
    rows = [(body.code, body.name, clear, door, valid_until) for body, clear in codes]
    return write([Table(_("开户码单"), columns, rows)])
