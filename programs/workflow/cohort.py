"""The class's transition table."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.engine import Workflow, step
from programs.models import Cohort
from programs.policies import cohort as policies
from programs.policies import offices
from programs.states import (
    CohortState,
)

COHORT = Workflow(
    Cohort,
    {
        "submit": step(
            _("报送方案"),
            source={CohortState.DRAFT, CohortState.RETURNED},
            to=CohortState.SUBMITTED,
            policy=policies.may_run_cohort,
        ),
        "countersign": step(
            _("会签完毕"),
            source=CohortState.SUBMITTED,
            to=CohortState.COUNTERSIGNED,
            policy=offices.is_the_portal,
        ),
        "approve": step(
            _("批准方案"),
            source=CohortState.COUNTERSIGNED,
            to=CohortState.APPROVED,
            policy=policies.may_decide_plan,
        ),
        "overrule": step(
            _("说明理由后批准"),
            source=CohortState.SUBMITTED,
            to=CohortState.APPROVED,
            policy=policies.may_overrule_objections,
            needs_note=True,
        ),
        "return": step(
            pgettext_lazy("步骤", "退回修改"),
            source={CohortState.SUBMITTED, CohortState.COUNTERSIGNED},
            to=CohortState.RETURNED,
            policy=policies.may_decide_plan,
            needs_note=True,
        ),
        "enrol": step(
            _("开始招生"),
            source=CohortState.APPROVED,
            to=CohortState.ENROLLING,
            policy=policies.may_run_cohort,
        ),
        "teach": step(
            _("开班"),
            source=CohortState.ENROLLING,
            to=CohortState.TEACHING,
            policy=policies.may_teach_cohort,
        ),
        "wind_up": step(
            _("转入结业办理"),
            source=CohortState.TEACHING,
            to=CohortState.CLOSING,
            policy=policies.may_teach_cohort,
        ),
        "close": step(
            _("结班"),
            source=CohortState.CLOSING,
            to=CohortState.CLOSED,
            policy=policies.may_run_cohort,
        ),
        "cancel": step(
            _("取消班次"),
            source={
                CohortState.DRAFT,
                CohortState.SUBMITTED,
                CohortState.RETURNED,
                CohortState.COUNTERSIGNED,
                CohortState.APPROVED,
                CohortState.ENROLLING,
            },
            to=CohortState.CANCELLED,
            policy=policies.may_cancel_cohort,
            needs_note=True,
        ),
    },
)
