"""回避: a reviewer stands aside from rows; the lead allots them to others, or lifts it."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.trail import record
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees.actions.review import unsay_rows
from trainees.limits import lock_class
from trainees.models import Enterprise, Recusal, RosterEntry, Trainee
from trainees.policies.recusal import may_declare_recusal, may_lift_recusal
from trainees.states import IN_CENTRE_HANDS, Decision, RecusalKind

FIELDS = {RecusalKind.ENTERPRISE: "enterprise", RecusalKind.PERSON: "trainee"}


@dataclass
class Declared:
    """``released`` rows were the declarer's share and are everybody's again; the opinions
    on the ``reopened`` were the declarer's and are taken back."""

    recusal: Recusal
    released: int = 0
    reopened: int = 0


@transaction.atomic
def declare_recusal(
    kind: str, subject: Organization | Enterprise | Trainee, *, reason: str, actor
) -> Declared:
    """Stand aside (申报回避) from a body, a region, a firm or a person, from now on.

    What had been said and has not taken effect is taken back; rows in hand
    become everybody's, and the Centre's leads are told to allot them.

    Raises:
        ValidationError: it was declared before.
    """
    require(may_declare_recusal(actor))
    about = {FIELDS.get(kind, "organization"): subject}
    if Recusal.objects.in_force().filter(user=actor.user, **about).exists():
        raise ValidationError(_("您已申报对它回避"))
    recusal = Recusal.objects.create(
        user=actor.user, kind=kind, reason=reason, declared_at=clock.now(), **about
    )
    record(actor, "declare", recusal, note=reason)
    declared = Declared(recusal)
    _let_go(declared, actor)
    _tell_leads(declared, actor)
    return declared


@transaction.atomic
def lift_recusal(recusal: Recusal, *, note: str, actor) -> Recusal:
    """The lead lets the declarer judge such rows again.

    Raises:
        ValidationError: no reason is given.
        IllegalStep: it was lifted before.
    """
    require(may_lift_recusal(actor, recusal))
    if not note.strip():
        raise ValidationError({"note": _("请写明解除回避的理由")})
    rows = Recusal.objects.in_force().filter(pk=recusal.pk)
    stamp = {"lifted_at": clock.now(), "lifted_by": actor.user, "lift_note": note.strip()}
    if not rows.update(**stamp):
        raise IllegalStep(_("这项回避此前已经解除"))
    record(actor, "lift", recusal, note=note.strip())
    recusal.refresh_from_db()
    return recusal


def _let_go(declared: Declared, actor) -> None:
    """Rows of lists with the Centre that were the declarer's, list by list in lock order."""
    user = actor.user
    rows = RosterEntry.objects.filter(roster__state__in=IN_CENTRE_HANDS)
    rows = rows.unsettled()
    concerned = Q(pk__in=rows.aside_from([user.pk]).values("pk"))
    if declared.recusal.kind == RecusalKind.INSTITUTION:
        concerned |= Q(roster__cohort__partners=declared.recusal.organization)
    rows = rows.filter(concerned)
    lists = defaultdict(list)
    for key, cohort in rows.values_list("pk", "roster__cohort"):
        lists[cohort].append(key)
    for cohort in sorted(lists):
        lock_class(cohort)
        held = RosterEntry.objects.filter(pk__in=lists[cohort])
        declared.released += held.filter(reviewer=user).update(reviewer=None)
        said = held.filter(decided_by=user).exclude(decision=Decision.PENDING)
        by = list(said.for_table().select_related("roster"))
        if by:
            unsay_rows(by[0].roster, by, actor=actor)
            declared.reopened += len(by)


def _tell_leads(declared: Declared, actor) -> None:
    centre = Organization.objects.filter(kind=Kind.CENTRE)
    leads = [to for to in people_of(centre, Duty.LEAD) if to.user != actor.user]
    post(
        "recusal.declared",
        key=f"recusal:{declared.recusal.pk}:declared",
        recipients=leads,
        context={"name": str(actor.user), "people": declared.released},
        link=reverse("rosters:recusals"),
        actor=actor,
    )
