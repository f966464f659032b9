"""Readers of one cell: the text in, the value and what was found out.

Every reader returns ``(value, findings)``. The usual cell is decided by one
regular expression; only what fails it is looked at closely. A value that
cannot be used is returned as typed, so that a person can mend it.
"""

import re

from . import identity
from .problems import Finding
from .text import HAN, narrow, tidy

CLEAN = ()
Reading = tuple[object, tuple[Finding, ...]]

WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
FULL_WIDTH = Finding("full_width_digits")

NAME = re.compile(rf"[{HAN}]{{2,30}}(?<!先生)(?<!女士)\Z")
NAME_CHARACTERS = re.compile(rf"[{HAN}A-Za-z\u00c0-\u017e·'\- .]+\Z")
GAP = re.compile(rf"(?<=[{HAN}·]) (?=[{HAN}·])")
DOT = re.compile(rf"[•．∙・‧⋅･᛫]|(?<=[{HAN}])\.(?=[{HAN}])")
NAME_REMARK = re.compile(r" ?[(\[【][^)\]】]*[)\]】]\Z|(?:先生|女士)\Z")
LONGEST_NAME, LONGEST_LATIN_NAME = 30, 60

ID = re.compile(r"[0-9]{17}[0-9X]\Z")
SEPARATORS = re.compile(r"[\s'`‘’\-—_.()]+")
AS_FORMULA = re.compile(r'="?([^"]*)"?\Z')
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}\Z")
PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,10}\Z")
DOCUMENT = re.compile(r"[A-Z0-9]{6,20}\Z")

MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")
PREFIX = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}\Z)")
LANDLINE = re.compile(r"(?:0[0-9]{2,3})?[2-8][0-9]{6,7}(?:转[0-9]+)?\Z")
ABROAD = re.compile(r"(?:\+|00)(?!86)[0-9]{8,15}\Z")
BETWEEN_NUMBERS = re.compile(r"[/、,，;；]")
TAIL_OF_NUMBER = re.compile(r"(?<=[0-9])\.0+\Z")

CODE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}\Z")
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s.,;]+\Z")
# What a spreadsheet shows where it has no value: an error, a formula, a number cut short.
ERROR_VALUE = re.compile(r"#[A-Z0-9/]+[!?]?\Z")
PROSE = re.compile(rf"[{HAN}A-Za-z0-9（）()·\-、，。“”]{{1,40}}\Z")


def dotted(text: str) -> str:
    """With ``·`` for every dot that keyboards offer between the parts of a name."""
    return DOT.sub("·", text)


def name(text: str) -> Reading:
    """A name as on the document; ``·`` between the parts of a minority name."""
    if NAME.match(text):
        return text, CLEAN
    with_dots = dotted(text)
    bare = tidy(narrow(with_dots))
    closed = GAP.sub("", bare)
    findings = []
    if closed != bare:
        findings.append(Finding("spaces_inside_name"))
    elif len(bare) != len(with_dots):
        findings.append(Finding("spaces_removed"))
    if with_dots != text:
        findings.append(Finding("name_dot"))
    whole = NAME_REMARK.sub("", closed)
    if whole != closed:
        findings.append(Finding("name_with_remark"))
    return whole, (*findings, *_name_faults(whole))


def _name_faults(whole: str):
    longest = LONGEST_LATIN_NAME if whole.isascii() else LONGEST_NAME
    if not NAME_CHARACTERS.match(whole):
        yield Finding("name_invalid")
    elif len(whole) > longest:
        yield Finding("name_too_long", {"length": len(whole), "limit": longest})
    elif len(whole) < 2:
        yield Finding("name_too_short")


def id_number(text: str) -> Reading:
    """The 18 characters of a resident's number; area, age and gender are judged by the row."""
    findings: tuple[Finding, ...] = CLEAN
    if not ID.match(text):
        text, findings = _mended(text, "id_number")
        if not ID.match(text):
            return text, (*findings, _id_fault(text))
    if identity.id_check(text) != text[17]:
        # A spreadsheet keeps 15 digits and fills up with noughts.
        lost = text.endswith("000")
        code = "id_number_truncated_by_spreadsheet" if lost else "id_number_check_digit"
        return text, (*findings, Finding(code))
    if identity.born_on(text) is None:
        return text, (*findings, Finding("id_number_birth_date"))
    return text, findings


def _mended(text: str, kind: str) -> tuple[str, tuple[Finding, ...]]:
    """A number without what people type around it, in upper case."""
    found = AS_FORMULA.match(text.strip())
    shown = narrow(found[1] if found else text).strip()
    findings = [FULL_WIDTH] if WIDE.search(text) else []
    if SCIENTIFIC.match(shown):
        return shown, tuple(findings)
    bare = SEPARATORS.sub("", shown)
    if bare != shown or (found and not findings) or len(shown) != len(text):
        findings.append(Finding(f"{kind}_separators"))
    if bare != bare.upper():
        findings.append(Finding(f"{kind}_lower_case"))
    return bare.upper(), tuple(findings)


def _id_fault(text: str) -> Finding:
    if SCIENTIFIC.match(text):
        return Finding("id_number_truncated_by_spreadsheet")
    if PASSPORT.match(text):
        return Finding("id_type_needed")
    if len(text) == 15 and text.isdigit():
        return Finding("id_number_15_digits")
    if len(text) != 18:
        return Finding("id_number_length", {"length": len(text)})
    return Finding("id_number_characters")


def document(text: str) -> Reading:
    """A number of another document: letters and digits, no check character."""
    bare, findings = _mended(text, "id_number")
    findings = tuple(f for f in findings if f.code != "id_number_lower_case")
    if not DOCUMENT.match(bare):
        findings = (*findings, Finding("id_document_invalid"))
    return bare, findings


def mobile(text: str) -> Reading:
    """11 digits of a mainland mobile; numbers abroad are kept with their ``+``."""
    if MOBILE.match(text):
        return text, CLEAN
    shown = narrow(text).strip()
    if len([part for part in BETWEEN_NUMBERS.split(shown) if part.strip()]) > 1:
        return shown, (Finding("mobile_several"),)
    whole = TAIL_OF_NUMBER.sub("", shown)
    bare = SEPARATORS.sub("", whole)
    number = PREFIX.sub("", bare)
    findings = (FULL_WIDTH,) if WIDE.search(text) else CLEAN
    if number != bare:
        findings = (*findings, Finding("mobile_with_prefix"))
    elif whole != shown:
        findings = (*findings, Finding("mobile_as_number"))
    elif bare != shown or len(shown) != len(text):
        findings = (*findings, Finding("mobile_separators"))
    if MOBILE.match(number):
        return number, findings
    return bare, (_mobile_fault(bare),)


def _mobile_fault(bare: str) -> Finding:
    if ABROAD.match(bare):
        return Finding("mobile_not_mainland")
    if LANDLINE.match(bare):
        return Finding("mobile_is_landline")
    return Finding("mobile_invalid", {"length": sum(map(str.isdigit, bare))})


def mobile_number(number: str) -> Reading:
    """A mobile typed as a number: its eleven digits survive, and it is said."""
    value, findings = mobile(number)
    return value, findings or (Finding("mobile_as_number"),)


def code(text: str) -> Reading:
    """The 18 characters of a credit code."""
    findings: tuple[Finding, ...] = CLEAN
    if not CODE.match(text):
        text, findings = _mended(text, "credit_code")
    if identity.is_code(text):
        return text, findings
    return text, (*findings, _code_fault(text))


def _code_fault(text: str) -> Finding:
    if SCIENTIFIC.match(text):
        return Finding("credit_code_truncated_by_spreadsheet")
    if len(text) == 9:
        return Finding("credit_code_is_organization_code")
    if len(text) == 15 and text.isdigit():
        return Finding("credit_code_is_registration_number")
    if len(text) != 18:
        return Finding("credit_code_length", {"length": len(text)})
    if suggestion := identity.suggested_code(text):
        return Finding("credit_code_slip", {"suggestion": suggestion})
    if not CODE.match(text):
        return Finding("credit_code_characters")
    return Finding("credit_code_check_digit")


def email(text: str) -> Reading:
    bare = narrow(text).replace(" ", "")
    findings = CLEAN if bare == text else (Finding("spaces_removed"),)
    return bare, findings if EMAIL.match(bare) else (*findings, Finding("email_invalid"))


def prose(limit: int):
    """A reader of free text of at most ``limit`` characters."""

    def read(text: str) -> Reading:
        if PROSE.match(text):
            return text, CLEAN
        narrowed = WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
        bare = tidy(narrowed)
        if flaw := _flaw(bare):
            return bare, (flaw,)
        findings = (FULL_WIDTH,) if narrowed != text else CLEAN
        if bare != narrowed:
            findings = (*findings, Finding("spaces_removed"))
        if len(bare) > limit:
            facts = {"length": len(bare), "limit": limit}
            findings = (*findings, Finding("text_too_long", facts))
        return bare, findings

    return read


def _flaw(text: str) -> Finding | None:
    """A missing value that has become text, as in a CSV file, is none either."""
    if ERROR_VALUE.match(text):
        return Finding("cell_error", {"text": text})
    return Finding("number_too_long") if SCIENTIFIC.match(text) else None
