"""The transition tables of the programme year."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.engine import Workflow, step
from programs import policies
from programs.models import Circular, Cohort, ContactSheet, Milestone, Program
from programs.states import (
    CircularState,
    CohortState,
    MilestoneState,
    ProgramState,
    SheetState,
)

PROGRAM = Workflow(
    Program,
    {
        "open": step(
            _("启动年度"),
            source=ProgramState.PLANNING,
            to=ProgramState.OPEN,
            policy=policies.is_bureau_officer,
        ),
    },
)

CIRCULAR = Workflow(
    Circular,
    {
        "publish": step(
            _("发布通知"),
            source=CircularState.DRAFT,
            to=CircularState.PUBLISHED,
            policy=policies.may_publish_circular,
        ),
    },
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

CONTACT_SHEET = Workflow(
    ContactSheet,
    {
        "submit": step(
            _("报送中小企业局"),
            source={SheetState.DRAFT, SheetState.RETURNED},
            to=SheetState.SUBMITTED,
            policy=policies.may_fill_sheet,
        ),
        "withdraw": step(
            _("撤回修改"),
            source=SheetState.SUBMITTED,
            to=SheetState.DRAFT,
            policy=policies.may_fill_sheet,
        ),
        "accept": step(
            _("确认信息表"),
            source=SheetState.SUBMITTED,
            to=SheetState.ACCEPTED,
            policy=policies.may_judge_sheet,
        ),
        "return": step(
            pgettext_lazy("步骤", "退回修改"),
            source=SheetState.SUBMITTED,
            to=SheetState.RETURNED,
            policy=policies.may_judge_sheet,
            needs_note=True,
        ),
        "supersede": step(
            _("由新版替代"),
            source=SheetState.ACCEPTED,
            to=SheetState.SUPERSEDED,
            policy=policies.may_judge_sheet,
        ),
    },
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
            policy=policies.is_the_portal,
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
