"""Information forms that wait to be filled in, mended or judged."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ui.todos import Todo
from portal.ui.wording import moment
from programs.models import ContactSheet
from programs.policies.contact_sheet import scan_demand
from programs.states import (
    MilestoneKind,
    SheetState,
)
from programs.todos.milestone import owed


def sheets_waiting(actor) -> int:
    sheets = ContactSheet.objects.visible_to(actor)
    return sheets.filter(state=SheetState.SUBMITTED).count()


def sheets_to_judge(actor) -> list[Todo]:
    sheets = ContactSheet.objects.visible_to(actor).filter(state=SheetState.SUBMITTED)
    waiting = sheets.aggregate(count=Count("pk"), first=Min("arrived_at"))
    if not waiting["count"]:
        return []
    title = _("审阅信息表，%(count)d 份待确认") % waiting
    sub = _("最早 %(at)s 报送") % {"at": moment(waiting["first"])}
    url = f"{reverse('sheets:board')}?state=submitted"
    return [Todo(title, sub, url, _("审阅"), kind="sheet")]


def scans_owed(actor) -> list[Todo]:
    """The stamped scan that may follow; the region has one open edition a year at most."""
    sheets = ContactSheet.objects.visible_to(actor).filter(state=SheetState.SUBMITTED)
    return [
        Todo(
            _("补传信息表盖章扫描件"),
            _("打印、盖章后扫描上传，上传后才能确认"),
            reverse("sheets:detail", args=[sheet.pk]) + "#id_scan",
            _("上传"),
            due_on,
            "scan",
        )
        for sheet in sheets.without_scan().for_table()
        if (due_on := scan_demand(sheet).due_on)
    ]


def own_sheet(actor) -> list[Todo]:
    due = owed(actor, MilestoneKind.CONTACT_SHEET)
    if due is None:
        return []
    sheets = ContactSheet.objects.visible_to(actor).open()
    back = sheets.filter(state=SheetState.RETURNED).exists()
    title = _("按退回意见修改工作信息表") if back else _("填报工作信息表")
    action = _("修改") if back else _("填报")
    sub = _("确定分管负责同志和联络员，报中小企业局")
    return [Todo(title, sub, reverse("sheets:mine"), action, due, "contact_sheet")]
