"""A training's way from the authority that reports it to the Bureau's coordination (R29)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record
from portal.files.models import StoredFile
from portal.language import house_language
from portal.notices.post import post
from portal.policy import SystemActor, require
from portal.workflow.revision import require_newest, write
from programs.limits import held_mandate, next_filing_number
from programs.models import Cohort, Filing
from programs.models.filing import CONTENT
from programs.policies.filing import may_write_filing
from programs.policies.mandate import mandate_covers
from programs.sheets.filing import filing_table
from programs.states import CohortState, FilingState
from programs.workflow.filing import FILING

EDITABLE = [FilingState.DRAFT, FilingState.RETURNED, FilingState.TO_ADJUST]
STALE = gettext_lazy("保存前，这份备案已被改过")
CLASS = SystemActor(gettext_lazy("班次"))
REGION = (Duty.LIAISON, Duty.LEAD)
OFFICERS = (Duty.OFFICER,)
MANAGER = (Duty.MANAGER,)

describe(
    "programs.filing",
    {
        "begin": gettext_lazy("填写备案"),
        "save": gettext_lazy("修改备案"),
        "attach": gettext_lazy("上传协议"),
        "open_class": gettext_lazy("开设班次"),
    },
)


@transaction.atomic
def begin_filing(program, authority, *, values: dict, actor) -> Filing:
    """Begin a draft; ``values`` are field names of ``CONTENT``."""
    draft = Filing(program=program, authority=authority, **_content(values))
    require(may_write_filing(actor, draft))
    draft.save()
    record(actor, "begin", draft)
    return draft


@transaction.atomic
def save_filing(filing: Filing, *, values: dict, revision: int, actor) -> Filing:
    """Keep what was typed; incomplete is allowed, a stale page is not.

    Raises:
        Stale: somebody else saved in between.
        IllegalStep: the filing is no longer in the authority's hands.
    """
    require(may_write_filing(actor, filing))
    before = Filing.objects.get(pk=filing.pk)
    changes = _content(values)
    filing = _write(filing, revision, changes)
    changed = [name for name in changes if getattr(before, name) != getattr(filing, name)]
    if changed:
        record(actor, "save", filing, fields=changed)
    return filing


@transaction.atomic
def attach_agreement(filing: Filing, *, kept, revision: int, actor) -> Filing:
    """Put the agreement to the filing; one brought before stays in the storage unseen.

    Args:
        kept: What :func:`portal.files.keeping.keep` answered: already in the storage.

    Raises:
        Stale, IllegalStep: see :func:`save_filing`.
    """
    require(may_write_filing(actor, filing))
    stored = StoredFile.from_kept(kept, actor)
    filing = _write(filing, revision, {"agreement": stored})
    record(actor, "attach", filing, name=stored.name, sha256=stored.sha256)
    return filing


@transaction.atomic
def submit_filing(filing: Filing, *, revision: int, confirmed: bool, actor) -> Filing:
    """Report the training for coordination (报送统筹), also again after a return or advice.

    Args:
        confirmed: The sender has seen that there is another filing of the
            same institution and track, and means it.

    Raises:
        ValidationError: something lacks, or a likely duplicate is not confirmed.
        Stale: the page checked another revision than the one on file.
        IllegalStep: already sent.
        PermissionDenied: not the region's liaison, or the institution's
            mandate is not active or does not cover the track.
    """
    require(may_write_filing(actor, filing))
    mandate = held_mandate(filing.program_id, filing.organization_id)
    current = Filing.objects.select_for_update().get(pk=filing.pk)
    require_newest(current, revision, editable=EDITABLE, stale=STALE)
    require(mandate_covers(mandate, current.track))
    problems = current.missing()
    if not confirmed and Filing.objects.alike(current).exists():
        problems["confirmed"] = _("本年度已有同一机构、同一方向的备案，确需另报请勾选确认")
    if problems:
        raise ValidationError(problems)
    stamp = {
        "submitted_at": clock.now(),
        "submitted_by": actor.user,
        "decided_at": None,
        "decided_by": None,
    }
    filing = FILING.advance(filing.pk, "submit", actor=actor, stamp=stamp)
    _tell("filing.submitted", filing, _bureau(), OFFICERS, actor)
    return filing


@transaction.atomic
def withdraw_filing(filing: Filing, *, actor, note: str = "") -> Filing:
    """Take it back before the Bureau has begun; it counts as not reported again."""
    stamp = {"submitted_at": None, "submitted_by": None}
    return FILING.advance(filing.pk, "withdraw", actor=actor, note=note, stamp=stamp)


@transaction.atomic
def review_filing(filing: Filing, *, actor, note: str = "") -> Filing:
    """The Bureau begins to coordinate; from now on it is not taken back."""
    return FILING.advance(filing.pk, "review", actor=actor, note=note)


@transaction.atomic
def accept_filing(filing: Filing, *, actor, note: str = "") -> Filing:
    """Take the training into the national picture (纳入统筹) and give it its number.

    Raises:
        PermissionDenied: not an officer, the sender in person, or the
            institution's mandate has been suspended meanwhile.
    """
    mandate = held_mandate(filing.program_id, filing.organization_id)
    require(mandate_covers(mandate, filing.track))
    number = next_filing_number(filing.program_id)
    stamp = {**_decided(actor), "number": number, "remarks": {}, "advice": ""}
    filing = FILING.advance(
        filing.pk, "accept", actor=actor, note=note, stamp=stamp, number=number
    )
    _tell("filing.accepted", filing, [filing.authority], REGION, actor, number=number)
    _tell("filing.accepted", filing, [filing.organization], MANAGER, actor, number=number)
    return filing


@transaction.atomic
def return_filing(filing: Filing, *, remarks: dict, actor) -> Filing:
    """Send it back with what is to be mended, item by item; the region is told.

    Args:
        remarks: Field names (``general`` for the whole) with what to mend.

    Raises:
        ValidationError: not one remark.
    """
    remarks = {name: text.strip() for name, text in remarks.items() if text.strip()}
    if not remarks:
        raise ValidationError(_("请至少在一项后写明要补正什么"))
    note = _listed(remarks)
    stamp = {**_decided(actor), "remarks": remarks, "advice": ""}
    filing = FILING.advance(filing.pk, "return", actor=actor, note=note, stamp=stamp)
    _tell("filing.returned", filing, [filing.authority], REGION, actor, note=note)
    return filing


@transaction.atomic
def advise_filing(filing: Filing, *, actor, note: str) -> Filing:
    """Advise the region to change time, place or size (建议调整); it reports again."""
    stamp = {**_decided(actor), "remarks": {}, "advice": note.strip()}
    filing = FILING.advance(filing.pk, "advise", actor=actor, note=note, stamp=stamp)
    _tell("filing.advised", filing, [filing.authority], REGION, actor, note=note.strip())
    return filing


@transaction.atomic
def cancel_filing(filing: Filing, *, actor, note: str) -> Filing:
    """Give the training up, with a reason; whoever had to do with it is told."""
    sent, taken_in = filing.submitted_at is not None, filing.state == FilingState.ACCEPTED
    filing = FILING.advance(filing.pk, "cancel", actor=actor, note=note)
    if sent:
        _tell("filing.cancelled", filing, _bureau(), OFFICERS, actor, note=note.strip())
    if taken_in:
        body = [filing.organization]
        _tell("filing.cancelled", filing, body, MANAGER, actor, note=note.strip())
    return filing


@transaction.atomic
def export_filings(program, filings: list[Filing], *, actor) -> bytes:
    """The list as .xlsx; that it left the portal is on record."""
    record(actor, "export_filings", program, count=len(filings))
    return filing_table(filings)


@transaction.atomic
def follow_class(cohort: Cohort, *, actor=CLASS) -> Cohort:
    """A class that begins or ends takes its filing along (实施中, 已结项); others have none."""
    step = {CohortState.TEACHING: "run", CohortState.CLOSED: "close"}[cohort.state]
    if cohort.filing_id is not None:
        FILING.advance(cohort.filing_id, step, actor=actor)
    return cohort


def _content(values: dict) -> dict:
    return {name: values[name] for name in CONTENT if name in values}


def _write(filing, revision, changes) -> Filing:
    locked = _("备案%(state)s，不能再改；要改请先撤回")
    return write(filing, revision, changes, editable=EDITABLE, stale=STALE, locked=locked)


def _decided(actor) -> dict:
    return {"decided_at": clock.now(), "decided_by": actor.user}


@house_language()
def _listed(remarks: dict) -> str:
    return _("；").join(f"{_label(name)}：{text}" for name, text in remarks.items())


def _label(name: str) -> str:
    return _("总体") if name == "general" else Filing._meta.get_field(name).verbose_name


def _bureau():
    return Organization.objects.filter(kind=Kind.BUREAU)


def _tell(topic, filing, bodies, duties, actor, **context) -> None:
    names = {
        "filing": filing.name,
        "authority": filing.authority.short_name,
        "institution": filing.organization.short_name,
    }
    to = bodies[0].pk if isinstance(bodies, list) else "bureau"
    post(
        topic,
        key=f"filing:{filing.pk}:{topic}:{to}:{clock.now().isoformat()}",
        recipients=people_of(bodies, *duties),
        context={**names, **context},
        link=reverse("filings:detail", args=[filing.pk]),
        actor=actor,
    )
