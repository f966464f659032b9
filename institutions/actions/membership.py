"""Giving, confirming and ending people's duties."""

from django.db import transaction

from institutions.actor import Actor
from institutions.models import Invitation, Membership, Organization
from institutions.policies import may_confirm_member, may_end_duty
from institutions.states import Duty
from portal import clock
from portal.accounts.models import User
from portal.audit.trail import record, record_many
from portal.policy import require


@transaction.atomic
def give_duty(
    user: User, organization: Organization, duty: str, *, actor, provisional: bool = False
) -> Membership:
    """Let ``user`` hold ``duty``; already holding it changes nothing.

    Whether the duty may be given was decided with the code or the invitation
    that the caller has just redeemed.
    """
    membership, created = Membership.objects.get_or_create(
        user=user,
        organization=organization,
        duty=duty,
        ended_at=None,
        defaults={"started_at": clock.now(), "is_provisional": provisional},
    )
    if created:
        record(actor, "give", membership, provisional=provisional or None)
    return membership


@transaction.atomic
def end_duty(membership: Membership, *, actor) -> None:
    """End a colleague's duty; their next request no longer has it.

    Raises:
        PermissionDenied: one's own duty, another body, or beyond one's scope.
    """
    require(may_end_duty(actor, membership))
    _end([membership], actor)


@transaction.atomic
def confirm_member(membership: Membership, *, actor) -> None:
    """The Bureau knows who this is: the duty is no longer provisional."""
    require(may_confirm_member(actor, membership))
    found = Membership.objects.filter(pk=membership.pk, is_provisional=True, ended_at=None)
    if found.update(is_provisional=False):
        record(actor, "confirm", membership)


@transaction.atomic
def succeed_as_liaison(invitation: Invitation, *, actor: Actor) -> Membership:
    """Make the invited successor the only liaison of their authority (R16).

    The Bureau decided so when it invited them. The former liaison's duty ends
    with this transaction: rights are looked up at every request, so their next
    one is refused. Invitations they had sent out lapse with it.
    """
    body = invitation.organization
    # One hand-over at a time: two newcomers must not both stay.
    Organization.objects.select_for_update().get(pk=body.pk)
    liaisons = Membership.objects.filter(organization=body, duty=Duty.LIAISON, ended_at=None)
    former = liaisons.exclude(user=actor.user).select_related("user", "organization")
    _end(former, actor)
    return give_duty(actor.user, body, Duty.LIAISON, actor=actor)


def _end(memberships, actor) -> None:
    """End duties, and with them the invitations that rested on them."""
    ended = list(memberships)
    rows = Membership.objects.filter(pk__in=[row.pk for row in ended], ended_at=None)
    rows.update(ended_at=clock.now())
    record_many(actor, "end", ended)
    for row in ended:
        sent = Invitation.objects.unused().filter(
            issued_by=row.user_id, organization=row.organization_id
        )
        lapsed = list(sent.select_related("organization"))
        sent.update(withdrawn_at=clock.wall())
        record_many(actor, "lapse", lapsed)
