"""A careful walk through one .xlsx sheet, taken only where the quick look saw a reason."""

import re

from .marks import Marks, feed, is_long, local, parser

TRUE = frozenset({"1", "true"})
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
LAST_COLUMN = 16_384


class Walk:
    """Expat's handlers; ``marks`` is the result."""

    def __init__(self):
        self.marks = Marks()
        self.row = 0
        self.column = -1
        self.kind = ""
        self.formula = False
        self.value: list[str] | None = None
        self.shown = ""
        self.starts = {
            "row": self.begin_row,
            "c": self.begin_cell,
            "f": self.begin_formula,
            "v": self.begin_value,
            "col": self.note_columns,
        }

    def start(self, name, attributes):
        if begin := self.starts.get(local(name)):
            begin(attributes)

    def end(self, name):
        if self.value is not None and local(name) == "v":
            self.shown, self.value = "".join(self.value), None
        elif local(name) == "c":
            self.end_cell()

    def text(self, data):
        if self.value is not None:
            self.value.append(data)

    def begin_row(self, attributes):
        self.row = _number(attributes.get("r"), self.row + 1)
        self.column = -1
        if attributes.get("hidden") in TRUE:
            self.marks.hidden_rows.append(self.row)

    def begin_cell(self, attributes):
        found = REFERENCE.match(attributes.get("r", ""))
        self.column = column_number(found[1]) if found else self.column + 1
        self.kind = attributes.get("t", "n")
        self.formula, self.shown, self.value = False, "", None

    def begin_formula(self, _attributes):
        self.formula = True

    def begin_value(self, _attributes):
        self.value = []

    def end_cell(self):
        place = self.row, self.column
        if self.kind == "e":
            self.marks.flaw(*place, "error", self.shown)
        elif self.formula and not self.shown and self.kind != "str":
            self.marks.flaw(*place, "uncached", "")
        elif self.kind == "n" and is_long(self.shown):
            self.marks.flaw(*place, "long", self.shown)
        elif self.formula:
            self.marks.formula(self.column)

    def note_columns(self, attributes):
        if attributes.get("hidden") in TRUE:
            first = _number(attributes.get("min"), 1)
            last = min(_number(attributes.get("max"), first), LAST_COLUMN)
            self.marks.hidden_columns.extend(range(first - 1, last))


def walk(pieces) -> Marks:
    """Marks of one ``xl/worksheets/*.xml``, given as the pieces of its bytes."""
    walker = Walk()
    feed(parser(walker.start, walker.end, walker.text), pieces)
    return walker.marks


def column_number(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def sheet_members(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Sheet name -> member, from ``xl/workbook.xml`` and its ``.rels``."""
    names: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(tag, attributes):
        if local(tag) == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            names[attributes.get("name", "")] = relation

    def relation(tag, attributes):
        if local(tag) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    feed(parser(sheet, _ignore, _ignore), [workbook])
    feed(parser(relation, _ignore, _ignore), [relations])
    return {name: _member(targets.get(key, "")) for name, key in names.items()}


def _member(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _ignore(*_):
    """Nothing of this kind is wanted."""
