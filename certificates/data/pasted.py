"""How a list of certificates looks when people paste it from a workbook."""

import re

_DASH = r"\s*[-‐‑‒–—―−－ー_]\s*"
# A number as it is typed, right or wrong: six parts, of which the first begins with letters.
NUMBER = re.compile(rf"[A-Za-z]{{2}}[0-9]{{4}}(?:{_DASH}[0-9A-Za-z]+){{5}}(?![0-9A-Za-z])")
BETWEEN = re.compile(r"[\t,;|、]+")
# What a workbook numbers its rows with.
ORDINAL = re.compile(r"\s*[0-9]{1,4}[.、]?(?:\s+|$)")
HEADS = ("编号", "姓名", "number", "name")
