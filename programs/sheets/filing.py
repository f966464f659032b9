"""The filings of one list as a workbook."""

from django.utils.translation import gettext as _

from portal.sheets import Column, Table, write
from programs.data.money import to_yuan

# Written while somebody waits; a year has some dozens.
MOST_ROWS = 2000


def filing_table(filings) -> bytes:
    """One line a filing, in the order given; no telephone leaves the portal this way."""
    columns = [
        Column(_("备案编号"), width=16, kind="code"),
        Column(_("主管部门"), width=14),
        Column(_("承担机构"), width=20),
        Column(_("培养方式"), width=10),
        Column(_("培训方向"), width=12),
        Column(_("班级名称"), width=36),
        Column(_("培训人数"), kind="number"),
        Column(_("开始日期"), kind="date"),
        Column(_("结束日期"), kind="date"),
        Column(_("培训地点"), width=20),
        Column(_("经费总额（元）"), width=16, kind="money"),
        Column(_("状态"), width=12),
    ]
    rows = [
        (
            row.number,
            row.authority.short_name,
            row.organization.short_name,
            row.get_kind_display(),
            row.track.name,
            row.name,
            row.people,
            row.starts_on,
            row.ends_on,
            row.place,
            to_yuan(row.budget_fen),
            row.get_state_display(),
        )
        for row in filings
    ]
    return write([Table(_("联合委托培养备案"), columns, rows)])
