"""What can be wrong with an enterprise's facts, and with the entry itself."""

from django.utils.translation import gettext_lazy as _

from .phrases import AS_TEXT, CODE, ERROR, FILL_IN, FIXED, NOTHING, WAN, WARNING

ENTERPRISE = {
    "enterprise_missing": (ERROR, _("没有填写企业名称。"), FILL_IN),
    "employment_split": (
        FIXED,
        _("已将“单位及职务”分为企业名称和职务。"),
        NOTHING,
    ),
    "enterprise_name_differs": (
        WARNING,
        _("与第 %(row)s 行的统一社会信用代码相同，但企业名称不同。"),
        _("请核对两行的企业名称；如已更名，请都填现名。"),
    ),
    "enterprise_name_registered": (
        WARNING,
        _("企业名称与登记的不一致：这一统一社会信用代码登记的是另一名称。"),
        _("请对照营业执照核对；已更名的填现名，原名称留作曾用名。"),
    ),
    "credit_code_missing": (ERROR, _("没有填写统一社会信用代码。"), FILL_IN),
    "credit_code_truncated_by_spreadsheet": (
        ERROR,
        _("代码被表格软件截断或改写，无法恢复。"),
        AS_TEXT,
    ),
    "credit_code_is_organization_code": (
        ERROR,
        _("这是 9 位组织机构代码。"),
        CODE,
    ),
    "credit_code_is_registration_number": (
        ERROR,
        _("这是 15 位旧注册号。"),
        CODE,
    ),
    "credit_code_length": (
        ERROR,
        _("统一社会信用代码应为 18 位，这里有 %(length)s 位。"),
        CODE,
    ),
    "credit_code_characters": (
        ERROR,
        _("统一社会信用代码中不会有字母 I、O、S、V、Z。"),
        CODE,
    ),
    "credit_code_slip": (
        ERROR,
        _("统一社会信用代码中不会有字母 I、O、S、V、Z，可能写错了数字。"),
        _("如营业执照上是 %(suggestion)s，请改填；否则请对照营业执照重新填写。"),
    ),
    "credit_code_check_digit": (
        ERROR,
        _("统一社会信用代码校验不符，至少有一位写错。"),
        CODE,
    ),
    "credit_code_lower_case": (FIXED, _("已把代码中的小写字母改为大写。"), NOTHING),
    "credit_code_separators": (FIXED, _("已去掉代码中的空格和符号。"), NOTHING),
    "title_alias": (FIXED, _("已将企业称号识别为“%(full)s”。"), NOTHING),
    "title_unknown": (
        WARNING,
        _("企业称号“%(text)s”不在可登记的称号中，未登记。"),
        _("请填写%(known)s；没有可留空。"),
    ),
    "industry_missing": (ERROR, _("没有填写所属行业。"), FILL_IN),
    "industry_unclassified": (
        WARNING,
        _("行业“%(text)s”无法对应到划型标准的行业，企业规模无法判定。"),
        _(
            "请填写划型标准中的行业，如“工业”“软件和信息技术服务业”，没有对应的填“其他未列明行业”。"
        ),
    ),
    "large_enterprise": (
        WARNING,
        _("按从业人数、营业收入和行业划型为大型企业，不是中小企业。"),
        _("请核对行业和各项数字；确为大型企业的，请更换人选。"),
    ),
    "revenue_with_unit": (
        WARNING,
        _("“%(text)s”带有单位或“约”字，已换算为 %(value)s 万元。"),
        _("请核对；如不正确，请以万元为单位填写数字。"),
    ),
    "revenue_separators": (FIXED, _("已去掉数字中的分隔符。"), NOTHING),
    "revenue_unreadable": (WARNING, _("营业收入“%(text)s”不是数字，未采用。"), WAN),
    "revenue_outlier": (
        WARNING,
        _("人均营业收入超过 1 亿元，可能单位有误。"),
        _("请核对营业收入的单位（应为万元）和从业人数。"),
    ),
    "assets_with_unit": (
        WARNING,
        _("“%(text)s”带有单位或“约”字，已换算为 %(value)s 万元。"),
        _("请核对；如不正确，请以万元为单位填写数字。"),
    ),
    "assets_separators": (FIXED, _("已去掉数字中的分隔符。"), NOTHING),
    "assets_unreadable": (WARNING, _("资产总额“%(text)s”不是数字，未采用。"), WAN),
    "employees_with_unit": (
        WARNING,
        _("“%(text)s”带有单位或“约”字，已取 %(value)s 人。"),
        _("请核对；如不正确，请填写整数。"),
    ),
    "employees_separators": (FIXED, _("已去掉数字中的分隔符。"), NOTHING),
    "employees_unreadable": (
        WARNING,
        _("从业人数“%(text)s”不是整数，未采用。"),
        _("请填写整数，如 120。"),
    ),
    "founded_unreadable": (
        WARNING,
        _("成立时间“%(text)s”无法识别。"),
        _("请填写年月日，如 2010-05-18。"),
    ),
    "founded_ambiguous": (
        WARNING,
        _("成立时间“%(text)s”可能是 1 月，也可能是 10 月。"),
        _("请填写年月日，如 2010-05-18。"),
    ),
    "founded_reformatted": (FIXED, _("已将成立时间识别为 %(date)s。"), NOTHING),
    "province_missing": (ERROR, _("没有填写省份。"), FILL_IN),
    "province_alias": (FIXED, _("已将地区识别为“%(full)s”。"), NOTHING),
    "province_unknown": (
        ERROR,
        _("“%(text)s”不是省、自治区、直辖市、计划单列市或新疆生产建设兵团。"),
        _("请填写省级地区名称，如“江苏”；大连、宁波、厦门、青岛、深圳填本市。"),
    ),
    "planned_city": (
        WARNING,
        _("企业看来在计划单列市%(city)s，应由%(city)s主管部门管理。"),
        _("如确在%(city)s，请把省份改为“%(city)s”。"),
    ),
    "region_contradicts_file": (
        WARNING,
        _("省份与上传时选的来源地区“%(file)s”不同，已按本行所写读取。"),
        _("请核对；属%(file)s的，请改正本行的省份。"),
    ),
    "source_alias": (FIXED, _("已将选拔方式识别为“%(full)s”。"), NOTHING),
    "source_unknown": (
        WARNING,
        _("选拔方式“%(text)s”无法识别。"),
        _("请填写“主管部门推荐”或“自主选拔”。"),
    ),
    "source_contradicts_province": (
        WARNING,
        _("推荐单位在%(other)s，与省份不一致。"),
        _("请核对推荐单位和省份，改正其中有误的一项。"),
    ),
    "repeat_unknown": (
        WARNING,
        _("“%(text)s”无法识别为是或否。"),
        _("请填写“是”或“否”。"),
    ),
}
