"""The transition table of a joint or commissioned training."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.engine import Workflow, step
from programs.models import Filing
from programs.policies import filing as policies
from programs.states import FilingState

FILING = Workflow(
    Filing,
    {
        "submit": step(
            _("报送统筹"),
            source={FilingState.DRAFT, FilingState.RETURNED, FilingState.TO_ADJUST},
            to=FilingState.SUBMITTED,
            policy=policies.may_write_filing,
        ),
        "withdraw": step(
            _("撤回修改"),
            source=FilingState.SUBMITTED,
            to=FilingState.DRAFT,
            policy=policies.may_write_filing,
        ),
        "review": step(
            _("开始统筹"),
            source=FilingState.SUBMITTED,
            to=FilingState.IN_REVIEW,
            policy=policies.may_coordinate_filing,
        ),
        "accept": step(
            _("纳入统筹"),
            source=FilingState.IN_REVIEW,
            to=FilingState.ACCEPTED,
            policy=policies.may_coordinate_filing,
        ),
        "return": step(
            pgettext_lazy("步骤", "退回补正"),
            source=FilingState.IN_REVIEW,
            to=FilingState.RETURNED,
            policy=policies.may_coordinate_filing,
            needs_note=True,
        ),
        "advise": step(
            pgettext_lazy("步骤", "建议调整"),
            source=FilingState.IN_REVIEW,
            to=FilingState.TO_ADJUST,
            policy=policies.may_coordinate_filing,
            needs_note=True,
        ),
        "run": step(
            _("随班次开班"),
            source=FilingState.ACCEPTED,
            to=FilingState.RUNNING,
            policy=policies.follows_its_class,
        ),
        "close": step(
            _("随班次结项"),
            source=FilingState.RUNNING,
            to=FilingState.CLOSED,
            policy=policies.follows_its_class,
        ),
        "cancel": step(
            _("取消备案"),
            source={
                FilingState.DRAFT,
                FilingState.SUBMITTED,
                FilingState.RETURNED,
                FilingState.TO_ADJUST,
                FilingState.ACCEPTED,
            },
            to=FilingState.CANCELLED,
            policy=policies.may_cancel_filing,
            needs_note=True,
        ),
    },
)
