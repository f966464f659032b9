"""What the table papers of a frozen list have in common: their head and how they are set."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from portal import clock
from portal.pdf.letter import draft_mark
from portal.pdf.rendering import Paper, render_document
from trainees.data.paper import SHORT
from trainees.models import RosterSnapshot


def render_sheet(snapshot: RosterSnapshot, name: str, title: str, **facts) -> bytes:
    """A PDF of as many pages as it takes, from ``trainees/paper/<name>``.

    Raises:
        Unprintable: a character has no glyph.
    """
    held, day = snapshot.held, clock.local_day(snapshot.taken_at)
    context = {
        "mark": draft_mark(),
        "title": title,
        "held": held,
        "day": day,
        "code": snapshot.sha256[:SHORT],
        **facts,
    }
    paper = Paper(
        body=render_to_string(f"trainees/paper/{name}.html", context),
        title=f"{title} {snapshot.number}",
        author=held["body"],
        issued_on=day.isoformat(),
        identity=f"{name}/{snapshot.number}/{snapshot.sha256}",
    )
    style = Path(settings.BASE_DIR) / "templates/trainees/paper" / f"{name}.css"
    return render_document(paper, style=style.read_text(encoding="utf-8"))
