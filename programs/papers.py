"""Papers of the programme year, to be printed, stamped and filed; never a finished 公文."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from portal.pdf.drawing import qr_code
from portal.pdf.rendering import Paper, render_document

# What the notice calls the two contacts; the paper is Chinese on every screen.
ROLES = {"leader": "分管负责同志", "liaison": "联络员"}
_FORM_STYLE = "programs/paper/form.css"


def information_form(facts: Mapping) -> bytes:
    """领军人才培训工作信息表 as PDF/A; the seal's place and its date stay blank (R16, R17).

    Args:
        facts: ``year`` ("2022-2023"), ``number`` and ``edition`` of the form, ``region``,
            ``authority`` (full name), ``address``, ``postcode``, ``remark``, ``filled_by``;
            ``filled_on`` and ``due_on`` as dates (``filled_on`` may be None);
            ``people``, each with ``role name department post phone mobile fax email``;
            ``check_code``, by which a stamped copy is matched with its edition;
            ``archive_code``, what the printed code says; ``sample``, true in rehearsal.

    Raises:
        Unprintable: a typed character has no glyph in the packaged faces.
    """
    dated: date = facts["filled_on"] or facts["due_on"]
    paper = Paper(
        body=render_to_string("programs/paper/information_form.html", dict(facts)),
        title=f"领军人才培训工作信息表 {facts['number']}",
        author=facts["authority"],
        issued_on=dated.isoformat(),
        identity=f"{facts['number']}/{facts['edition']}/{facts['check_code']}",
        drawings={"code:archive": qr_code("code", facts["archive_code"])},
    )
    style = Path(settings.BASE_DIR) / "templates" / _FORM_STYLE
    return render_document(paper, style=style.read_text(encoding="utf-8"))
