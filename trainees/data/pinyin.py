"""How Chinese names are read: characters of several readings, surnames as surnames."""

from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

# Surnames read otherwise than the same characters in words; both readings are kept.
SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "朴": "piao",
    "区": "ou",
    "任": "ren",
    "华": "hua",
    "盖": "ge",
    "查": "zha",
    "翟": "zhai",
    "乐": "yue",
    "召": "shao",
    "员": "yun",
    "缪": "miao",
    "宓": "mi",
    "冼": "xian",
    "纪": "ji",
    "应": "ying",
    "折": "she",
    "秘": "bi",
    "种": "chong",
    "繁": "po",
    "牟": "mu",
    "燕": "yan",
    "祭": "zhai",
    "句": "gou",
    "覃": "qin",
    "郇": "xun",
    "隗": "wei",
    "谌": "chen",
    "尉": "wei",
    "阚": "kan",
    "黑": "he",
    "逄": "pang",
    "藏": "zang",
    "重": "chong",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "单于": "chan yu",
}
# Characters of given names that are read in two ways; a dictionary lists far more.
SEVERAL = {
    "乐": ("le", "yue"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "重": ("zhong", "chong"),
    "朝": ("chao", "zhao"),
    "晟": ("sheng", "cheng"),
    "茜": ("qian", "xi"),
    "单": ("dan", "shan"),
    "曾": ("zeng", "ceng"),
    "卜": ("bo", "bu"),
    "宿": ("su", "xiu"),
    "调": ("tiao", "diao"),
    "传": ("chuan", "zhuan"),
    "藏": ("cang", "zang"),
    "盛": ("sheng", "cheng"),
    "尉": ("wei", "yu"),
    "缪": ("miao", "mou"),
    "谌": ("chen", "shen"),
    "覃": ("qin", "tan"),
    "牟": ("mu", "mou"),
    "隗": ("wei", "kui"),
}
MOST_SPELLINGS = 12


@lru_cache(maxsize=8192)
def readings(character: str) -> tuple[str, ...]:
    """The usual reading first; none for what is no Chinese character."""
    if character in SEVERAL:
        return SEVERAL[character]
    return tuple(syllable for (syllable,) in pinyin(character, Style.NORMAL, errors="ignore"))


def spellings(name: str) -> list[tuple[str, ...]]:
    """The syllables of a name in every way it may be read, most likely first."""
    choices = [readings(character) for character in name]
    for length in (2, 1):
        if reading := SURNAMES.get(name[:length]):
            first = [(syllable,) for syllable in reading.split()]
            if length == 1:
                first = [tuple(dict.fromkeys((reading, *choices[0])))]
            choices[:length] = first
            break
    choices = [choice for choice in choices if choice]
    return [way for _n, way in zip(range(MOST_SPELLINGS), product(*choices), strict=False)]
