"""The answers to a pasted list as a workbook."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from portal.sheets import Column, Table, write


def answers_workbook(rows: Iterable[Sequence], *, at: str) -> bytes:
    """One line for each line that was pasted, in its order; small: a list has few lines.

    Args:
        at: When they were checked, Beijing time.
    """
    columns = [
        Column(_("行"), width=6, kind="number"),
        Column(_("证书编号"), width=30, kind="code"),
        Column(_("所填姓名或校验码"), width=18, kind="code"),
        Column(_("查验结果"), width=18),
        Column(_("持证人"), width=12),
        Column(_("学时"), width=8),
        Column(_("所在企业（培训时）"), width=30),
        Column(_("班级"), width=30),
        Column(_("颁发日期"), width=12),
        Column(_("版次"), width=8),
        Column(_("说明"), width=40),
    ]
    above = [
        [_("证书查验结果单")],
        [_("查验时间 %(at)s（北京时间）") % {"at": at}],
        [_("数字签名用于防篡改，不等同于电子印章。")],
        [_("本证书不作为学历、学位、职业资格证明。")],
    ]
    return write([Table(_("查验结果"), columns, rows, above)])
