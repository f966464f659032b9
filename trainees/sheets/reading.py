"""Workbooks in, the sheets that list people out; nothing is written."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from portal.files.formats import clean_name
from portal.sheets import Sheet, Unreadable, read
from trainees.data import header
from trainees.data.body import body


@dataclass(frozen=True)
class Found:
    """A file with at least one sheet that lists people; ``sheets`` are those."""

    name: str
    content: bytes
    sheets: list[str]

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Choice:
    """One visible sheet of a book: whether it lists people, and what is in it."""

    name: str
    is_list: bool
    note: str


def look_into(content: bytes, name: str) -> Found:
    """Read a file at once, so that what cannot be used is refused before it is kept.

    Raises:
        Unreadable: no workbook, or no sheet of it lists people; with the remedy.
    """
    sheets = _visible(content, name)
    lists = [sheet.name for sheet in sheets if _fault(sheet) is None]
    if not lists:
        raise next(filter(None, map(_fault, sheets)))
    return Found(clean_name(name), content, lists)


def choices(content: bytes, name: str) -> list[Choice]:
    """Every visible sheet, also those that are no list, with the reason."""
    return [_choice(sheet) for sheet in _visible(content, name)]


def open_sheet(content: bytes, name: str, chosen: str) -> Sheet:
    """The chosen sheet of a book; the first that lists people where none is.

    Raises:
        Unreadable: there is no such sheet, or it lists nobody.
    """
    book = read(content, name=name)
    sheets = [sheet for sheet in book if not sheet.hidden]
    named = [sheet for sheet in sheets if sheet.name == chosen] if chosen else sheets
    usable = [sheet for sheet in named if _fault(sheet) is None]
    if usable:
        usable[0].hidden_sheets = tuple(sheet.name for sheet in book if sheet.hidden)
        return usable[0]
    raise next(filter(None, map(_fault, named)), Unreadable("no_rows", sheet=chosen))


def _visible(content: bytes, name: str) -> list[Sheet]:
    return [sheet for sheet in read(content, name=name) if not sheet.hidden]


def _fault(sheet: Sheet) -> Unreadable | None:
    """Why a sheet is no list of people."""
    try:
        body(sheet, header.find(sheet))
    except Unreadable as fault:
        return fault
    return None


def _choice(sheet: Sheet) -> Choice:
    fault = _fault(sheet)
    if fault is not None:
        return Choice(sheet.name, False, str(fault))
    count = len(body(sheet, header.find(sheet)).rows)
    return Choice(sheet.name, True, _("%(count)d 人") % {"count": count})
