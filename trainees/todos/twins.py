"""People who look like somebody else, for those who say whether they are one; one query."""

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ui.todos import Todo
from programs.models import Program
from trainees.models import Nomination, RosterEntry
from trainees.policies.twins import may_tell_apart
from trainees.states import Flag


def to_tell_apart(actor) -> list[Todo]:
    """One line for all of them, with how many people the lists of the year point out."""
    count = _marked(actor)
    if not count:
        return []
    return [
        Todo(
            title=_("认定可能重复的人员"),
            sub=_("名单中有 %(count)d 人可能与他人重复") % {"count": count},
            url=reverse("twins:list"),
            action=_("认定"),
            kind="twins",
        )
    ]


def count_to_tell_apart(actor) -> int:
    return 1 if _marked(actor) else 0


def _marked(actor) -> int:
    if not may_tell_apart(actor):
        return 0
    year = Program.objects.visible_to(actor).current()
    rows = RosterEntry.objects.visible_to(actor).filter(
        roster__cohort__program=year,
        flag_count__gt=0,
        nomination__in=Nomination.objects.live(),
    )
    marked = rows.annotate(said=Cast("flags", TextField())).filter(
        said__contains=f'"{Flag.TWIN}"'
    )
    return marked.values("nomination").distinct().count()
