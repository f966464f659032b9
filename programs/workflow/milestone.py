"""A date's transition table."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from programs.models import Milestone
from programs.policies import milestone as policies
from programs.states import (
    MilestoneState,
)

MILESTONE = Workflow(
    Milestone,
    {
        "close": step(
            _("关闭时点"),
            source=MilestoneState.OPEN,
            to=MilestoneState.CLOSED,
            policy=policies.may_run_milestone,
        ),
        "reopen": step(
            _("重新开放"),
            source=MilestoneState.CLOSED,
            to=MilestoneState.OPEN,
            policy=policies.may_run_milestone,
            needs_note=True,
        ),
    },
)
