"""May this person fill in or judge an information form."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal import clock
from portal.calendar.days import add_workdays
from portal.policy import ALLOW, Verdict, deny, is_own_act
from portal.ui.wording import long_day
from programs.models import Milestone
from programs.policies.offices import is_bureau_officer
from programs.states import MilestoneKind, ScanRule, SheetState


def may_fill_sheet(actor, sheet) -> Verdict:
    """The liaison of the region itself: Liaoning never fills in for Dalian (R16)."""
    if actor.kind != Kind.AUTHORITY or actor.organization_slug != sheet.authority.code:
        return deny(_("信息表由本地区中小企业主管部门填报"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("信息表由联络员填报，分管负责同志可以查看"))
    return ALLOW


def may_withdraw_sheet(actor, sheet) -> Verdict:
    verdict = may_fill_sheet(actor, sheet)
    if verdict and sheet.is_entered:
        return deny(_("这一版由中小企业局按来文代录，要改请与中小企业局联系"))
    return verdict


def may_attach_scan(actor, sheet) -> Verdict:
    """What came in is its own scan; once it has gone back, the region brings another."""
    verdict = may_fill_sheet(actor, sheet)
    if verdict and sheet.is_entered and sheet.state == SheetState.SUBMITTED:
        return deny(_("这一版由中小企业局按来文代录，扫描件就是来文原件"))
    return verdict


def may_enter_sheet(actor, sheet) -> Verdict:
    """代录: what came by fax, by post or on paper is entered by an officer of the Bureau."""
    return is_bureau_officer(actor)


def may_set_aside_sheet(actor, sheet) -> Verdict:
    """For what came in otherwise; what the region itself has sent is judged instead."""
    verdict = is_bureau_officer(actor)
    if verdict and sheet.state == SheetState.SUBMITTED and not sheet.is_entered:
        return deny(_("该地区已在线报送，请直接办理那一版"))
    return verdict


def may_judge_sheet(actor, sheet) -> Verdict:
    verdict = is_bureau_officer(actor)
    if verdict and is_own_act(actor, sheet.submitted_by_id):
        if sheet.is_entered:
            return deny(_("本人代录的信息表须由另一位同志办理"))
        return deny(_("本人报送的信息表须由另一位同志办理"))
    return verdict


@dataclass(frozen=True)
class ScanDemand:
    """Whether and when the stamped scan is wanted; ``due_on`` once it can be owed."""

    rule: str
    days: int
    due_on: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and clock.today() > self.due_on


def scan_demand(sheet) -> ScanDemand:
    """By the year's milestone; the days run from when the sheet was sent."""
    milestone = Milestone.objects.of(sheet.program, MilestoneKind.CONTACT_SHEET)
    if milestone is None:
        return ScanDemand(ScanRule.NONE, 0)
    due_on = None
    if milestone.scan_rule == ScanRule.LATER and sheet.state == SheetState.SUBMITTED:
        due_on = add_workdays(clock.local_day(sheet.arrived_at), milestone.scan_days)
    return ScanDemand(milestone.scan_rule, milestone.scan_days, due_on)


def scan_is_there(sheet) -> Verdict:
    """Nothing is confirmed without the stamped scan, where the year asks for one."""
    demand = scan_demand(sheet)
    if demand.rule == ScanRule.NONE or sheet.scans.exists():
        return ALLOW
    if demand.due_on is None:
        return deny(_("还没有盖章扫描件，上传后才能确认"))
    day = long_day(demand.due_on)
    if demand.is_overdue:
        return deny(_("盖章扫描件应于%(day)s前补传，至今没有，上传后才能确认") % {"day": day})
    return deny(_("盖章扫描件可在%(day)s前补传，上传后才能确认") % {"day": day})


def may_accept_sheet(actor, sheet) -> Verdict:
    return may_judge_sheet(actor, sheet) and scan_is_there(sheet)
