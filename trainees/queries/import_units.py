"""What is asked about the unit of a file's amounts, and what hangs on the answer."""

from django.utils.translation import gettext as _

from trainees.data import figures
from trainees.data.units import CHOICES
from trainees.models import RosterImport
from trainees.states import Size


def panel(batch: RosterImport) -> dict | None:
    """How the sizes come out under each unit; nothing where the header says the unit."""
    samples = batch.unit_effects.get("samples")
    if not samples:
        return None
    answers = {batch.units[column] for column in samples}
    return {
        "is_open": "" in answers,
        "is_remembered": not batch.units_said and "" not in answers,
        "said": _("、").join(_said(batch, column) for column in samples),
        "effects": [_effect(batch, unit, answers == {unit}) for unit in CHOICES],
    }


def _said(batch: RosterImport, column: str) -> str:
    unit = batch.units[column]
    facts = {"column": batch.headers[column], "unit": _(unit) if unit else _("单位未说明")}
    return _("%(column)s：%(unit)s") % facts


def _effect(batch: RosterImport, unit: str, is_chosen: bool) -> dict:
    """One line of the table: what the first figure would be, and the sizes."""
    sizes = batch.unit_effects["sizes"][unit]
    read = [_read(text, unit) for text in batch.unit_effects["samples"].values()]
    return {
        "unit": _(unit),
        "reading": _("、").join(read),
        "sizes": [sizes.get(size, 0) for size in Size.values],
        "is_chosen": is_chosen,
    }


def _read(text: str, unit: str) -> str:
    value = figures.wan(text, unit)
    return _("%(text)s 即 %(value)s 万元") % {"text": text, "value": value or "–"}
