"""What a sheet's own markup says that its values do not: formulas, errors, hidden parts."""

from xml.parsers import expat

from .refusal import Refused

# Fifteen digits survive in a spreadsheet's number, the sixteenth does not.
LONG_DIGITS = 16


# No dataclasses in this folder: importing them takes as long as all the rest.
class Marks:
    """Rows count from 1 as people count them, columns from 0.

    ``flaws`` maps row -> column -> ``[kind, text]``, kinds ``error``,
    ``uncached`` (a formula never calculated) and ``long`` (a number of 16
    digits or more, as it stands in the file). ``formulas`` maps column -> how
    many cells show the result of a formula.
    """

    def __init__(self, merged: list[tuple[int, int, int, int]] | None = None):
        self.flaws: dict[int, dict[int, list[str]]] = {}
        self.formulas: dict[int, int] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged = merged or []

    def flaw(self, row: int, column: int, kind: str, text: str) -> None:
        self.flaws.setdefault(row, {})[column] = [kind, text]

    def formula(self, column: int) -> None:
        self.formulas[column] = self.formulas.get(column, 0) + 1


def parser(start, end, text) -> expat.XMLParserType:
    """An expat parser that buffers text; declarations were refused before it is made."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = text
    return made


def feed(made: expat.XMLParserType, pieces) -> None:
    try:
        for piece in pieces:
            made.Parse(piece, False)
        made.Parse(b"", True)
    except expat.ExpatError as problem:
        raise Refused("damaged") from problem


def local(name: str) -> str:
    return name.rpartition(":")[2]


def is_long(text: str) -> bool:
    """Whether a number written like this has lost digits: 410000198502250123, 4.1E+17."""
    try:
        return abs(float(text)) >= 10.0 ** (LONG_DIGITS - 1)
    except ValueError:
        return False
