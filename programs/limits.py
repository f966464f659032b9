"""The locks under which what spans rows is kept: a mandate, a year's counter."""

from programs.models import Mandate, Program


def held_mandate(program_id: int, organization_id: int) -> Mandate | None:
    """The body's mandate for the year, held by this transaction: no suspension slips in.

    On SQLite the whole transaction already is the lock (``BEGIN IMMEDIATE``).
    Take it before any other row.
    """
    mandates = Mandate.objects.select_for_update()
    return mandates.filter(program=program_id, organization=organization_id).first()


def next_filing_number(program_id: int) -> str:
    """``2022-BA-0001``, the year's next; the counter falls back with its transaction."""
    program = Program.objects.select_for_update().get(pk=program_id)
    program.last_filing_no += 1
    program.save(update_fields=["last_filing_no"])
    return f"{program.year}-BA-{program.last_filing_no:04d}"
