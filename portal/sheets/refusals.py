"""Why a file is not read, each in one sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "empty_file": _("文件是空的，请重新选择填好的名单文件。"),
    "too_large": _("文件超过 %(limit)s MB，请只保留名单，另存为 .xlsx 后再上传。"),
    "not_workbook": _("这不是表格文件，请上传 .xlsx、.xls、.ods 或 .csv 格式的名单。"),
    "web_page": _("这是改了扩展名的网页，请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"),
    "xml_workbook": _(
        "这是 Excel 2003 的 XML 表格，请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"
    ),
    "renamed_text": _(
        "这个 %(suffix)s 文件其实是文本，请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"
    ),
    "other_document": _("这是文字文档或其他文件，请把名单另存为 .xlsx 表格后再上传。"),
    "binary_workbook": _(
        "二进制工作簿（.xlsb）不能读取，请用 Excel 打开它，另存为 .xlsx 后再上传。"
    ),
    "encrypted": _("文件设有打开密码，请在 Excel 或 WPS 中取消密码，保存后再上传。"),
    "damaged": _("文件已损坏，请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"),
    "damaged_text": _(
        "CSV 文件的引号不成对，请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"
    ),
    "declaration": _("文件含有不允许的外部声明，请把名单复制到新建的工作簿，保存后再上传。"),
    "bomb": _("文件解压后过大，请把名单复制到新建的工作簿，保存后再上传。"),
    "too_big": _(
        "工作表占用的范围过大，请删除名单以外的行和列（可能在很远处有内容），保存后再上传。"
    ),
    "too_slow": _("读取用时过长，请把名单复制到新建的工作簿，或拆成几个文件后再上传。"),
    "far_cell": _(
        "工作表“%(sheet)s”的 %(cell)s 单元格离名单太远，请删除名单以外的行和列，保存后再上传。"
    ),
    "too_many_rows": _("工作表“%(sheet)s”超过 %(limit)s 行，请拆成几个文件分别上传。"),
    "too_many_columns": _(
        "工作表“%(sheet)s”超过 %(limit)s 列，请删除名单以外的列，保存后再上传。"
    ),
    "too_many_merged": _(
        "工作表“%(sheet)s”的合并单元格过多，请取消合并并逐行填写，保存后再上传。"
    ),
    "too_many_sheets": _(
        "文件中的工作表超过 %(limit)s 张，请只保留名单所在的工作表，保存后再上传。"
    ),
    "no_rows": _("工作表“%(sheet)s”没有学员，请在表头下面逐行填写后再上传。"),
    "no_header": _(
        "工作表“%(sheet)s”前 %(limit)s 行中没有找到表头，请保留“姓名、身份证号”等列名后再上传。"
    ),
    "all_hidden": _("文件中没有可见的内容，请取消隐藏名单所在的工作表，保存后再上传。"),
}

# What was left out of a book that was read; shown beside the result.
REMARKS = {
    "macros": _("文件中的宏没有读取，也不会保存。"),
    "links": _("文件中指向其他文件的链接没有打开，单元格取上次保存的值。"),
    "embedded": _("文件中嵌入的对象没有读取。"),
    "controls": _("文件中的控件没有读取。"),
    "connections": _("文件中的数据连接没有打开。"),
    "old_format": _(
        "旧格式（.xls）中的隐藏行和错误值无法检查，如有请另存为 .xlsx 后重新上传。"
    ),
}


class Unreadable(Exception):
    """The file, or the chosen sheet, cannot be used; ``str()`` is the sentence for people."""

    def __init__(self, code: str, **facts):
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self):
        # A CSV file is one sheet without a name.
        facts = {**self.facts, "sheet": self.facts.get("sheet") or "CSV"}
        return str(MESSAGES[self.code] % facts)
