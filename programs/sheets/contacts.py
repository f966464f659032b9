"""通讯录 as a workbook; telephones are text."""

from django.utils.translation import gettext as _

from portal.sheets import Column, Table, write

# Written while somebody waits; there are some dozens of bodies.
MOST_ROWS = 2000


def contacts_sheet(bodies) -> bytes:
    """One line a contact; a body that has reported none keeps a line of its own."""
    columns = [
        Column(_("单位"), width=30),
        Column(_("演练样例"), width=10),
        Column(_("单位类型"), width=16),
        Column(_("角色"), width=24),
        Column(_("姓名"), width=14),
        Column(_("部门和职务"), width=24),
        Column(_("办公电话"), width=20, kind="code"),
        Column(_("手机"), width=16, kind="code"),
        Column(_("传真"), width=18, kind="code"),
        Column(_("电子邮箱"), width=28),
    ]
    rows = [
        (
            body.name,
            _("是") if body.is_sample else "",
            body.get_kind_display(),
            *_cells(contact),
        )
        for body in bodies
        for contact in body.contacts or [None]
    ]
    return write([Table(_("通讯录"), columns, rows)])


def _cells(contact) -> tuple:
    if contact is None:
        return ("",) * 7
    return (
        contact.role,
        contact.name,
        contact.post,
        contact.phone,
        contact.mobile,
        contact.fax,
        contact.email,
    )
