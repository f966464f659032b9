"""One judged row as it goes onto a list."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portal.crypto import blind_index
from trainees.states import IdType, Route

ID_PURPOSE = "trainees.trainee.id_number"
LEFT_OUT = frozenset(
    {"seq", "id_no", "id_type", "born_on", "size", "direction", "class", "repeat"}
)


@dataclass(frozen=True)
class Candidate:
    """Who a row is about, and what was typed.

    ``facts`` maps canonical column names (``name``, ``post``, ``uscc``, …) to
    values as :class:`trainees.data.rows.JudgedRow` has them, empty ones left
    out. The document's number is in ``id_no`` alone and never among the facts.
    """

    id_no: str
    id_type: str
    facts: dict

    @cached_property
    def index(self) -> str:
        return id_index(self.id_no)

    def text(self, name: str) -> str:
        return self.facts.get(name) or ""

    def amount(self, name: str) -> Decimal | None:
        return Decimal(self.facts[name]) if self.facts.get(name) else None


def candidate_of(values: dict) -> Candidate:
    """What a judged row puts on the list; what follows from other facts is left out."""
    facts = {
        name: value
        for name, value in values.items()
        if name not in LEFT_OUT and value not in ("", None, [])
    }
    if facts.get("route") != Route.RECOMMENDED:
        facts.pop("authority", None)
    return Candidate(values["id_no"], values.get("id_type") or IdType.RESIDENT, facts)


def id_index(number: str) -> str:
    """How a document's number is found again without being readable."""
    return blind_index(number, purpose=ID_PURPOSE)
