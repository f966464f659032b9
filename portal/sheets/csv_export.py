"""CSV for other programs; a cell that could start a formula gets an apostrophe."""

import csv
import io
from collections.abc import Iterable, Sequence

from .escaping import is_trigger


def write_csv(labels: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with a mark, so that Excel shows Chinese; numbers are left alone."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_safe(label) for label in labels])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _safe(cell):
    if not isinstance(cell, str):
        return "" if cell is None else cell
    cell = cell.replace("\0", "")
    return f"'{cell}" if is_trigger(cell) else cell
