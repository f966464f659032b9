"""What holds for all rows of an uploaded file: its region, its route, the letter."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Organization
from portal.audit.trail import record
from portal.files.keeping import Kept
from portal.files.models import StoredFile
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees.data.units import CHOICES
from trainees.models import RosterImport
from trainees.policies.roster import may_import_roster
from trainees.states import ImportState, Route

from .roster_import import parse_import

OPEN = (ImportState.READY, ImportState.ACCEPTED)


@transaction.atomic
def change_options(
    batch: RosterImport,
    *,
    route: str,
    source_authority: Organization | None,
    drop_mended: bool = False,
    actor,
) -> RosterImport:
    """Say anew where a file comes from and by which route; every row is judged again.

    A letter stays only while the same authority recommends.

    Raises:
        IllegalStep: rows were taken already, or the file is being read.
    """
    authority = source_authority.pk if source_authority else None
    keeps = route == Route.RECOMMENDED and authority == batch.source_authority_id
    options = {
        "route": route,
        "source_authority": source_authority,
        "letter": batch.letter if keeps else None,
    }
    again = {"options": options, "drop_mended": drop_mended}
    batch = parse_import(batch, sheet=batch.sheet, **again, actor=actor)
    record(actor, "change_options", batch, route=route)
    return batch


@transaction.atomic
def say_units(
    batch: RosterImport, *, units: dict[str, str], drop_mended: bool = False, actor
) -> RosterImport:
    """Say in which unit the amounts of a file are, where its header does not.

    The answer is kept with the header and found again for the next file like it.

    Args:
        units: Column (from 0, as text) to one of 元, 万元, 亿元.

    Raises:
        ValidationError: a column that nobody was asked about, or another unit.
        IllegalStep: rows were taken already, or the file is being read.
    """
    asked = batch.unit_effects.get("samples", {})
    if units.keys() != asked.keys() or not set(units.values()) <= set(CHOICES):
        raise ValidationError(_("请为每一列选择元、万元或亿元"))
    again = {"options": {"units_said": units}, "drop_mended": drop_mended}
    batch = parse_import(batch, sheet=batch.sheet, **again, actor=actor)
    record(actor, "say_units", batch, units=units)
    return batch


@transaction.atomic
def attach_letter(batch: RosterImport, *, kept: Kept, actor) -> RosterImport:
    """Put the authority's letter (推荐函) to a file, also after its rows were taken.

    An earlier letter is replaced and stays in the storage.

    Raises:
        ValidationError: no authority recommends the whole file.
        IllegalStep: the file is not open (any more).
    """
    batch = RosterImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    require(may_import_roster(actor, batch))
    if batch.state not in OPEN:
        raise IllegalStep(_("这次导入现在不能补交推荐函，请刷新后再看"))
    batch.letter = StoredFile.from_kept(kept, actor)
    batch.clean()
    batch.save(update_fields=["letter"])
    record(actor, "attach_letter", batch, sha256=kept.sha256)
    return batch
