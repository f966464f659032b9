"""What keeps an authority from taking a letter back."""

from django.utils.translation import gettext_lazy as _

from trainees.models import Recommendation
from trainees.states import NominationState, RecommendationState

PICKED = _("机构已办理其中人选，推荐不能撤回")


def why_not_withdrawn(letter: Recommendation) -> str:
    """The reason, or nothing; the verb asks again under its lock."""
    if letter.state != RecommendationState.SENT:
        return ""
    handled = letter.nominations.exclude(state=NominationState.RECOMMENDED)
    return str(PICKED) if handled.exists() else ""
