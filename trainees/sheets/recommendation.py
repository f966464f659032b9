"""What became of those an authority recommended, as a workbook."""

from django.utils.translation import gettext as _

from portal import clock
from portal.sheets import Column, Table, write
from trainees.queries.selection import outcome, why

# Written while somebody waits; a region recommends some hundreds a year.
MOST_ROWS = 2000


def results_table(nominations) -> bytes:
    """One line a person, in the order given; no number and no telephone leaves this way."""
    columns = [
        Column(_("姓名"), width=12),
        Column(_("职务"), width=14),
        Column(_("企业"), width=32),
        Column(_("推荐函文号"), width=22),
        Column(_("推荐时间"), kind="date"),
        Column(_("是否逾期"), width=12),
        Column(_("机构"), width=20),
        Column(_("班级"), width=30),
        Column(_("结果"), width=14),
        Column(_("理由"), width=40),
    ]
    return write([Table(_("推荐结果"), columns, [_line(row) for row in nominations])])


def _line(row) -> tuple:
    letter, cohort = row.recommendation, row.cohort
    return (
        row.trainee.name,
        row.post,
        row.enterprise.name,
        letter.document_no if letter else "",
        clock.local_day(row.submitted_at),
        _("逾期报送") if letter and letter.is_late else "",
        cohort.organization.short_name if cohort else "",
        cohort.name if cohort else "",
        outcome(row).text,
        why(row),
    )
