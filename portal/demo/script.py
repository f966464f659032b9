"""The whole rehearsal in one list: who is there, and what they do when."""

from django.conf import settings

from portal import clock
from portal.demo import cast, last_year, season_classes, season_filings, season_sheets
from portal.demo.personas import load_personas
from portal.demo.season import Event, play_until
from programs.models import Program

YEAR = "2022-2023"


def load_season() -> int:
    """Bodies, people and personas, then everything that is due by now; idempotent."""
    program = Program.objects.get(code=YEAR)
    cast.load_bodies(program)
    last_year.load_last_year(program)
    cast.load_people()
    load_personas()
    return play_due()


def play_due() -> int:
    """What the season's players owe up to the present business time."""
    return play_until(events(), clock.now())


def play_if_rehearsing() -> None:
    """The periodic's word: nothing at all outside a loaded rehearsal."""
    if settings.REHEARSAL and Program.objects.filter(code=last_year.CODE).exists():
        play_due()


def events() -> list[Event]:
    program = Program.objects.get(code=YEAR)
    former = Program.objects.get(code=last_year.CODE)
    return [
        *last_year.events(former),
        *season_sheets.events(program),
        *season_classes.events(program),
        *season_filings.events(program),
    ]
