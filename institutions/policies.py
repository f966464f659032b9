"""Who may let whom in, and who may end what.

Two rules run through all of them: nobody changes their own duties, and
nobody gives more than their own scope (``states.GRANTS``).
"""

from django.utils.translation import gettext as _

from institutions.states import DUTIES, GRANTS, Duty, Kind
from portal.policy import ALLOW, Verdict, deny


def runs_the_programme(actor, otherwise: str = "") -> Verdict:
    """An officer or the lead of the Bureau; ``otherwise`` is told to everybody else."""
    if actor.kind == Kind.BUREAU and not actor.duties.isdisjoint({Duty.OFFICER, Duty.LEAD}):
        return ALLOW
    return deny(otherwise or _("由中小企业局经办人办理"))


def grantable(actor, organization) -> frozenset[str]:
    """The duties ``actor`` may give to others in ``organization``."""
    if actor.organization_slug != organization.code or getattr(actor, "standing_in", None):
        return frozenset()
    scopes = GRANTS[organization.kind]
    return frozenset().union(*(scopes.get(duty, frozenset()) for duty in actor.duties))


def may_grant(actor, organization, duty: str) -> Verdict:
    if actor.organization_slug != organization.code:
        return deny(_("只能在本单位内分派职责"))
    if getattr(actor, "standing_in", None):
        return deny(_("代办期间不能分派或结束职责，请由本人办理"))
    if duty not in DUTIES[organization.kind]:
        return deny(_("%(body)s没有这一职责") % {"body": organization.short_name})
    if duty not in grantable(actor, organization):
        return deny(_("您的职责不能分派“%(duty)s”") % {"duty": Duty(duty).label})
    return ALLOW


def may_invite(actor, organization) -> Verdict:
    """Whether there is any duty to give at all."""
    if grantable(actor, organization):
        return ALLOW
    return deny(_("只有本单位的负责同志、联络员或项目负责人可以邀请同事"))


def may_change_liaison(actor, organization) -> Verdict:
    if organization.kind != Kind.AUTHORITY:
        return deny(_("只有主管部门设联络员"))
    return runs_the_programme(actor, _("联络员变更由中小企业局经办人受理"))


def may_withdraw_invitation(actor, invitation) -> Verdict:
    if invitation.hands_over:
        return may_change_liaison(actor, invitation.organization)
    return may_grant(actor, invitation.organization, invitation.duty)


def may_accept_invitation(actor, invitation) -> Verdict:
    if actor.user is not None and invitation.issued_by_id == actor.user.pk:
        return deny(_("不能接受自己发出的邀请：职责须由他人分派"))
    return may_hold_a_duty(actor.user)


def may_use_opening_code(actor, code) -> Verdict:
    if actor.user is not None and code.issued_by_id == actor.user.pk:
        return deny(_("不能使用自己开具的开户码"))
    return may_hold_a_duty(actor.user)


def may_hold_a_duty(user) -> Verdict:
    """``user`` is None for somebody whose account is only being made."""
    if user is not None and user.is_superuser:
        return deny(_("运维账号不办理业务，不能兼任其他职责"))
    return ALLOW


def may_end_duty(actor, membership) -> Verdict:
    if actor.user is not None and membership.user_id == actor.user.pk:
        return deny(_("不能变更自己的职责，请由本单位其他负责人办理"))
    return may_grant(actor, membership.organization, membership.duty)


def may_confirm_member(actor, membership) -> Verdict:
    if actor.user is not None and membership.user_id == actor.user.pk:
        return deny(_("不能确认自己的职责"))
    return runs_the_programme(actor, _("由中小企业局经办人确认"))


def may_open_codes(actor, organization) -> Verdict:
    """The Bureau for everybody else; the operator for a Bureau nobody can enter yet."""
    if organization.kind == Kind.BUREAU:
        if actor.kind != "operator":
            return deny(_("中小企业局的开户码由平台运维人员开具"))
        if organization.memberships.active().exists():
            return deny(_("中小企业局已有人员开户，新同事请由本局负责同志邀请"))
        return ALLOW
    return runs_the_programme(actor, _("开户码由中小企业局经办人开具"))


def may_look_after(actor, user) -> Verdict:
    """Accounts as such: passwords and access, never duties."""
    if actor.kind != "operator":
        return deny(_("账号由平台运维人员维护"))
    if user.pk == actor.user.pk:
        return deny(_("不能停用或重置自己的账号"))
    return ALLOW


def may_appoint_deputy(actor, membership) -> Verdict:
    """Only for one's own duty, and never by somebody who stands in themselves."""
    if actor.user is None or membership.user_id != actor.user.pk:
        return deny(_("只能为自己的职责指定代办人"))
    if actor.standing_in:
        return deny(_("代办人不能再转交他人代办"))
    if membership.ended_at is not None:
        return deny(_("这项职责已经结束"))
    if membership.duty == Duty.AUDITOR:
        return deny(_("审计员的职责不能由他人代办"))
    return ALLOW


def may_stand_in(user, membership) -> Verdict:
    """A colleague of the same body who does not hold the duty already."""
    if user.pk == membership.user_id:
        return deny(_("代办人不能是本人"))
    held = {
        row.duty
        for row in user.memberships.active().filter(organization=membership.organization)
    }
    if not held:
        return deny(_("代办人须是本单位的在任人员"))
    if Duty.AUDITOR in held:
        return deny(_("审计员只能查看，不能代办"))
    if membership.duty in held:
        return deny(_("该同志已有这项职责，不需要代办"))
    return may_hold_a_duty(user)


def may_revoke_deputy(actor, deputy) -> Verdict:
    """Either of the two."""
    if actor.user is not None and actor.user.pk in {deputy.user_id, deputy.membership.user_id}:
        return ALLOW
    return deny(_("代办由本人或代办人结束"))
