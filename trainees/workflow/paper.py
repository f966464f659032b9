"""A draft paper's short way: ordered, made, or told why it was not."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from trainees.models import RosterPaper
from trainees.policies.paper import is_the_portal, may_order_paper
from trainees.states import PaperState

ROSTER_PAPER = Workflow(
    RosterPaper,
    {
        "make": step(
            _("生成完成"),
            source=PaperState.QUEUED,
            to=PaperState.MADE,
            policy=is_the_portal,
        ),
        "fail": step(
            _("没有生成"),
            source=PaperState.QUEUED,
            to=PaperState.FAILED,
            policy=is_the_portal,
        ),
        "again": step(
            _("重新生成"),
            # A job that was given up leaves its paper queued.
            source={PaperState.QUEUED, PaperState.FAILED},
            to=PaperState.QUEUED,
            policy=may_order_paper,
        ),
    },
)
