"""What keeps an authority from taking a letter back."""

from django.utils.translation import gettext_lazy as _

from trainees.models import Recommendation
from trainees.states import NominationState, RecommendationState

PICKED = _("机构已办理其中人选，推荐不能整份撤回；可逐个撤回人选")
RETRACTED = _("其中人选已单独撤回，推荐不能整份撤回；其他人选可逐个撤回")


def why_not_withdrawn(letter: Recommendation) -> str:
    """The reason, or nothing; the verb asks again under its lock."""
    if letter.state != RecommendationState.SENT:
        return ""
    people = letter.nominations.exclude(state=NominationState.RECOMMENDED)
    handled = set(people.values_list("withdrawn_at", flat=True))
    if None in handled:
        return str(PICKED)
    return str(RETRACTED) if handled else ""
