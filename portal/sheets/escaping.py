"""Text inside XML, sheet names, and the characters that would start a formula."""

import re

# What a spreadsheet takes for the start of a formula; some also take the full-width ones.
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SPECIAL = re.compile('[&<>"\r]|_x[0-9A-Fa-f]{4}_')
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_CELL = 32_767
# Letters, digits, Han and usual punctuation, no trigger in front: nothing to do at all.
PLAIN = re.compile(
    r"[0-9A-Za-z\u3400-\u9fff“（][0-9A-Za-z\u3400-\u9fff.,:;()/·+=@\-“”（）、，。]*\Z"
).match
LONGEST_NAME = 31
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


def escaped(text: str) -> str:
    """As XML text; what XML cannot hold is left out, as is what no cell can hold."""
    text = NOT_IN_XML.sub("", text[:LONGEST_CELL])
    if SPECIAL.search(text):
        text = SPECIAL.sub(_escape, text)
    return text


def _escape(found) -> str:
    # A spreadsheet reads _x0041_ as A: the underscore itself has to be spelt out.
    return ENTITIES.get(found[0]) or f"_x005F{found[0]}"


def is_plain(text: str) -> bool:
    """Whether the text can be written as it is: nothing to escape, to keep or to guard."""
    return bool(PLAIN(text)) and len(text) <= LONGEST_CELL


def is_trigger(text: str) -> bool:
    return text.startswith(TRIGGERS)


def sheet_names(names: list[str]) -> list[str]:
    """Names as a workbook accepts them: 31 characters, no ``[]:*?/\\``, no two alike."""
    taken: dict[str, str] = {}
    for name in names:
        clean = NOT_IN_SHEET_NAME.sub(" ", name).strip(" '")[:LONGEST_NAME] or "Sheet"
        number, unique = 2, clean
        while unique.lower() in taken:
            ending = f" {number}"
            unique, number = clean[: LONGEST_NAME - len(ending)] + ending, number + 1
        taken[unique.lower()] = unique
    return list(taken.values())
