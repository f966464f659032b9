"""The year's transition table."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from programs.models import Program
from programs.policies import offices
from programs.states import (
    ProgramState,
)

PROGRAM = Workflow(
    Program,
    {
        "open": step(
            _("启动年度"),
            source=ProgramState.PLANNING,
            to=ProgramState.OPEN,
            policy=offices.is_bureau_officer,
        ),
    },
)
