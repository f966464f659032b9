"""What can be wrong with a person's facts."""

from django.utils.translation import gettext_lazy as _

from .phrases import AS_TEXT, ELEVEN, ERROR, FILL_IN, FIXED, ID, MONTH, NOTHING, WARNING

PERSON = {
    "name_missing": (ERROR, _("没有填写姓名。"), FILL_IN),
    "name_invalid": (
        ERROR,
        _("姓名中有数字或其他符号。"),
        _("请只填写证件上的姓名。"),
    ),
    "name_too_long": (
        ERROR,
        _("姓名有 %(length)s 个字，超过 %(limit)s 个字。"),
        _("请只填写证件上的姓名。"),
    ),
    "name_too_short": (
        WARNING,
        _("姓名只有一个字。"),
        _("请核对并填写证件上的完整姓名。"),
    ),
    "name_with_remark": (
        WARNING,
        _("姓名后面带有括号说明，已去掉。"),
        _("请核对姓名；说明请写在备注中。"),
    ),
    "spaces_inside_name": (FIXED, _("已去掉姓名中的空格。"), NOTHING),
    "name_dot": (FIXED, _("已把姓名中的间隔号统一为“·”。"), NOTHING),
    "gender_alias": (FIXED, _("已按“%(text)s”识别性别。"), NOTHING),
    "gender_unknown": (
        WARNING,
        _("性别“%(text)s”无法识别。"),
        _("请填写“男”或“女”。"),
    ),
    "gender_contradicts_id_number": (
        WARNING,
        _("性别与身份证号不一致：按号码应为%(gender)s。"),
        _("请核对性别和身份证号，改正其中有误的一项。"),
    ),
    "ethnicity_alias": (FIXED, _("已将民族补全为“%(full)s”。"), NOTHING),
    "ethnicity_unknown": (
        WARNING,
        _("民族“%(text)s”不在国家标准的名称中。"),
        _("请填写民族全称，如“汉族”。"),
    ),
    "birth_unreadable": (WARNING, _("出生年月“%(text)s”无法识别。"), MONTH),
    "birth_ambiguous": (
        WARNING,
        _("出生年月“%(text)s”可能是 1 月，也可能是 10 月。"),
        MONTH,
    ),
    "birth_reformatted": (FIXED, _("已将出生年月识别为 %(date)s。"), NOTHING),
    "birth_contradicts_id_number": (
        WARNING,
        _("出生年月与身份证号不一致。"),
        _("请核对出生年月和身份证号，改正其中有误的一项。"),
    ),
    "id_type_alias": (FIXED, _("已将证件类型识别为“%(full)s”。"), NOTHING),
    "id_type_unknown": (
        ERROR,
        _("证件类型“%(text)s”无法识别。"),
        _(
            "请填写居民身份证、港澳居民来往内地通行证、台湾居民来往大陆通行证、护照或外国人永久居留身份证。"
        ),
    ),
    "id_type_needed": (
        ERROR,
        _("号码像是护照或通行证，但没有写明证件类型。"),
        _("请增加“证件类型”一列并填写，如“护照”；如为居民身份证，请改正号码。"),
    ),
    "id_number_missing": (ERROR, _("没有填写身份证号。"), FILL_IN),
    "id_number_truncated_by_spreadsheet": (
        ERROR,
        _("号码被表格软件截断，末几位已丢失，无法恢复。"),
        AS_TEXT,
    ),
    "id_number_15_digits": (
        ERROR,
        _("这是 15 位旧身份证号。"),
        _("请填写现用的 18 位号码。"),
    ),
    "id_number_length": (
        ERROR,
        _("身份证号应为 18 位，这里有 %(length)s 位。"),
        ID,
    ),
    "id_number_characters": (
        ERROR,
        _("身份证号前 17 位只能是数字，最后一位是数字或 X。"),
        _("请检查是否把数字 0、1 写成了字母 O、I，重新填写 18 位号码。"),
    ),
    "id_number_check_digit": (
        ERROR,
        _("身份证号校验不符，至少有一位写错。"),
        ID,
    ),
    "id_number_birth_date": (
        ERROR,
        _("身份证号第 7 至 14 位不是真实的日期。"),
        ID,
    ),
    "id_number_area_unknown": (
        WARNING,
        _("身份证号开头的地区代码不在省级代码中。"),
        _("请对照身份证核对前 6 位。"),
    ),
    "id_number_separators": (FIXED, _("已去掉号码中的空格和符号。"), NOTHING),
    "id_number_lower_case": (FIXED, _("已把末位的小写 x 改为大写 X。"), NOTHING),
    "id_number_as_number": (
        ERROR,
        _("号码是数字格式，位数不对。"),
        AS_TEXT,
    ),
    "id_document_invalid": (
        ERROR,
        _("证件号码只能由字母和数字组成，6 至 20 位。"),
        _("请对照证件重新填写号码。"),
    ),
    "age_out_of_range": (
        WARNING,
        _("按身份证号计算，年龄为 %(age)s 岁，超出 18 至 75 岁。"),
        _("请核对身份证号。"),
    ),
    "age_past_retirement": (
        WARNING,
        _("按身份证号，年龄为 %(age)s 岁，超过 65 岁。"),
        _("请确认仍在任职；号码有误的请改正。"),
    ),
    "duplicate": (
        ERROR,
        _("与第 %(row)s 行的证件号码相同。"),
        _("请删除其中一行，或改正有误的号码。"),
    ),
    "mobile_missing": (ERROR, _("没有填写手机。"), _("请填写“手机”。")),
    "mobile_as_number": (FIXED, _("手机号原为数字格式，已转为文本。"), NOTHING),
    "mobile_with_prefix": (FIXED, _("已去掉手机号前的国际区号和分隔符。"), NOTHING),
    "mobile_separators": (FIXED, _("已去掉手机号中的空格和符号。"), NOTHING),
    "mobile_is_landline": (
        ERROR,
        _("这是固定电话。"),
        _("请填写本人的 11 位手机号码。"),
    ),
    "mobile_several": (
        ERROR,
        _("这里有不止一个号码。"),
        _("请只保留一个 11 位手机号码。"),
    ),
    "mobile_invalid": (
        ERROR,
        _("手机号应为 1 开头的 11 位数字，这里有 %(length)s 位数字。"),
        ELEVEN,
    ),
    "mobile_not_mainland": (
        WARNING,
        _("这是境外号码，收不到短信通知。"),
        _("如有中国内地手机号，请改填。"),
    ),
    "mobile_shared": (
        WARNING,
        _("与第 %(row)s 行的手机号相同，但证件号码不同。"),
        _("请核对两人的手机号。"),
    ),
    "email_invalid": (
        WARNING,
        _("电子邮箱格式不对。"),
        _("请填写形如 name@example.cn 的邮箱，没有可留空。"),
    ),
    "post_missing": (ERROR, _("没有填写职务。"), FILL_IN),
}
