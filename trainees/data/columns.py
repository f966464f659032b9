"""The columns of a roster, and the names offices give them (domain §18).

``label`` is canonical: problems, corrections and templates name a column by
it, whatever the uploader's header says.
"""

from typing import NamedTuple


class Column(NamedTuple):
    """``about`` is ``person``, ``enterprise`` or ``entry``: of an enterprise's columns a
    merged cell speaks for the rows below it, of a person's never."""

    field: str
    label: str
    aliases: tuple[str, ...]
    about: str
    required: bool = False


def _column(field, label, aliases, about, *, required=False) -> Column:
    return Column(field, label, tuple(aliases.split()), about, required)


COLUMNS = (
    _column("seq", "序号", "编号 No. 序列", "entry"),
    _column("name", "姓名", "学员姓名 参训人员 名字 人员姓名 Name", "person", required=True),
    _column("gender", "性别", "Gender", "person"),
    _column("ethnicity", "民族", "族别", "person"),
    _column("birth", "出生年月", "出生日期 生日 出生年月日 出生时间", "person"),
    _column("id_type", "证件类型", "证件名称 证件种类", "person"),
    _column(
        "id_no",
        "身份证号",
        "身份证号码 公民身份号码 公民身份证号码 居民身份证号码 身份证 证件号 证件号码 "
        "身份证件号 身份证件号码",
        "person",
        required=True,
    ),
    _column(
        "mobile",
        "手机",
        "手机号 手机号码 移动电话 联系手机 联系电话 电话 联系方式 Mobile",
        "person",
        required=True,
    ),
    _column("email", "电子邮箱", "邮箱 E-mail Email 电子邮件 邮箱地址", "person"),
    _column("wechat", "微信号", "微信", "person"),
    _column("political", "政治面貌", "党派", "person"),
    _column("education", "学历", "最高学历 文化程度 学历学位", "person"),
    _column("degree", "学位", "最高学位", "person"),
    _column("school", "毕业院校", "毕业学校 毕业院校及专业", "person"),
    _column("title", "职称", "专业技术职务", "person"),
    _column("post", "职务", "现任职务 职位 岗位 单位职务 担任职务", "person", required=True),
    _column(
        "enterprise",
        "企业名称",
        "单位名称 工作单位 公司名称 企业全称 所在企业 所在单位 单位",
        "enterprise",
        required=True,
    ),
    _column(
        "uscc",
        "统一社会信用代码",
        "社会信用代码 信用代码 统一信用代码 企业统一社会信用代码 税号 纳税人识别号 "
        "组织机构代码",
        "enterprise",
        required=True,
    ),
    _column("ent_nature", "企业性质", "经济类型 登记注册类型 所有制性质", "enterprise"),
    _column(
        "ent_title",
        "企业称号",
        "企业类型/称号 企业资质 专精特新级别 是否专精特新 培育层级 荣誉资质 企业称号及级别",
        "enterprise",
    ),
    _column(
        "industry",
        "所属行业",
        "行业 行业类别 国民经济行业 主营业务 所在行业",
        "enterprise",
        required=True,
    ),
    _column("product", "主导产品", "主要产品 主营产品", "enterprise"),
    _column("revenue", "营业收入", "营收 营业额 销售收入 主营业务收入 销售额", "enterprise"),
    _column(
        "employees",
        "从业人数",
        "从业人员 职工人数 员工数 员工人数 企业人数 职工数",
        "enterprise",
    ),
    _column("assets", "资产总额", "总资产 资产规模 资产总计", "enterprise"),
    _column("founded", "成立时间", "注册时间 成立日期 企业成立时间", "enterprise"),
    _column(
        "region",
        "省份",
        "省市 省 所在省 所在省份 省(区、市) 所属省份 推荐地区 地区 所在地 所属地区",
        "enterprise",
        required=True,
    ),
    _column("city", "地市", "市 所在市 地级市 所在地市", "enterprise"),
    _column("address", "通讯地址", "企业地址 地址 邮寄地址 单位地址", "enterprise"),
    _column("source", "选拔方式", "推荐单位 推荐部门 推荐渠道 推荐方式", "entry"),
    _column("direction", "培训方向", "方向 班次 专题", "entry"),
    _column("class", "班级", "班次名称 班级名称", "entry"),
    _column("repeat", "是否参加过", "是否复训 往期学员 是否参加过培训", "person"),
    _column("emergency", "紧急联系人", "紧急联系电话 紧急联系人及电话", "person"),
    _column("diet", "饮食禁忌", "饮食要求", "person"),
    _column("clothing", "服装尺码", "尺码", "person"),
    _column("remark", "备注", "说明", "entry"),
)
# Two facts in one cell, taken apart before anything else is done.
EMPLOYMENT = _column(
    "employment", "工作单位及职务", "单位及职务 单位职务及岗位 企业及职务", "enterprise"
)
# 企业类型 is the nature of a firm in some sheets and its title in others.
TWO_MEANINGS = {
    "企业类型": ("ent_nature", "ent_title"),
    "企业类别": ("ent_nature", "ent_title"),
}

# Written beside the rows of a file handed back, and no column of the file itself.
REMARKS = "错误说明"

LABELS = {column.field: column.label for column in (*COLUMNS, EMPLOYMENT)}
REQUIRED = tuple(column.field for column in COLUMNS if column.required)
# A merged cell of these speaks for every row it spans.
SHARED = frozenset(
    column.field for column in (*COLUMNS, EMPLOYMENT) if column.about != "person"
) - {"seq"}
