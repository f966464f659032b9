"""Words that mean one of a few things, in the spellings of offices (domain §19)."""

import re

from django.utils.translation import gettext as _

from portal.language import house_language
from trainees.states import Gender, IdType, Route, TitleKind

from .text import plain


def written(choice) -> str:
    """A choice as sheets write it: in Chinese, whatever language its reader has chosen."""
    with house_language():
        return str(choice.label)


@house_language()
def people_text(count: int) -> str:
    """How many people, as the trail keeps it."""
    return _("%(count)d 人") % {"count": count}


GENDERS = {
    "男": Gender.MALE.value,
    "女": Gender.FEMALE.value,
    "M": Gender.MALE.value,
    "F": Gender.FEMALE.value,
    "MALE": Gender.MALE.value,
    "FEMALE": Gender.FEMALE.value,
    "1": Gender.MALE.value,
    "2": Gender.FEMALE.value,
    "先生": Gender.MALE.value,
    "女士": Gender.FEMALE.value,
    "男性": Gender.MALE.value,
    "女性": Gender.FEMALE.value,
}
# GB/T 3304.
_NAMES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 "
    "高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 "
    "普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 "
    "珞巴 基诺"
)
ETHNICITY_ORDER = tuple(f"{name}族" for name in _NAMES.split())
ETHNICITIES = frozenset(ETHNICITY_ORDER)
ID_TYPES = {
    "居民身份证": IdType.RESIDENT.value,
    "身份证": IdType.RESIDENT.value,
    "二代身份证": IdType.RESIDENT.value,
    "中华人民共和国居民身份证": IdType.RESIDENT.value,
    "港澳居民来往内地通行证": IdType.HK_MACAO.value,
    "港澳通行证": IdType.HK_MACAO.value,
    "港澳居民通行证": IdType.HK_MACAO.value,
    "回乡证": IdType.HK_MACAO.value,
    "台湾居民来往大陆通行证": IdType.TAIWAN.value,
    "台湾通行证": IdType.TAIWAN.value,
    "台胞证": IdType.TAIWAN.value,
    "护照": IdType.PASSPORT.value,
    "外国护照": IdType.PASSPORT.value,
    "外国人永久居留身份证": IdType.FOREIGN.value,
    "外国人永久居留证": IdType.FOREIGN.value,
}
TITLES = {
    TitleKind.LITTLE_GIANT.value: (
        "专精特新小巨人企业 小巨人 小巨人企业 国家级小巨人 国家级小巨人企业 专精特新小巨人 "
        "国家级专精特新小巨人 国家级专精特新小巨人企业 国家级专精特新 国家专精特新 国专 "
        "国家级专精特新企业 国家专精特新小巨人 重点小巨人"
    ),
    TitleKind.SRDI.value: (
        "专精特新中小企业 专精特新 专精特新企业 省级专精特新 省专精特新 省专 专精特新省级 "
        "省级专精特新企业 省级专精特新中小企业 市级专精特新 专精特新中小企业省级"
    ),
    TitleKind.INNOVATIVE.value: "创新型中小企业 创新型 创新型企业 创新企业 省级创新型中小企业",
    TitleKind.HIGH_TECH.value: "高新技术企业 高企 国家高新技术企业 国高 国高新 高新企业",
    TitleKind.CHAMPION.value: "制造业单项冠军企业 单项冠军 制造业单项冠军 单项冠军企业",
}
TITLE_OF = {name: kind for kind, names in TITLES.items() for name in names.split()}
# Both as written and bare, so that the usual cell needs no cleaning.
OWN_TITLES = {str(label): kind for kind, label in TitleKind.choices}
OWN_TITLES |= {plain(label): kind for label, kind in OWN_TITLES.items()}
NO_TITLE = frozenset({"否", "没有", "不是", "无称号"})
BETWEEN_TITLES = re.compile(r"[、,，;；/\n]+")
NATURES = re.compile(
    "民营|国有|国企|央企|外资|合资|独资|私营|集体|个体|股份|有限责任|混合所有|港澳台|事业单位|合伙"
)
SOURCES = {
    "主管部门推荐": Route.RECOMMENDED.value,
    "自主选拔": Route.SELECTED.value,
    "推荐": Route.RECOMMENDED.value,
    "主管部门": Route.RECOMMENDED.value,
    "各地主管部门推荐": Route.RECOMMENDED.value,
    "中小企业主管部门推荐": Route.RECOMMENDED.value,
    "部门推荐": Route.RECOMMENDED.value,
    "工信部门推荐": Route.RECOMMENDED.value,
    "机构自主选拔": Route.SELECTED.value,
    "承担机构自主选拔": Route.SELECTED.value,
    "培训承担机构自主选拔": Route.SELECTED.value,
    "机构选拔": Route.SELECTED.value,
    "选拔": Route.SELECTED.value,
    "自选": Route.SELECTED.value,
}
YES = "是 有 Y YES 参加过 已参加 TRUE"
NO = "否 没有 无 未 N NO 未参加 未参加过 没有参加过 FALSE"
YES_NO = dict.fromkeys(YES.split(), True) | dict.fromkeys(NO.split(), False)


def looks_like_title(text: str) -> bool:
    """Whether a 企业类型 cell names a title; else it may name the firm's nature."""
    return any(part in TITLE_OF for part in map(plain, BETWEEN_TITLES.split(text)))
