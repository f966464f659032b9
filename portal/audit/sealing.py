"""The hash chain over the trail, written after commit by one sealer at a time."""

import hashlib
import json

from django.db import transaction

from .models import Entry, Seal

GENESIS = "0" * 64


def digest(entry: Entry, previous: str) -> str:
    """SHA-256 over the entry's every field and the digest before it, as lower-case hex."""
    content = {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "business_at": entry.business_at.isoformat(),
        "actor": entry.actor_id,
        "actor_kind": entry.actor_kind,
        "actor_label": entry.actor_label,
        "organization": entry.organization,
        "action": entry.action,
        "target": [entry.target_model, entry.target_id, entry.target_label],
        "detail": entry.detail,
        "request_id": entry.request_id,
        "previous": previous,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def seal_pending(limit: int = 2000) -> int:
    """Seal up to ``limit`` entries in id order; returns how many.

    Two sealers at once end in a unique violation of ``Seal.no``, never in a fork.
    """
    last = Seal.objects.select_for_update().order_by("-no").first()
    no, previous = (last.no, last.digest) if last else (0, GENESIS)
    seals = []
    for entry in Entry.objects.unsealed().order_by("pk")[:limit]:
        no += 1
        current = digest(entry, previous)
        seals.append(Seal(entry=entry, no=no, previous=previous, digest=current))
        previous = current
    Seal.objects.bulk_create(seals)
    return len(seals)


def first_broken_seal() -> int | None:
    """The number of the first seal that does not fit its entry or its predecessor."""
    previous, expected = GENESIS, 1
    for seal in Seal.objects.select_related("entry").order_by("no").iterator(2000):
        fits = (
            seal.no == expected
            and seal.previous == previous
            and seal.digest == digest(seal.entry, previous)
        )
        if not fits:
            return expected
        previous, expected = seal.digest, expected + 1
    return None
