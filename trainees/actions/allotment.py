"""分办: the Centre's lead says who judges which lists, or which rows of a large one."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.actor import actor_for
from portal import clock
from portal.accounts.models import User
from portal.audit.trail import record
from portal.notices.post import Recipient, post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees.data.vocabulary import people_text
from trainees.limits import lock_class
from trainees.models import Roster, RosterEntry
from trainees.policies.roster import may_allot_roster, may_share_roster
from trainees.states import IN_CENTRE_HANDS


@dataclass
class Given:
    """What an allotment came to; ``refused`` names what was left alone, with the reason."""

    people: int = 0
    lists: int = 0
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def allot_rows(roster: Roster, entries: list[int], reviewer: User | None, *, actor) -> Given:
    """Allot these rows of one list; without a reviewer they are everybody's again.

    Rows whose decision has taken effect stay as they are; what was said about
    the others so far stays too, and is now the new reviewer's.

    Raises:
        ValidationError: the reviewer must stand aside from this list.
        IllegalStep: the list is not with the Centre, or every row is settled.
    """
    require(may_allot_roster(actor, roster))
    lock_class(roster.cohort_id)
    given = Given()
    _give(given, roster, RosterEntry.objects.filter(pk__in=entries), reviewer, actor)
    if not (given.people or given.refused):
        raise IllegalStep(_("所选的行已经办结，请刷新后再看"))
    _tell(given, reviewer, actor, reverse("rosters:review", args=[roster.pk]))
    return given


@transaction.atomic
def allot_lists(rosters: list[Roster], reviewer: User | None, *, actor) -> Given:
    """Allot whole lists; those that cannot be are named and left alone."""
    rows = RosterEntry.objects.all()
    return _give_all(rosters, rows, reviewer, actor)


@transaction.atomic
def hand_over(giver: User, receiver: User | None, *, actor) -> Given:
    """All that ``giver`` has in hand goes to ``receiver``, or becomes everybody's again."""
    rows = RosterEntry.objects.filter(reviewer=giver)
    mine = rows.filter(roster__state__in=IN_CENTRE_HANDS).values("roster")
    return _give_all(Roster.objects.filter(pk__in=mine), rows, receiver, actor)


def _give_all(rosters, rows, reviewer, actor) -> Given:
    given = Given()
    for roster in sorted(rosters, key=lambda roster: roster.cohort_id):
        lock_class(roster.cohort_id)
        try:
            require(may_allot_roster(actor, roster))
            _give(given, roster, rows, reviewer, actor)
        except (PermissionDenied, IllegalStep) as refusal:
            given.refused.append(_reason(roster, str(refusal)))
        except ValidationError as refusal:
            given.refused.append(_reason(roster, refusal.messages[0]))
    _tell(given, reviewer, actor, reverse("rosters:list"))
    return given


def _reason(roster: Roster, text: str) -> str:
    return _("%(name)s：%(text)s") % {"name": roster.cohort.name, "text": text}


def _give(given: Given, roster: Roster, rows, reviewer: User | None, actor) -> None:
    """Write the reviewer on the unsettled of ``rows`` that are this list's.

    Rows from which the reviewer stands aside are left alone and named.
    """
    current = Roster.objects.get(pk=roster.pk)
    if current.state not in IN_CENTRE_HANDS:
        raise IllegalStep(
            _("名单“%(state)s”，不能分办") % {"state": current.get_state_display()}
        )
    unsettled = rows.filter(roster=roster).unsettled()
    if reviewer is not None:
        _check_fit(reviewer, roster, actor)
        aside = unsettled.aside_from([reviewer.pk])
        names = list(aside.order_by("no").values_list("nomination__trainee__name", flat=True))
        if names:
            said = {"reviewer": reviewer, "names": _("、").join(names)}
            text = _("%(reviewer)s须回避，没有分给：%(names)s") % said
            given.refused.append(_reason(roster, text))
        unsettled = unsettled.free_for([reviewer.pk])
    keys = list(unsettled.values_list("pk", flat=True))
    if not keys:
        return
    RosterEntry.objects.filter(pk__in=keys).update(reviewer=reviewer)
    given.people += len(keys)
    given.lists += 1
    people = people_text(len(keys))
    note = f"{reviewer} · {people}" if reviewer else people
    record(actor, "allot" if reviewer else "release", roster, people=len(keys), note=note)


def _check_fit(reviewer: User, roster: Roster, actor) -> None:
    verdict = may_share_roster(actor_for(reviewer, actor.organization_slug), roster)
    if not verdict:
        text = _("不能分给%(name)s：%(reason)s")
        said = {"name": reviewer, "reason": verdict.reason}
        raise ValidationError({"reviewer": text % said})


def _tell(given: Given, reviewer: User | None, actor, link: str) -> None:
    if reviewer is None or reviewer == actor.user or not given.people:
        return
    post(
        "roster.allotted",
        key=f"roster:allotted:{reviewer.pk}:{clock.wall().isoformat()}",
        recipients=[Recipient(user=reviewer)],
        context={"lists": given.lists, "people": given.people},
        link=link,
        actor=actor,
    )
