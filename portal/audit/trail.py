"""Writing to the trail. Called inside the transaction that makes the change."""

from contextvars import ContextVar

from portal import clock
from portal.language import house_language

from .models import Entry

request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(actor, action: str, target, **detail) -> Entry:
    """Append one entry: ``actor`` did ``action`` (a verb, ``submit``) to ``target``.

    Empty details are left out. Only INSERTs; sealing is a job of its own,
    because a chain kept here would make every verb wait for every other.
    """
    return Entry.objects.create(**_fields(actor, action, target, detail))


def record_many(actor, action: str, targets, **detail) -> None:
    """One entry per target in one INSERT; ``targets`` are rows or ``(row, details)`` pairs."""
    pairs = (item if isinstance(item, tuple) else (item, {}) for item in targets)
    Entry.objects.bulk_create(
        [Entry(**_fields(actor, action, row, {**detail, **more})) for row, more in pairs],
        batch_size=500,
    )


@house_language()
def _fields(actor, action, target, detail) -> dict:
    return {
        "at": clock.wall(),
        "business_at": clock.now(),
        "actor": actor.user,
        "actor_kind": actor.kind,
        "actor_label": actor.label[:160],
        "organization": actor.organization_slug,
        "action": f"{target._meta.label_lower}.{action}",
        "target_model": target._meta.label_lower,
        "target_id": str(target.pk),
        "target_label": str(target)[:200],
        "detail": {key: value for key, value in detail.items() if value not in (None, "")},
        "request_id": request_id.get(),
    }
