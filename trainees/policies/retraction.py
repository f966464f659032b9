"""When an authority may withdraw one person of a letter it has sent (R31, R32)."""

from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny
from trainees.policies.selection import may_recommend
from trainees.states import EDITABLE_ROSTER, RecommendationState


def may_retract(actor, nomination) -> Verdict:
    """The letter's own liaison, until the person's list is with the Centre."""
    if not (verdict := may_recommend(actor, nomination)):
        return verdict
    if nomination.recommendation.state != RecommendationState.SENT:
        return deny(_("推荐还没有发出，将此人移出推荐即可"))
    if all(map(_is_in_hand, nomination.entries.all())):
        return ALLOW
    return deny(
        _("已随名单报人才交流中心，不能撤回；请与人才交流中心联系，名单退回、机构移出后可撤回")
    )


def _is_in_hand(entry) -> bool:
    """Whether the class may still take this row off its list."""
    return entry.roster.state in EDITABLE_ROSTER and entry.is_editable
