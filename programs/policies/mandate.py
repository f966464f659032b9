"""May this body train this year, and in this track."""

from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny
from programs.states import MandateState


def mandate_is_active(mandate) -> Verdict:
    """Whether a body may train this year; ``mandate`` is its row or None (R9, R37)."""
    if mandate is None:
        return deny(_("本单位本年度没有培训任务"))
    if mandate.state != MandateState.ACTIVE:
        return deny(
            _("本单位本年度培训任务为“%(state)s”，有疑问请与中小企业局联系")
            % {"state": mandate.get_state_display()}
        )
    return ALLOW


def mandate_covers(mandate, track) -> Verdict:
    """Whether it may do so in ``track`` (R10, R11)."""
    verdict = mandate_is_active(mandate)
    if verdict and not mandate.tracks.filter(pk=track.pk).exists():
        return deny(_("本单位的培训任务不包括“%(track)s”方向") % {"track": track.name})
    return verdict
