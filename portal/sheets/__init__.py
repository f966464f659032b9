"""Reading strangers' workbooks and writing our own. No other room opens or makes one.

``read(content, name=...)`` gives sheets or one clear sentence; ``write`` and
``write_csv`` make files in which no text can become a formula.
"""

from .cells import Flaw, Row, Sheet, column_letter
from .csv_export import write_csv
from .picture import MAX_ROWS as MAX_DRAWN
from .picture import draw
from .reading import MAX_COLUMNS, MAX_ROWS, read
from .refusals import REMARKS, Unreadable
from .tables import Column, Marked, Table
from .writing import write, write_to

__all__ = [
    "MAX_COLUMNS",
    "MAX_DRAWN",
    "MAX_ROWS",
    "REMARKS",
    "Column",
    "Flaw",
    "Marked",
    "Row",
    "Sheet",
    "Table",
    "Unreadable",
    "column_letter",
    "draw",
    "read",
    "write",
    "write_csv",
    "write_to",
]
