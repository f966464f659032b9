"""Enrolment from arrival to the end, and completion from proposal to decision."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from trainees.models import Completion, Enrolment
from trainees.policies import completion as policies
from trainees.states import LEAVING, CompletionState, EnrolmentState

ENROLMENT = Workflow(
    Enrolment,
    {
        "arrive": step(
            _("报到"),
            source=EnrolmentState.PENDING,
            to=EnrolmentState.ENROLLED,
            policy=policies.may_arrive,
        ),
        "finish": step(
            _("结训"),
            source=EnrolmentState.ENROLLED,
            to=EnrolmentState.FINISHED,
            policy=policies.may_finish,
        ),
        "withdraw": step(
            _("退班"),
            source=frozenset(LEAVING),
            to=EnrolmentState.WITHDRAWN,
            policy=policies.may_release,
            needs_note=True,
        ),
    },
)

PROPOSED = frozenset({CompletionState.PROPOSED_COMPLETE, CompletionState.PROPOSED_INCOMPLETE})
UNDECIDED = PROPOSED | {CompletionState.NOT_ASSESSED}

COMPLETION = Workflow(
    Completion,
    {
        "propose_complete": step(
            _("建议结业"),
            source=UNDECIDED,
            to=CompletionState.PROPOSED_COMPLETE,
            policy=policies.may_propose_completion,
        ),
        "propose_incomplete": step(
            _("建议不予结业"),
            source=UNDECIDED,
            to=CompletionState.PROPOSED_INCOMPLETE,
            policy=policies.may_propose_completion,
        ),
        "confirm_complete": step(
            _("确认结业"),
            source=CompletionState.PROPOSED_COMPLETE,
            to=CompletionState.COMPLETED,
            policy=policies.may_confirm_completion,
        ),
        "confirm_incomplete": step(
            _("确认不予结业"),
            source=CompletionState.PROPOSED_INCOMPLETE,
            to=CompletionState.INCOMPLETE,
            policy=policies.may_confirm_completion,
        ),
        "return": step(
            _("退回重新评定"),
            source=PROPOSED,
            to=CompletionState.NOT_ASSESSED,
            policy=policies.may_confirm_completion,
            needs_note=True,
        ),
    },
)
