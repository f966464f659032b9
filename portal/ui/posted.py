"""What a page sends beside its form: rows ticked, the version it was drawn from, a remark.

Browsers send these as they were drawn; anybody may send something else, and
that is no row and no version.
"""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

# Below 2^63, the largest key a database takes.
MOST_DIGITS = 18
MOST_WORDS = 500


def typed(request):
    """What was sent to a form, also when it is nothing; None where a page is only opened."""
    return request.POST if request.method == "POST" else None


def whole(text: str) -> int | None:
    """The number written in plain digits, or None; ``²`` and endless digits are none."""
    fits = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if fits else None


def ticked(query, name: str) -> list[int]:
    """Keys of the rows ticked under ``name``; what is no key is left out."""
    found = map(whole, query.getlist(name))
    return [key for key in found if key is not None]


def seen_revision(request) -> int:
    """The revision the page was drawn from; nonsense is none, and so counts as stale."""
    return whole(request.POST.get("seen", "")) or 0


def seen_moment(request) -> datetime | None:
    """The moment the page was drawn from; no such day, or one without a zone, is none."""
    try:
        moment = parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def words(request, name: str = "note", *, most: int = MOST_WORDS) -> str:
    """The remark sent with a step.

    Raises:
        ValidationError: it is longer than is kept, or no database takes it.
    """
    text = request.POST.get(name, "")
    if text != _writable(text):
        raise ValidationError(_("文字中有无法保存的字符，请删去后再办理"))
    if len(text) > most:
        said = _("文字不能超过 %(most)d 字，现有 %(count)d 字，请删减后再办理")
        raise ValidationError(said % {"most": most, "count": len(text)})
    return text


def unsent(request, name: str = "note") -> str:
    """The remark as a refused page shows it again: all of it that can be shown."""
    return _writable(request.POST.get(name, ""))


def _writable(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and half characters, which no encoding knows."""
    return text.replace("\0", "").encode(errors="ignore").decode()


class RowsField(forms.ModelMultipleChoiceField):
    """Rows chosen by key; what can be no key is answered like a key nobody has."""

    def clean(self, value):
        for key in value or ():
            if whole(str(key)) is None:
                code = "invalid_pk_value"
                raise ValidationError(self.error_messages[code], code, {"pk": key})
        return super().clean(value)
