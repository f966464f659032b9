"""Entries as people read them: who did what, when, with which remark.

What an action is called is announced by those who record it: workflows for
their steps, apps for the rest, through :func:`describe`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from .models import Entry

_words: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline; ``at`` is business time, ``kind`` its mark."""

    at: datetime
    text: str
    kind: str = ""
    url: str = ""


def describe(model_label: str, words: dict, kind: str = "") -> None:
    """Name actions on one model: ``describe("programs.contactsheet", {"save": _("保存")})``.

    Args:
        kind: ``done`` for what ends well, ``back`` for what goes back, else ``""``.
    """
    for verb, label in words.items():
        _words[f"{model_label}.{verb}"] = (label, kind)


def is_described(action: str) -> bool:
    return action in _words


def timeline(target, limit: int = 50, *, without: str = "") -> list[Event]:
    """The newest ``limit`` acts on one row, newest first; one query.

    Args:
        without: A verb that would only crowd the page; the trail has it all the same.
    """
    entries = Entry.objects.about(target)
    if without:
        entries = entries.exclude(action__endswith=f".{without}")
    return [event(entry) for entry in entries[:limit]]


def event(entry: Entry) -> Event:
    label, kind = _words.get(entry.action, (entry.action, ""))
    parts = {"actor": entry.actor_label, "act": label, "note": entry.detail.get("note", "")}
    text = _("%(actor)s %(act)s：%(note)s") if parts["note"] else _("%(actor)s %(act)s")
    return Event(entry.business_at, text % parts, kind)
