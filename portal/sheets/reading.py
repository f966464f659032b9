"""The parent's side of reading: start the child, take its lines, believe none of them."""

import json
import logging
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path, PurePath

from .cells import Flaw, Row, Sheet
from .refusals import MESSAGES, Unreadable

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 100
WALL_SECONDS = 60
# One part of a small file may stand for many sheets: what comes back has bounds of its own.
MAX_SENT = 64 * 1024 * 1024
MAX_CELLS = 4_000_000
ROW_COST = 10  # cells that a row takes the room of
HERE = Path(__file__).resolve().parent
log = logging.getLogger(__name__)


def read(
    content: bytes, *, name: str, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS
) -> list[Sheet]:
    """Read a workbook that a stranger sent, in a process of its own.

    .xlsx, .xlsm, .xls, .et, .ods and .csv, told apart by content. Takes
    0.1 s for a small file; nothing is stored anywhere.

    Args:
        content: The whole file.
        name: As uploaded; of it only the suffix is used, in a message.
        max_rows: Data rows of a sheet. The reader allows some more for titles
            and footers; ``trainees.data.header`` counts exactly.
        max_columns: Columns from A; an empty column beyond is no fault.

    Returns:
        Sheets in the book's order, at least one of them with rows.

    Raises:
        Unreadable: with one sentence that names the remedy.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES // 1024**2)
    sheets = _sheets(content, PurePath(name).suffix.lower(), max_rows, max_columns)
    if not any(_has_content(sheet) for sheet in sheets):
        visible = [sheet.name for sheet in sheets if not sheet.hidden]
        raise Unreadable("no_rows", sheet=visible[0]) if visible else Unreadable("all_hidden")
    return sheets


def _has_content(sheet: Sheet) -> bool:
    return any(str(cell).strip() for row in sheet.rows for cell in row.cells)


def _sheets(content, suffix, max_rows, max_columns) -> list[Sheet]:
    command = [
        sys.executable,
        "-s",
        "-P",
        "-m",
        "child",
        suffix,
        str(max_rows),
        str(max_columns),
    ]
    # An empty environment but for the program's place: no key, no address, no proxy.
    child = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own folder
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(HERE)},
        cwd=HERE,
    )
    timer = threading.Timer(WALL_SECONDS, child.kill)
    timer.daemon = True
    timer.start()
    try:
        return _exchange(child, content)
    finally:
        timer.cancel()
        child.kill()
        child.stdout.close()
        child.wait()


def _exchange(child, content) -> list[Sheet]:
    try:
        with child.stdin as pipe:
            pipe.write(content)
    except BrokenPipeError:
        raise Unreadable(_stopped(child)) from None
    receiver = Receiver()
    try:
        for line in _bounded(child.stdout):
            if receiver.take(json.loads(line)):
                return receiver.sheets
    except (ValueError, TypeError, LookupError) as problem:
        # No line of ours looks like this: something else speaks through the child.
        raise Unreadable("damaged") from problem
    raise Unreadable(_stopped(child))


def _bounded(pipe):
    """The child's lines, as long as there is room for them."""
    room = MAX_SENT
    while line := pipe.readline(room + 1):
        room -= len(line)
        if room < 0:
            raise Unreadable("too_big")
        yield line


def _stopped(child) -> str:
    """A process killed for its time is slow; every other sudden end is a want of memory."""
    ended = child.wait()
    log.warning("the reading process ended with %s and no last line", ended)
    return "too_slow" if ended in {-signal.SIGXCPU, -signal.SIGKILL} else "too_big"


class Receiver:
    """Puts the child's lines together again."""

    def __init__(self):
        self.sheets: list[Sheet] = []
        self.room = MAX_CELLS

    def take(self, line) -> bool:
        """True when the child is done."""
        match line:
            case ["sheet", {"name": name, "hidden": hidden, "remarks": remarks}]:
                self.sheets.append(Sheet(name, hidden, remarks=tuple(remarks)))
            case ["rows", numbers, columns]:
                self.room -= len(numbers) * (len(columns) + ROW_COST)
                if self.room < 0:
                    raise Unreadable("too_big")
                cells = zip(*map(_cells, columns), strict=True)
                self.sheets[-1].rows += map(Row, numbers, map(list, cells))
            case ["marks", marks]:
                self.mark(self.sheets[-1], marks)
            case ["refused", code, facts]:
                raise _refusal(code, facts)
            case ["done"]:
                return True
        return False

    def mark(self, sheet, marks):
        sheet.merged = [tuple(area) for area in marks["merged"]]
        sheet.filled = frozenset(map(tuple, marks["filled"]))
        sheet.hidden_rows = frozenset(marks["hidden_rows"])
        sheet.hidden_columns = frozenset(marks["hidden_columns"])
        sheet.formulas = dict(marks["formulas"])


def _refusal(code, facts) -> Unreadable:
    refusal = Unreadable(code if code in MESSAGES else "damaged", **facts)
    str(refusal)  # says KeyError here, and not on a page, where a fact is wanting
    return refusal


def _cells(column) -> list:
    """One column of a block, see ``child.table``."""
    match column:
        case {"v": cells}:
            return cells
        case {"u": texts, "i": places}:
            return [texts[place] for place in places]
        case {"x": cells}:
            return [_typed(cell) if type(cell) is list else cell for cell in cells]
    raise ValueError(column)


def _typed(cell):
    kind, text = cell
    return date.fromisoformat(text) if kind == "date" else Flaw(kind, text)
