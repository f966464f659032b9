"""The laws of templates: source text in, complaints out (``"line: what"``)."""

import re

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b[^%]*%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
_TAG = re.compile(r"""\{%\s*trans(?:late)?\s+(?:"[^"]*"|'[^']*')(?:[^%]|%(?!\}))*%\}""")
# A language names itself in itself: <button lang="zh-CN">中文</button>.
_NAMED = re.compile(r"""<(\w+)[^<>]*\slang="zh[^"]*"[^<>]*>[^<>{}]*</\1>""")
_CALL = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")

_INLINE = {
    "style attribute": re.compile(r"<[a-zA-Z][^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\s(?:src|type=\"application/json\"))", re.I),
    "event attribute": re.compile(r"<[a-zA-Z][^>]*\s(?:on[a-z]+|hx-on[\w:.-]*)\s*="),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "data address": re.compile(r"""(?:src|href)\s*=\s*["']data:""", re.IGNORECASE),
    "foreign address": re.compile(r"""(?:src|action)\s*=\s*["'](?:https?:)?//""", re.I),
    "clock": re.compile(r"\{%\s*now\b"),
}


def untranslated(source: str) -> list[str]:
    """Chinese that stands outside translation, comments left out."""
    rest = source
    for pattern in (_COMMENT, _HTML_COMMENT, _BLOCK, _TAG, _CALL, _NAMED):
        rest = pattern.sub(_blank, rest)
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(rest.splitlines(), 1)
        if HAN.search(line)
    ]


def inline(source: str) -> list[str]:
    """What the content security policy would refuse, and clock reads."""
    text = _COMMENT.sub(_blank, source)
    # Tags may hold ">" in their arguments, which would end an element too early.
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", _blank_tag, text, flags=re.DOTALL)
    found = []
    for what, pattern in _INLINE.items():
        looked_at = text if what == "clock" else plain
        for match in pattern.finditer(looked_at):
            found.append(f"{looked_at.count(chr(10), 0, match.start()) + 1}: {what}")
    return found


def _blank(match: re.Match) -> str:
    """Keeps the line numbers of what follows."""
    return "\n" * match[0].count("\n")


def _blank_tag(match: re.Match) -> str:
    return "x" + "\n" * match[0].count("\n")
