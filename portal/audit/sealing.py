"""The hash chain over the trail, written after commit by one sealer at a time.

Entries are chained in the order in which the sealer sees them. A transaction
that took its ids early and committed late is chained late: ids may stand out
of order in the chain, and nothing waits for anybody.
"""

import hashlib
import json
import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from portal import clock

from .models import Entry, Seal

log = logging.getLogger(__name__)
GENESIS = "0" * 64
BATCH = 2000
# One call ends after so many batches, so that the sweep is not held up by it.
BATCHES = 25
# No transaction of ours stays open for so long; ``seal_all`` finds even one that did.
LATEST_COMMIT = timedelta(minutes=10)


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


def seal_recent() -> int:
    """Seal what came since the last seal; returns how many entries.

    Looks only at entries younger than the last sealed one less
    ``LATEST_COMMIT``, so its cost does not grow with the trail.
    """
    return _seal(_recent())


def seal_all() -> int:
    """Seal every entry that has none, however old; reads the whole trail."""
    return _seal(Entry.objects.unsealed())


def unsealed_seconds() -> float:
    """Age of the oldest recent entry without a seal, 0.0 if there is none."""
    oldest = _recent().order_by("at").values_list("at", flat=True).first()
    return max(0.0, (clock.wall() - oldest).total_seconds()) if oldest else 0.0


def first_broken_seal() -> int | None:
    """The number of the first seal that does not fit its entry or its predecessor.

    None for a sound chain. Cutting off the newest seals together with their
    entries leaves a sound, shorter chain: compare :func:`chain_head` with one
    that was noted elsewhere.
    """
    previous, expected = GENESIS, 1
    for seal in Seal.objects.select_related("entry").order_by("no").iterator(BATCH):
        fits = (
            seal.no == expected
            and seal.previous == previous
            and seal.digest == digest(seal.entry, previous)
        )
        if not fits:
            return expected
        previous, expected = seal.digest, expected + 1
    # A seal whose entry is gone does not come out of the join above.
    last = Seal.objects.aggregate(last=Max("no"))["last"] or 0
    return expected if last >= expected else None


def chain_head() -> tuple[int, str]:
    """Number and digest of the newest seal; ``(0, GENESIS)`` for an empty chain."""
    last = Seal.objects.order_by("-no").first()
    return (last.no, last.digest) if last else (0, GENESIS)


def is_sealed_as(no: int, digest: str) -> bool:
    """Whether the chain still holds a seal noted earlier."""
    return Seal.objects.filter(no=no, digest=digest).exists()


def _recent():
    unsealed = Entry.objects.unsealed()
    last = Seal.objects.select_related("entry").order_by("-no").first()
    return unsealed.filter(at__gte=last.entry.at - LATEST_COMMIT) if last else unsealed


def _seal(unsealed) -> int:
    sealed = 0
    for _number in range(BATCHES):
        try:
            count = _seal_batch(unsealed)
        except IntegrityError:
            log.info("another sealer is at work")  # its number won; never a fork
            break
        sealed += count
        if count < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch(unsealed) -> int:
    last = Seal.objects.select_for_update().order_by("-no").first()
    no, previous = (last.no, last.digest) if last else (0, GENESIS)
    seals = []
    # By time, which has an index that skips the sealed past; by id within one moment.
    for entry in unsealed.order_by("at", "pk")[:BATCH]:
        no += 1
        current = digest(entry, previous)
        seals.append(Seal(entry=entry, no=no, previous=previous, digest=current))
        previous = current
    Seal.objects.bulk_create(seals)
    return len(seals)
