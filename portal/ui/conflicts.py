"""Two people saved the same thing: both versions side by side, nothing lost, one save.

The second save carries ``seen``, the version its page was drawn from. When
the stored version has moved on, the view answers 409 with ``409.html`` and
the context made here; pressing save there posts the chosen values to the
same address with the new ``seen``.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .wording import EMPTY, moment


@dataclass(frozen=True)
class Row:
    """One field: shown and posted values of both sides."""

    name: str
    label: str
    theirs: str
    theirs_value: str
    yours: str
    yours_value: str

    @property
    def same(self) -> bool:
        return self.theirs_value == self.yours_value


@dataclass(frozen=True)
class Conflict:
    title: str
    headline: str
    action: str
    back: str
    rows: list[Row]
    kept: list[tuple[str, str]] = field(default_factory=list)


def between(form, stored, *, title: str, who: str, when, action: str, back: str, seen: str):
    """What ``409.html`` draws, as ``{"conflict": …}``.

    Args:
        form: The bound form as the second person sent it.
        stored: An unbound form of the same class showing what is stored now.
        who: Label of the person who saved first; ``when`` their aware moment.
        seen: The stored version's mark, posted on as the new ``seen``.
    """
    rows = [_row(form[name], stored[name]) for name in form.fields]
    kept = [(row.name, row.yours_value) for row in rows if row.same]
    headline = _("保存前，%(who)s已在 %(when)s 改过") % {"who": who, "when": moment(when)}
    return {"conflict": Conflict(title, headline, action, back, rows, [*kept, ("seen", seen)])}


def _row(yours, theirs) -> Row:
    return Row(
        yours.html_name,
        str(yours.label),
        _shown(theirs),
        _posted(theirs),
        _shown(yours),
        _posted(yours),
    )


def _posted(bound) -> str:
    """The value as the browser would send it."""
    value = bound.value()
    if value is None or value is False:
        return ""
    return "on" if value is True else str(bound.field.prepare_value(value))


def _shown(bound) -> str:
    posted = _posted(bound)
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    if posted in choices:
        return choices[posted]
    return {"": EMPTY, "on": _("是")}.get(posted, posted)
