"""A workbook's way from upload to the list."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from trainees.models import RosterImport
from trainees.policies.roster import may_import_roster
from trainees.states import ImportState

ROSTER_IMPORT = Workflow(
    RosterImport,
    {
        "parse": step(
            _("开始校验"),
            source={ImportState.UPLOADED, ImportState.READY, ImportState.FAILED},
            to=ImportState.READING,
            policy=may_import_roster,
        ),
        "present": step(
            _("校验完成"),
            source=ImportState.READING,
            to=ImportState.READY,
            policy=may_import_roster,
        ),
        "fail": step(
            _("读取失败"),
            source=ImportState.READING,
            to=ImportState.FAILED,
            policy=may_import_roster,
        ),
        "accept": step(
            _("接收"),
            source={ImportState.READY, ImportState.ACCEPTED},
            to=ImportState.ACCEPTING,
            policy=may_import_roster,
        ),
        "finish": step(
            _("接收完成"),
            source=ImportState.ACCEPTING,
            to=ImportState.ACCEPTED,
            policy=may_import_roster,
        ),
        "halt": step(
            _("接收中断"),
            source=ImportState.ACCEPTING,
            to=ImportState.READY,
            policy=may_import_roster,
        ),
        "undo": step(
            _("撤销本次导入"),
            source=ImportState.ACCEPTED,
            to=ImportState.UNDONE,
            policy=may_import_roster,
        ),
        "cancel": step(
            _("放弃本次导入"),
            source={ImportState.UPLOADED, ImportState.READY, ImportState.FAILED},
            to=ImportState.CANCELLED,
            policy=may_import_roster,
        ),
    },
)
