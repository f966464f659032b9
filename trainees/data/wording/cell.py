"""What can be wrong with any cell."""

from django.utils.translation import gettext_lazy as _

from portal.sheets import REMARKS

from .phrases import AS_TEXT, ERROR, FIXED, NOTHING, WARNING

AS_TYPED = _("如影响名单内容，请在表中直接填写后重新上传。")

CELL = {
    "cell_error": (
        ERROR,
        _("单元格显示 %(text)s，是公式出错。"),
        _("请删除公式，直接填写内容。"),
    ),
    "formula_not_calculated": (
        ERROR,
        _("单元格是没有计算结果的公式。"),
        _("请删除公式，直接填写内容；或在 Excel 中打开并保存后再上传。"),
    ),
    "formula_value": (
        WARNING,
        _("“%(column)s”有 %(count)s 个单元格是公式，已取上次计算的结果。"),
        _("请核对该列；如有不符，请改为直接填写。"),
    ),
    "number_too_long": (
        ERROR,
        _("数字超过 15 位，已被表格软件截断。"),
        AS_TEXT,
    ),
    "hidden_row": (
        WARNING,
        _("这一行在表格中是隐藏的。"),
        _("如不应上报，请不要接收此行。"),
    ),
    "hidden_column": (
        WARNING,
        _("“%(column)s”一列在表格中是隐藏的，仍已读取。"),
        _("请取消隐藏并核对该列。"),
    ),
    "hidden_sheet": (
        WARNING,
        _("隐藏的工作表没有读取：%(names)s。"),
        _("如名单在其中，请取消隐藏后重新上传。"),
    ),
    **{f"book_{code}": (WARNING, said, AS_TYPED) for code, said in REMARKS.items()},
    "column_missing": (
        ERROR,
        _("表头中没有“%(column)s”一列。"),
        _("请在表头加上“%(column)s”一列并填写，或在列对应中指定。"),
    ),
    "merged_cell": (
        FIXED,
        _("此处是合并单元格，已取合并区域的内容。"),
        NOTHING,
    ),
    "spaces_removed": (
        FIXED,
        _("已去掉多余的空格或换行。"),
        NOTHING,
    ),
    "full_width_digits": (
        FIXED,
        _("已把全角字符改为半角。"),
        NOTHING,
    ),
    "text_too_long": (
        ERROR,
        _("内容有 %(length)s 个字，超过 %(limit)s 个字。"),
        _("请缩短到 %(limit)s 个字以内。"),
    ),
}
