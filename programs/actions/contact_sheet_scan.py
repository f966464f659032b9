"""The stamped scan of an information form, and the year's rule about it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal.audit.trail import record
from portal.files.models import StoredFile
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import ContactSheet, Milestone, SheetScan
from programs.models.contact_sheet import OPEN_STATES
from programs.policies.contact_sheet import may_attach_scan
from programs.policies.milestone import may_run_milestone
from programs.states import ScanRule, SheetState

LONGEST = 60


@transaction.atomic
def attach_scan(sheet: ContactSheet, *, kept, actor) -> SheetScan:
    """Put a stamped scan to an edition that is not yet confirmed; earlier ones are kept.

    Args:
        kept: What :func:`portal.files.keeping.keep` answered: already in the storage.

    Raises:
        IllegalStep: confirmed or replaced meanwhile.
        PermissionDenied: not the region's own liaison, or entered from what came in.
    """
    rows = ContactSheet.objects.for_table().select_for_update(of=("self",))
    current = rows.get(pk=sheet.pk)
    require(may_attach_scan(actor, current))
    if current.state not in OPEN_STATES:
        raise IllegalStep(
            _("信息表%(state)s，扫描件不能再换；要改请填报新版")
            % {"state": current.get_state_display()}
        )
    scan = put_scan(current, kept=kept, actor=actor)
    if current.state == SheetState.SUBMITTED:
        _tell_officers(scan, actor)
    return scan


@transaction.atomic
def put_scan(sheet: ContactSheet, *, kept, actor) -> SheetScan:
    """The scan's row; whether it may come now, the caller has decided."""
    stored = StoredFile.from_kept(kept, actor)
    scan = SheetScan.objects.create(sheet=sheet, file=stored, check_code=sheet.check_code())
    record(actor, "attach", sheet, name=stored.name, sha256=stored.sha256)
    return scan


@transaction.atomic
def change_scan_rule(milestone: Milestone, *, rule: str, days: int, actor) -> Milestone:
    """Say anew whether and when the stamped scan is wanted; for all that is not confirmed.

    Args:
        days: Working days after 报送, where it may come later.

    Raises:
        ValidationError: no such rule, or days out of bounds.
    """
    require(may_run_milestone(actor, milestone))
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    problems = {}
    if rule not in ScanRule.values:
        problems["scan_rule"] = _("请选择对盖章扫描件的要求")
    if not 1 <= days <= LONGEST:
        problems["scan_days"] = _("补传期限应为 1 至 %(most)d 个工作日") % {"most": LONGEST}
    if problems:
        raise ValidationError(problems)
    before = {"rule": milestone.scan_rule, "days": milestone.scan_days}
    milestone.scan_rule, milestone.scan_days = rule, days
    milestone.save(update_fields=["scan_rule", "scan_days"])
    after = {"rule": rule, "days": days}
    record(actor, "change_scan_rule", milestone, before=before, after=after)
    return milestone


def _tell_officers(scan, actor) -> None:
    sheet = scan.sheet
    post(
        "contact_sheet.scanned",
        key=f"contact_sheet:{sheet.pk}:scanned:{scan.pk}",
        recipients=people_of(Organization.objects.filter(kind=Kind.BUREAU), Duty.OFFICER),
        context={"authority": sheet.authority.short_name, "edition": sheet.edition},
        link=reverse("sheets:detail", args=[sheet.pk]),
        actor=actor,
    )
