"""The empty list to fill in: the canonical columns, what may be chosen, and how to fill it."""

from portal.sheets import Column, Table, write
from portal.sheets.tables import LONGEST_CHOICES
from trainees.data.columns import COLUMNS
from trainees.data.size import INDUSTRIES
from trainees.data.vocabulary import ETHNICITY_ORDER, written
from trainees.states import Gender, IdType, Route, TitleKind

SHEET, GUIDE = "学员名单", "填表说明"
CODES = frozenset({"id_no", "mobile", "uscc", "birth", "founded", "wechat", "emergency"})
NUMBERS = frozenset({"seq", "revenue", "employees", "assets"})
UNITS = {"revenue": "（万元）", "assets": "（万元）"}
WIDTHS = {"id_no": 22, "uscc": 22, "enterprise": 30, "address": 30, "mobile": 14}
CHOICES = {
    "gender": tuple(written(each) for each in Gender),
    "ethnicity": ETHNICITY_ORDER,
    "id_type": tuple(written(each) for each in IdType),
    "industry": INDUSTRIES,
    "ent_title": tuple(written(each) for each in TitleKind),
    "source": tuple(written(each) for each in Route),
    "repeat": ("是", "否"),
}
# field -> (how to fill it, an example): the example's number is nobody's, and refused.
HOW = {
    "seq": ("顺序号", "1"),
    "name": ("与证件上的姓名一致，不加空格和称呼", "张三"),
    "gender": ("从下拉列表选；不填的按身份证号", "男"),
    "ethnicity": ("从下拉列表选", "汉族"),
    "birth": ("年月，如 1985-03", "1985-03"),
    "id_type": ("从下拉列表选；不填即居民身份证", "居民身份证"),
    "id_no": ("18 位，末位为 X 的用大写；本列已设为文本格式，请勿改动", "11010119850315****"),
    "mobile": ("11 位手机号码，不填座机", "138********"),
    "email": ("常用邮箱", "name@example.com"),
    "wechat": ("微信号", ""),
    "political": ("如 中共党员、群众", "群众"),
    "education": ("最高学历", "大学本科"),
    "degree": ("最高学位", "学士"),
    "school": ("毕业院校", ""),
    "title": ("专业技术职务", "高级工程师"),
    "post": ("现任职务", "总经理"),
    "enterprise": ("营业执照上的全称", "示例科技有限公司"),
    "uscc": ("营业执照上的 18 位代码；本列已设为文本格式，请勿改动", "91110000********X"),
    "ent_nature": ("如 民营、国有、外资", "民营"),
    "ent_title": ("从下拉列表选；有几项的用顿号隔开", "创新型中小企业"),
    "industry": ("从下拉列表选，或按营业执照填写；用于判定企业规模", "工业"),
    "product": ("主要产品或服务", ""),
    "revenue": ("上年数，以万元为单位的数字", "5000"),
    "employees": ("上年末人数，整数", "120"),
    "assets": ("上年末数，以万元为单位的数字", "8000"),
    "founded": ("年月，如 2010-06", "2010-06"),
    "region": ("从下拉列表选；计划单列市单独填写", "示例一省"),
    "city": ("地级市", ""),
    "address": ("能收到邮件的地址", ""),
    "source": ("从下拉列表选；主管部门推荐的由该地区主管部门在线确认", "自主选拔"),
    "direction": ("可不填，以上传时的班次为准", ""),
    "class": ("可不填，以上传时的班次为准", ""),
    "repeat": ("是否参加过领军人才培训，从下拉列表选", "否"),
    "emergency": ("姓名和电话", ""),
    "diet": ("如 清真、素食", ""),
    "clothing": ("如 L、XL", ""),
    "remark": ("其他说明", ""),
}
ADVICE = (
    ["填表说明"],
    ["在“学员名单”表中从表头下一行起逐人填写；带 * 的列必填；不要改动表头，不用的列可以删除。"],
    ["示例只供参照，号码不能使用；照抄示例的行不会导入。"],
)


def template(regions: list[str]) -> bytes:
    """An .xlsx with nobody in it; ``regions`` are the short names that may be chosen."""
    listed = {**CHOICES, "region": tuple(regions)}
    people = Table(SHEET, [_column(each, listed.get(each.field, ())) for each in COLUMNS], [])
    guide = Table(
        GUIDE,
        [
            Column("列名", width=20),
            Column("是否必填", width=10),
            Column("怎么填", width=56),
            Column("示例（勿照抄）", width=24),
        ],
        [[_heading(e), "必填" if e.required else "选填", *HOW[e.field]] for e in COLUMNS],
        above=ADVICE,
    )
    return write([people, guide])


def _heading(column) -> str:
    return column.label + UNITS.get(column.field, "") + ("*" if column.required else "")


def _column(column, choices: tuple[str, ...]) -> Column:
    name = column.field
    kind = "code" if name in CODES else "number" if name in NUMBERS else "text"
    # A longer list would be cut off by the spreadsheet.
    fits = len(",".join(choices)) <= LONGEST_CHOICES
    return Column(
        _heading(column),
        width=WIDTHS.get(name, 14),
        kind=kind,
        choices=choices if fits else (),
        note=("必填。" if column.required else "") + HOW[name][0],
    )
