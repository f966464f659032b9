"""A pasted list of numbers with names or codes: read line by line, answered at once."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates.data.pasted import BETWEEN, HEADS, NUMBER, ORDINAL
from certificates.numbering import normalize

from .answers import UNKNOWN, Answer, fitting, is_number, known

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line as pasted: ``no`` counts from 1, ``problem`` says why it was not asked."""

    no: int
    text: str
    number: str = ""
    proof: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    line: Line
    answer: Answer = UNKNOWN

    @property
    def said(self) -> str:
        return _("没有查验") if self.line.problem else self.answer.said

    @property
    def remark(self) -> str:
        """Why the line was not asked, or which edition counts instead."""
        newer = self.answer.successor
        if newer is None:
            return self.line.problem
        return _("已由第 %(no)d 版替代") % {"no": newer.edition}


def read(text: str) -> list[Line]:
    """The lines that say something; a first one with headings alone is none of them."""
    lines = list(_filled(text))
    if lines and _is_heading(lines[0][1]):
        lines = lines[1:]
    return [_line(no, words) for no, words in lines]


def check(lines: list[Line]) -> list[Checked]:
    """Answers in the order of the lines; one query, whatever their number."""
    numbers = {normalize(line.number) for line in lines if not line.problem}
    editions = defaultdict(list)
    for row in known().filter(number__in=numbers).order_by("-edition"):
        editions[row.number].append(row)
    return [
        Checked(line)
        if line.problem
        else Checked(line, fitting(editions[normalize(line.number)], line.proof))
        for line in lines
    ]


def row(checked: Checked) -> list:
    """One line of the workbook, in the order of its columns."""
    line, answer = checked.line, checked.answer
    facts, certificate = answer.facts, answer.certificate
    place = f"{facts['institution']} · {facts['class_name']}" if facts else ""
    return [
        line.no,
        line.number or line.text,
        line.proof,
        checked.said,
        answer.masked,
        str(facts.get("hours", "")),
        facts.get("enterprise", ""),
        place,
        facts.get("issued_on", ""),
        str(certificate.edition) if certificate else "",
        checked.remark,
    ]


def _filled(text: str) -> Iterator[tuple[int, str]]:
    for no, words in enumerate(text.splitlines(), 1):
        if words.strip():
            yield no, words.strip()


def _is_heading(words: str) -> bool:
    return not NUMBER.search(words) and any(head in words.lower() for head in HEADS)


def _line(no: int, words: str) -> Line:
    plain = unicodedata.normalize("NFKC", words)
    found = NUMBER.search(plain)
    if not found:
        return Line(no, words, problem=_("没有认出证书编号"))
    number, cells = found[0], _cells(plain[: found.start()], plain[found.end() :])
    proof = cells[0] if len(cells) == 1 else ""
    return Line(no, words, number, proof, _problem(number, cells))


def _cells(before: str, after: str) -> list[str]:
    """What stands beside the number, the row's own ordinal left out."""
    sides = ORDINAL.sub("", before, count=1), after
    cells = [cell.strip() for side in sides for cell in BETWEEN.split(side)]
    return [cell for cell in cells if cell]


def _problem(number: str, cells: list[str]) -> str:
    if not is_number(number):
        return _("证书编号有误，请逐位核对")
    if not cells:
        return _("缺少持证人姓名或防伪校验码")
    if len(cells) > 1:
        return _("编号以外只留姓名或防伪校验码一栏")
    return ""
