"""The way of a person an authority recommends itself, up to a class's list (R31–R33)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.engine import Workflow, step
from trainees.models import Recommendation
from trainees.policies import nomination as people
from trainees.policies import retraction
from trainees.policies import selection as policies
from trainees.states import NominationState, RecommendationState

RECOMMENDATION = Workflow(
    Recommendation,
    {
        "send": step(
            _("发出推荐"),
            source=RecommendationState.DRAFT,
            to=RecommendationState.SENT,
            policy=policies.may_write_recommendation,
        ),
        "withdraw": step(
            _("撤回推荐"),
            source=RecommendationState.SENT,
            to=RecommendationState.DRAFT,
            policy=policies.may_write_recommendation,
        ),
    },
)

OFFERED = frozenset({NominationState.RECOMMENDED, NominationState.SHORTLISTED})

SELECTION = {
    "recommend": step(
        _("随推荐发出"),
        source=NominationState.DRAFT,
        to=NominationState.RECOMMENDED,
        policy=policies.may_recommend,
    ),
    "take_back": step(
        _("随推荐撤回"),
        source=NominationState.RECOMMENDED,
        to=NominationState.DRAFT,
        policy=policies.may_recommend,
    ),
    "shortlist": step(
        pgettext_lazy("步骤", "拟录取"),
        source=NominationState.RECOMMENDED,
        to=NominationState.SHORTLISTED,
        policy=policies.may_select,
    ),
    "enlist": step(
        _("列入名单"),
        source=OFFERED,
        to=NominationState.DRAFT,
        policy=policies.may_select,
    ),
    "unlist": step(
        _("移出名单，仍为拟录取"),
        source={NominationState.DRAFT, NominationState.SUBMITTED},
        to=NominationState.SHORTLISTED,
        policy=people.may_carry_nomination,
    ),
    "waitlist": step(
        _("列为候补"),
        source=OFFERED,
        to=NominationState.WAITLISTED,
        policy=policies.may_select,
    ),
    "promote": step(
        _("候补递补"),
        source=NominationState.WAITLISTED,
        to=NominationState.SHORTLISTED,
        policy=policies.may_select,
        needs_note=True,
    ),
    "release": step(
        _("放回推荐库"),
        source={NominationState.SHORTLISTED, NominationState.WAITLISTED},
        to=NominationState.RECOMMENDED,
        policy=policies.may_release,
    ),
    "decline": step(
        pgettext_lazy("步骤", "不录取"),
        source={*OFFERED, NominationState.WAITLISTED},
        to=NominationState.DECLINED,
        policy=policies.may_decline,
        needs_note=True,
    ),
    "retract": step(
        _("撤回此人推荐"),
        # Drafts and submitted only while the class may still take the row off its list.
        source={
            *OFFERED,
            NominationState.WAITLISTED,
            NominationState.DRAFT,
            NominationState.SUBMITTED,
        },
        to=NominationState.WITHDRAWN,
        policy=retraction.may_retract,
        needs_note=True,
    ),
}
