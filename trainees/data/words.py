"""Readers of cells that hold one of a few words; the usual spelling is silent."""

import re

from trainees.states import IdType, Route, TitleKind

from . import vocabulary as words
from .problems import Finding
from .text import narrow, plain, tidy
from .values import CLEAN, Reading

OWN_GENDERS = {"男", "女"}
OWN_SOURCES = {words.written(Route.RECOMMENDED), words.written(Route.SELECTED)}
OFFICE = re.compile("厅|局|委|主管部门|工信")
NATIONAL = {name.removesuffix("族"): name for name in words.ETHNICITIES}
BETWEEN_LABELS = "、"


def gender(text: str) -> Reading:
    if text in OWN_GENDERS:
        return words.GENDERS[text], CLEAN
    value = words.GENDERS.get(plain(text).upper(), "")
    code = "gender_alias" if value else "gender_unknown"
    return value, (Finding(code, {"text": tidy(text)}),)


def ethnicity(text: str) -> Reading:
    if text in words.ETHNICITIES:
        return text, CLEAN
    bare = plain(text)
    full = bare if bare in words.ETHNICITIES else NATIONAL.get(bare)
    if full:
        return full, (Finding("ethnicity_alias", {"full": full}),)
    return tidy(text), (Finding("ethnicity_unknown", {"text": tidy(text)}),)


def id_type(text: str) -> Reading:
    value = words.ID_TYPES.get(plain(text), "")
    if not value:
        return "", (Finding("id_type_unknown", {"text": tidy(text)}),)
    label = words.written(IdType(value))
    return value, CLEAN if text == label else (Finding("id_type_alias", {"full": label}),)


def titles(text: str) -> Reading:
    """Every title named, as a list of ``TitleKind`` codes; what is not known is said."""
    if text in words.OWN_TITLES:
        return [words.OWN_TITLES[text]], CLEAN
    kinds, findings = [], []
    parts = {plain(part): part for part in words.BETWEEN_TITLES.split(narrow(text))}
    for bare, part in parts.items():
        if not bare or bare in words.NO_TITLE:
            continue
        kind = words.OWN_TITLES.get(bare) or words.TITLE_OF.get(bare)
        if kind and kind not in kinds:
            kinds.append(kind)
        finding = _title_finding(bare, kind, part)
        findings += [finding] if finding else []
    return kinds, tuple(findings)


def _title_finding(bare, kind, part) -> Finding | None:
    if not kind:
        known = BETWEEN_LABELS.join(map(words.written, TitleKind))
        return Finding("title_unknown", {"text": tidy(part), "known": known})
    if bare in words.OWN_TITLES:
        return None
    return Finding("title_alias", {"full": words.written(TitleKind(kind))})


def source(regions):
    """A reader of 选拔方式 or 推荐单位; the value is ``(route, code of the office named)``."""

    def read(text: str) -> Reading:
        route = words.SOURCES.get(text if text in OWN_SOURCES else plain(text), "")
        if route:
            finding = Finding("source_alias", {"full": words.written(Route(route))})
            return (route, ""), CLEAN if text in OWN_SOURCES else (finding,)
        bare = plain(text)
        office = regions.code_of(bare)
        # 北京大学 begins with a region too, and recommends nobody.
        if office and (bare in regions.known or OFFICE.search(bare)):
            finding = Finding("source_alias", {"full": words.written(Route.RECOMMENDED)})
            return (Route.RECOMMENDED.value, office), (finding,)
        return "", (Finding("source_unknown", {"text": tidy(text)}),)

    return read


def region(regions):
    """A reader of 省份; the value is an authority's code."""

    def read(text: str) -> Reading:
        code, own = regions.read(text)
        if own:
            return code, CLEAN
        if code:
            return code, (Finding("province_alias", {"full": regions.all[code].full}),)
        return tidy(text), (Finding("province_unknown", {"text": tidy(text)}),)

    return read


def yes_or_no(text: str) -> Reading:
    value = words.YES_NO.get(plain(text).upper())
    if value is None:
        return "", (Finding("repeat_unknown", {"text": tidy(text)}),)
    return value, CLEAN
