from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny


def may_touch_job(actor, job) -> Verdict:
    """Retry or cancel: who wanted the job, their colleagues, the operator."""
    if actor.kind in ("operator", "system"):
        return ALLOW
    own_body = job.organization and job.organization == actor.organization_slug
    if own_body or (actor.user is not None and job.created_by_id == actor.user.pk):
        return ALLOW
    return deny(_("只有发起任务的单位和运维人员可以处理"))
