"""A list's way between its class and the Centre, and what becomes of its candidates."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.engine import Workflow, step
from trainees.models import Nomination, Roster
from trainees.policies import nomination as people
from trainees.policies import roster as policies
from trainees.states import NominationState, RosterState

from .selection import SELECTION

ROSTER = Workflow(
    Roster,
    {
        "submit": step(
            _("提交名单"),
            source={RosterState.DRAFT, RosterState.RETURNED},
            to=RosterState.SUBMITTED,
            policy=policies.may_submit_roster,
        ),
        "withdraw": step(
            _("撤回修改"),
            source=RosterState.SUBMITTED,
            to=RosterState.DRAFT,
            policy=policies.may_withdraw_roster,
        ),
        "take": step(
            _("开始审核"),
            source=RosterState.SUBMITTED,
            to=RosterState.IN_REVIEW,
            policy=policies.may_review_roster,
        ),
        "propose": step(
            _("报中小企业局确认"),
            source=RosterState.IN_REVIEW,
            to=RosterState.IN_REVIEW,
            policy=policies.may_propose_decision,
        ),
        "reconsider": step(
            _("退回审核员重审"),
            source=RosterState.IN_REVIEW,
            to=RosterState.IN_REVIEW,
            policy=policies.may_reconsider_roster,
            needs_note=True,
        ),
        "enrol": step(
            _("先行录取"),
            source=RosterState.IN_REVIEW,
            to=RosterState.IN_REVIEW,
            policy=policies.may_decide_roster,
        ),
        "return": step(
            pgettext_lazy("步骤", "退回修改"),
            source=RosterState.IN_REVIEW,
            to=RosterState.RETURNED,
            policy=policies.may_decide_roster,
        ),
        "decide": step(
            _("办结"),
            source=RosterState.IN_REVIEW,
            to=RosterState.DECIDED,
            policy=policies.may_decide_roster,
        ),
        "lock": step(
            _("锁定名单"),
            source=RosterState.DECIDED,
            to=RosterState.LOCKED,
            policy=policies.may_decide_roster,
        ),
    },
)

CANDIDATE = frozenset({NominationState.SUBMITTED, NominationState.RECOMMENDED})

NOMINATION = Workflow(
    Nomination,
    {
        "submit": step(
            _("随名单提交"),
            source=NominationState.DRAFT,
            to=NominationState.SUBMITTED,
            policy=people.may_carry_nomination,
        ),
        "recall": step(
            _("随名单撤回"),
            source=CANDIDATE,
            to=NominationState.DRAFT,
            policy=people.may_carry_nomination,
        ),
        "withdraw": step(
            _("移出名单"),
            source={NominationState.DRAFT, *CANDIDATE},
            to=NominationState.WITHDRAWN,
            policy=people.may_carry_nomination,
        ),
        "confirm": step(
            _("确认推荐"),
            source=NominationState.SUBMITTED,
            to=NominationState.RECOMMENDED,
            policy=people.may_confirm_nomination,
        ),
        "disown": step(
            _("非我省推荐"),
            source=NominationState.SUBMITTED,
            to=NominationState.DRAFT,
            policy=people.may_confirm_nomination,
            needs_note=True,
        ),
        "admit": step(
            _("录取"),
            source=CANDIDATE,
            to=NominationState.ADMITTED,
            policy=people.may_judge_nomination,
        ),
        "leave": step(
            _("退班"),
            source=NominationState.ADMITTED,
            to=NominationState.WITHDRAWN,
            policy=people.may_judge_nomination,
            needs_note=True,
        ),
        "refuse": step(
            _("不予录取"),
            # A denied recommendation is a draft again while its list is with the Centre.
            source={NominationState.DRAFT, *CANDIDATE},
            to=NominationState.INELIGIBLE,
            policy=people.may_judge_nomination,
        ),
        **SELECTION,
    },
)
