"""How each stored state looks: one table from code to (kind, icon).

Words come from the model's choices; colour, border and icon from here. A
code that is not in the table raises, so that a new state cannot reach a page
without somebody deciding what it means to the reader.
"""

from typing import NamedTuple

from .icons import KIND_ICONS


class Look(NamedTuple):
    kind: str
    icon: str


class UnknownState(LookupError):
    """No look was decided for this code."""


_SAME_EVERYWHERE = {
    "none": """not_started not_assessed planned planning scheduled eligible outstanding
        unassigned""",
    "draft": "draft leave",
    "draft refresh": "validating",
    "draft swap": "transferred",
    "wait": "submitted applied uploaded",
    "wait search": """in_review county_review city_review authority_review under_review
        reviewed checking checked reading""",
    "wait clock": """queued running open closing enrolling teaching enrolled waitlisted
        started accepting""",
    "wait refresh": "rendering generating sending update",
    "wait check": """countersigned authority_agreed shortlisted proposed_complete ready
        proposed""",
    "wait inbox": "collecting",
    "wait scale": "scoring",
    "wait chart": "ranked",
    "wait mail": "notified unread",
    "wait pencil": "amended changed",
    "wait circle": "pending",
    "back": "objected returned deferred proposed_incomplete",
    "ok": """agreed accepted approved completed issued recommended admitted present online
        published active confirmed finished decided awarded renewed reissued by_exception
        exempt excellent good done delivered received released valid paid""",
    "ok mail": "sent",
    "ok eye": "read",
    "ok download": "downloaded",
    "ok lock": "locked",
    "ok plus": "new",
    "soon": """silent late left_early early on_leave due_today extension extended postponed
        on_hold""",
    "soon alert": """warning duplicate to_adjust appealed no_training partially_approved
        partly_approved""",
    "late": """overdue failed bounced undelivered delivery_failed limit_passed
        over_limit""",
    "stop": """rejected refused ineligible not_selected revoked suspended dismissed bottom
        absent incomplete void expired""",
    "stop x": "error",
    "plain": """superseded withdrawn declined ended archived closed cancelled pass same
        skipped not_found set_aside""",
    "plain undo": "undone",
}

_PER_MODEL = {
    "certificates.certificate": {"superseded": Look("stop", "ban")},
    "programs.cohort": {"closed": Look("ok", "check")},
    "programs.filing": {"closed": Look("ok", "check")},
    "programs.teachingbase": {"withdrawn": Look("stop", "ban")},
    "trainees.enrolment": {"pending": Look("none", "circle")},
    # One word, three meanings: put off, taken place, kept back. It has none in general.
    "notices.notice": {"held": Look("soon", "inbox")},
    "programs.session": {"held": Look("ok", "check")},
    "trainees.rosterentry": {"held": Look("soon", "clock")},
    "trainees.session": {"held": Look("ok", "check")},
}


def _looks():
    for heading, codes in _SAME_EVERYWHERE.items():
        kind, _, icon = heading.partition(" ")
        for code in codes.split():
            yield code, Look(kind, icon or KIND_ICONS[kind])


_GENERIC = dict(_looks())


def look(model_label: str, code: str) -> Look:
    """Kind and icon of ``code`` for a model such as ``trainees.roster`` (any case).

    Raises:
        UnknownState: the code stands neither under its model nor in the common table.
    """
    special = _PER_MODEL.get(model_label.lower(), {})
    try:
        return special.get(code) or _GENERIC[code]
    except KeyError:
        raise UnknownState(f"{model_label}: no look for state {code!r}") from None
