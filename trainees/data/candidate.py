"""One judged row as it goes onto a list."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portal.crypto import blind_index
from trainees.states import Route

ID_PURPOSE = "trainees.trainee.id_number"
# The document, and what follows from other facts.
LEFT_OUT = frozenset({"id_no", "id_type", "born_on", "size"})


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
    """What a judged row's values put on a list; the number tells the day of birth best."""
    facts = {n: v for n, v in values.items() if n not in LEFT_OUT and v not in ("", [])}
    if born := values.get("born_on"):
        facts["birth"] = born
    if facts.get("source") != Route.RECOMMENDED:
        facts.pop("recommender", None)
    return Candidate(values["id_no"], values["id_type"], facts)


def id_index(number: str) -> str:
    """How a document's number is found again without being readable."""
    return blind_index(number, purpose=ID_PURPOSE)
