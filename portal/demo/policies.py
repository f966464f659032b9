from django.conf import settings
from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny


def may_move_clock(actor) -> Verdict:
    """Personas only: the day is everybody's, and nobody else is in a rehearsal by design."""
    if not settings.REHEARSAL:
        return deny(_("只有演练环境可以改动日期"))
    if actor.user is None or not actor.user.persona:
        return deny(_("只有演示身份可以改动演练日期"))
    return ALLOW
