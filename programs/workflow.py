"""The transition tables of the programme year."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from programs import policies
from programs.models import Circular, ContactSheet, Milestone, Program
from programs.states import CircularState, MilestoneState, ProgramState, SheetState

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
            _("退回修改"),
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
