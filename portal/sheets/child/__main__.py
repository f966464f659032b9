"""``python -m child SUFFIX MAX_ROWS MAX_COLUMNS``: a file on stdin, JSON lines on stdout.

Lines, in order: ``["sheet", {…}]``, any number of ``["rows", …]`` and
``["marks", {…}]`` for every sheet, and at the end ``["done"]`` or
``["refused", code, facts]``. Without a last line of these two the process
was stopped by its limits.
"""

import json
import resource
import sys

from .book import open_book
from .refusal import Refused
from .table import Table

MEMORY_BYTES = 1024**3
CPU_SECONDS = 30
MAX_SHEETS = 100


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # It has nothing to write: whatever takes over a parser finds no file to fill.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def send(*line) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


def send_sheet(book, name, hidden, bounds) -> None:
    send("sheet", {"name": name, "hidden": hidden, "remarks": book.remarks})
    if hidden:
        return
    table = Table(book, name, **bounds)
    for numbers, columns in table.blocks():
        send("rows", numbers, columns)
    marks = table.marks
    send(
        "marks",
        {
            "merged": marks.merged,
            "filled": table.filled,
            "hidden_rows": marks.hidden_rows,
            "hidden_columns": marks.hidden_columns,
            "formulas": sorted(marks.formulas.items()),
        },
    )


def main(suffix: str, max_rows: str, max_columns: str) -> None:
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    bounds = {"max_rows": int(max_rows), "max_columns": int(max_columns)}
    try:
        book = open_book(sys.stdin.buffer.read(), suffix)
        if len(book.sheets) > MAX_SHEETS:
            raise Refused("too_many_sheets", limit=MAX_SHEETS)
        for name, hidden in book.sheets:
            send_sheet(book, name, hidden, bounds)
        send("done")
    except Refused as refused:
        send("refused", refused.code, refused.facts)
    except MemoryError:
        send("refused", "too_big", {})
    except BaseException:
        # A parser's panic is no Exception; whatever it was, the file is to blame.
        send("refused", "damaged", {})


if __name__ == "__main__":
    limit()
    main(*sys.argv[1:])
