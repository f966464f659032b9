"""证书登记册 as a workbook."""

from django.utils.translation import gettext as _

from portal.sheets import Column, Table, write

# Written while somebody waits; a class has some dozens, a year some thousands.
MOST_ROWS = 5000


def register_sheet(certificates) -> bytes:
    """One line an edition, in the order given; no document's number leaves this way."""
    columns = [
        Column(_("证书编号"), width=30, kind="code"),
        Column(_("版次"), kind="number"),
        Column(_("状态"), width=14),
        Column(_("姓名"), width=14),
        Column(_("年度"), width=12),
        Column(_("方向"), width=12),
        Column(_("承担机构"), width=22),
        Column(_("班次代码"), width=22, kind="code"),
        Column(_("学时"), kind="number"),
        Column(_("发证日期"), width=12),
        Column(_("防伪校验码"), width=14, kind="code"),
        Column(_("文件校验值"), width=66, kind="code"),
    ]
    rows = (
        (
            row.number,
            row.edition,
            row.get_state_display(),
            row.snapshot["name"],
            row.enrolment.program.code,
            row.snapshot["direction"],
            row.snapshot["institution"],
            row.enrolment.cohort.code,
            row.snapshot["hours"],
            row.snapshot["issued_on"],
            row.check_code,
            row.sha256,
        )
        for row in certificates
    )
    return write([Table(_("证书登记册"), columns, rows)])
