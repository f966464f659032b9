"""What a page sends beside its form: rows ticked, the version it was drawn from.

Browsers send these as they were drawn; anybody may send something else, and
that is no row and no version.
"""

# Below 2^63, the largest key a database takes.
MOST_DIGITS = 18


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
