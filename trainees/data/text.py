"""Text as people type it into cells, made plain."""

import re
import unicodedata

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
SPACES = re.compile(r"\s+")
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
# What stands in a cell to say that there is nothing to say.
NOTHING = frozenset(
    {"无", "/", "\\", "-", "—", "——", "–", "暂无", "N/A", "n/a", "null", "None"}
)
PUNCTUATION = re.compile(r"[\s*★☆:：、,，.。·/\\()（）\[\]【】<>《》“”\"'‘’]+")


def narrow(text: str) -> str:
    """NFKC without invisible characters: for codes, numbers and names."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """One line of prose: invisible characters gone, white space single, ends trimmed."""
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def plain(text: str) -> str:
    """Only what carries meaning: for comparing with lists of names."""
    return PUNCTUATION.sub("", narrow(text))


def of_number(number: float) -> str:
    """A number as a person would have typed it: 5, 13974203030, 0.5."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))
