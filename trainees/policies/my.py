from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny


def is_oneself(actor, trainee) -> Verdict:
    if actor.user is None or trainee.user_id != actor.user.pk:
        return deny(_("只有本人可以更改"))
    return ALLOW
