"""Giving, confirming and ending people's duties."""

from django.db import transaction

from institutions.actor import Actor
from institutions.models import Invitation, Membership, Organization
from institutions.policies import may_confirm_member, may_end_duty, may_hand_over
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
def hand_over_liaison(organization: Organization, *, new_user: User, actor) -> Membership:
    """Make ``new_user`` the only liaison of an authority (R16: changes are reported).

    The former liaison's duty ends with this transaction: rights are looked up
    at every request, so their next one is refused. Invitations they had sent
    out lapse with it.

    Raises:
        PermissionDenied: ``actor`` is not an officer of the Bureau, or names themselves.
    """
    require(may_hand_over(actor, organization, new_user))
    return _hand_over(organization, new_user, actor)


@transaction.atomic
def succeed_as_liaison(invitation: Invitation, *, actor: Actor) -> Membership:
    """The invited successor takes over; the Bureau decided so when it invited them."""
    return _hand_over(invitation.organization, actor.user, actor)


def _hand_over(organization, new_user, actor) -> Membership:
    # One hand-over at a time: two newcomers must not both stay.
    Organization.objects.select_for_update().get(pk=organization.pk)
    liaisons = Membership.objects.filter(
        organization=organization, duty=Duty.LIAISON, ended_at=None
    )
    _end(liaisons.exclude(user=new_user).select_related("user", "organization"), actor)
    return give_duty(new_user, organization, Duty.LIAISON, actor=actor)


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
