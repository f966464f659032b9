"""Everything that can be wrong with a row, and what to do about it.

``CATALOGUE`` maps a code to ``(severity, message, remedy)``. A message says
what is wrong, the remedy what to type. Neither repeats a person's name,
number or telephone: problems are kept and shown more widely than the row
they belong to.
"""

from .cell import CELL
from .enterprise import ENTERPRISE
from .person import PERSON
from .phrases import ERROR, FIXED, WARNING

CATALOGUE = {**CELL, **PERSON, **ENTERPRISE}

__all__ = ["CATALOGUE", "ERROR", "FIXED", "WARNING"]
