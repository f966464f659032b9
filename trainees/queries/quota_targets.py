"""What a quota can be about in one year, as its form offers it."""

from institutions.models import Organization
from institutions.states import Kind
from programs.models import Program
from trainees.data.size import INDUSTRIES
from trainees.states import QuotaBy, TitleKind

# One class is of one track and one institution: nothing to share out there.
NOT_OF_A_CLASS = {QuotaBy.TRACK, QuotaBy.INSTITUTION}


def targets(program: Program, *, of_class: bool = False) -> dict[str, list[tuple[str, str]]]:
    """Values and their names by what they are; three queries at most."""
    bodies = Organization.objects.order_by("seq").values_list("code", "short_name")
    found = {
        QuotaBy.ENTERPRISE: [("", str(QuotaBy.ENTERPRISE.label))],
        QuotaBy.AUTHORITY: list(bodies.filter(kind=Kind.AUTHORITY)),
        QuotaBy.TRACK: list(program.tracks.values_list("code", "name")),
        QuotaBy.INSTITUTION: list(bodies.filter(mandates__program=program)),
        QuotaBy.TIER: [(kind, str(label)) for kind, label in TitleKind.choices],
        QuotaBy.INDUSTRY: [(name, name) for name in INDUSTRIES],
    }
    left_out = NOT_OF_A_CLASS if of_class else set()
    return {str(by.value): values for by, values in found.items() if by not in left_out}
