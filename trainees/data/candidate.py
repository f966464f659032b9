"""One judged row as it goes onto a list."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portal.crypto import blind_index

ID_PURPOSE = "trainees.trainee.id_number"


@dataclass(frozen=True)
class Candidate:
    """Who a row is about, and what was typed.

    ``facts`` maps canonical column names (``name``, ``post``, ``uscc``, …) to
    normalised texts: dates as ISO, money in 万元, ``region`` and
    ``recommender`` as codes of authorities, ``source`` a route,
    ``ent_title`` a list of codes. The document's number is in ``id_no``
    alone and never among the facts.
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


def id_index(number: str) -> str:
    """How a document's number is found again without being readable."""
    return blind_index(number, purpose=ID_PURPOSE)
