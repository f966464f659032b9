"""The information form's transition table."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.engine import Workflow, step
from programs.models import ContactSheet
from programs.policies import contact_sheet as policies
from programs.states import (
    SheetState,
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
            policy=policies.may_withdraw_sheet,
        ),
        "accept": step(
            _("确认信息表"),
            source=SheetState.SUBMITTED,
            to=SheetState.ACCEPTED,
            policy=policies.may_accept_sheet,
        ),
        "return": step(
            pgettext_lazy("步骤", "退回修改"),
            source=SheetState.SUBMITTED,
            to=SheetState.RETURNED,
            policy=policies.may_judge_sheet,
            needs_note=True,
        ),
        "enter": step(
            _("代录来文"),
            source=SheetState.DRAFT,
            to=SheetState.SUBMITTED,
            policy=policies.may_enter_sheet,
        ),
        "set_aside": step(
            _("由来文代替"),
            source={SheetState.DRAFT, SheetState.RETURNED, SheetState.SUBMITTED},
            to=SheetState.SET_ASIDE,
            policy=policies.may_set_aside_sheet,
        ),
        "supersede": step(
            _("由新版替代"),
            source=SheetState.ACCEPTED,
            to=SheetState.SUPERSEDED,
            policy=policies.may_judge_sheet,
        ),
    },
)
