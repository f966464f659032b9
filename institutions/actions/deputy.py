"""Standing in: a colleague has one's duty on certain days."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.models import Deputy, Membership
from institutions.models.deputy import LONGEST_DAYS
from institutions.policies import may_appoint_deputy, may_revoke_deputy, may_stand_in
from portal import clock
from portal.accounts.models import User
from portal.audit.trail import record
from portal.language import house_language
from portal.notices.post import Recipient, post
from portal.policy import require


@transaction.atomic
def appoint_deputy(
    membership: Membership, user: User, *, from_on: date, until_on: date, actor, note: str = ""
) -> Deputy:
    """Let ``user`` act for the holder of ``membership`` on these days, both inclusive.

    It begins and ends by its dates alone; nothing has to run.

    Raises:
        PermissionDenied: somebody else's duty, or the actor stands in themselves.
        ValidationError: the days, the colleague, or days that overlap with
            another deputy's, by field.
    """
    posts = Membership.objects.select_for_update(of=("self",)).select_related("organization")
    membership = posts.get(pk=membership.pk)
    require(may_appoint_deputy(actor, membership))
    _check_days(from_on, until_on)
    verdict = may_stand_in(user, membership)
    if not verdict:
        raise ValidationError({"colleague": verdict.reason})
    _check_free(membership, from_on, until_on)
    deputy = Deputy.objects.create(
        membership=membership,
        user=user,
        from_on=from_on,
        until_on=until_on,
        note=note,
        appointed_at=clock.now(),
    )
    record(actor, "appoint", deputy, duty=membership.duty, until=until_on.isoformat())
    _tell("deputy.appointed", deputy, actor)
    return deputy


@transaction.atomic
def revoke_deputy(deputy: Deputy, *, actor) -> bool:
    """End it before its last day, or before it begins; either of the two may.

    Returns:
        Whether it had not ended before.

    Raises:
        PermissionDenied: neither the person away nor the one who stands in.
    """
    require(may_revoke_deputy(actor, deputy))
    lasting = Deputy.objects.unended(clock.today()).filter(pk=deputy.pk)
    if not lasting.update(revoked_at=clock.now()):
        return False
    record(actor, "revoke", deputy)
    _tell("deputy.revoked", deputy, actor)
    return True


def _check_days(from_on, until_on) -> None:
    if from_on < clock.today():
        raise ValidationError({"from_on": _("开始日期不能早于今天")})
    if until_on < from_on:
        raise ValidationError({"until_on": _("截止日期不能早于开始日期")})
    if (until_on - from_on).days >= LONGEST_DAYS:
        too_long = _("一次代办最长 %(days)d 天") % {"days": LONGEST_DAYS}
        raise ValidationError({"until_on": too_long})


def _check_free(membership, from_on, until_on) -> None:
    taken = membership.deputies.unended(clock.today()).filter(
        from_on__lte=until_on, until_on__gte=from_on
    )
    if other := taken.select_related("user").first():
        facts = {"name": other.user, "start": other.from_on, "end": other.until_on}
        clash = _("这几天已由%(name)s代办（%(start)s 至 %(end)s），请先结束或另选日期")
        raise ValidationError({"from_on": clash % facts})


@house_language()
def _tell(topic, deputy, actor) -> None:
    post_held = deputy.membership
    people = [deputy.user, post_held.user]
    context = {
        "deputy": str(deputy.user),
        "principal": str(post_held.user),
        "duty": post_held.get_duty_display(),
        "body": post_held.organization.short_name,
        "from_on": deputy.from_on.isoformat(),
        "until_on": deputy.until_on.isoformat(),
    }
    post(
        topic,
        key=f"{topic}:{deputy.public_id}",
        recipients=[Recipient(user=person) for person in people],
        context=context,
        link=reverse("institutions:deputies"),
        actor=actor,
    )
