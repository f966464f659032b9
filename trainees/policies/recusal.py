"""Who stands aside (回避) from which rows, and who may declare it or lift it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from institutions.models import Membership
from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act, own_hands
from trainees.models import Recusal
from trainees.states import RecusalKind


@dataclass(frozen=True)
class Aside:
    """From what one person stands aside: keys of bodies, firms, people with how it is called.

    ``regions`` are those of an authority they serve, by nobody's declaration.
    """

    regions: dict[int, str] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)
    firms: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)

    def verdict(self, entry) -> Verdict:
        """Whether a row, as of ``for_table``, may be judged as far as this goes."""
        nomination = entry.nomination
        places = (nomination.home_id, nomination.authority_id)
        for place in places:
            if place in self.regions:
                said = _("须回避：您在%(body)s任职")
                return deny(said % {"body": self.regions[place]})
        found = (
            self.people.get(nomination.trainee_id)
            or self.firms.get(nomination.enterprise_id)
            or next((self.bodies[place] for place in places if place in self.bodies), None)
        )
        if found is None:
            return ALLOW
        return deny(_("须回避：您已申报对%(subject)s回避") % {"subject": found})


def aside_of(actor) -> Aside:
    """From what the actor, or who counts as one with them, stands aside; two queries."""
    users = own_hands(actor)
    posts = Membership.objects.active().filter(
        user__in=users, organization__kind=Kind.AUTHORITY
    )
    regions = posts.values_list("organization", "organization__short_name")
    aside = Aside(regions=dict(regions))
    for row in Recusal.objects.in_force().filter(user__in=users).for_table():
        if row.kind == RecusalKind.PERSON:
            aside.people[row.trainee_id] = row.subject
        elif row.kind == RecusalKind.ENTERPRISE:
            aside.firms[row.enterprise_id] = row.subject
        else:
            aside.bodies[row.organization_id] = row.subject
    return aside


def stands_aside_from_bodies(actor, bodies) -> bool:
    """Whether the actor declared to stand aside from one of the bodies that run a class."""
    declared = Recusal.objects.in_force().filter(user__in=own_hands(actor))
    return declared.filter(organization__in=bodies).exists()


def may_declare_recusal(actor) -> Verdict:
    if actor.kind != Kind.CENTRE or actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return deny(_("回避由审核名单的同志本人申报"))
    return ALLOW


def may_lift_recusal(actor, recusal) -> Verdict:
    """The lead, and never of the own declaration."""
    if actor.kind != Kind.CENTRE or Duty.LEAD not in actor.duties:
        return deny(_("回避由人才交流中心负责同志解除"))
    if is_own_act(actor, recusal.user_id):
        return deny(_("本人申报的回避由另一位负责同志解除"))
    return ALLOW
