from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny

from .states import FINAL, State


def may_retry_job(actor, job) -> Verdict:
    if job.state not in (State.FAILED, State.CANCELLED):
        return deny(
            _("任务当前“%(state)s”，不需要重新执行") % {"state": job.get_state_display()}
        )
    return _concerns(actor, job)


def may_cancel_job(actor, job) -> Verdict:
    if job.state in FINAL:
        return deny(_("任务当前“%(state)s”，不能取消") % {"state": job.get_state_display()})
    return _concerns(actor, job)


def _concerns(actor, job) -> Verdict:
    if actor.kind in ("operator", "system"):
        return ALLOW
    own_body = job.organization and job.organization == actor.organization_slug
    if own_body or (actor.user is not None and job.created_by_id == actor.user.pk):
        return ALLOW
    return deny(_("只有发起任务的单位和运维人员可以处理"))
