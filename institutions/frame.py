"""What the workbench says about who stands in for whom."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ui import wording


def standing_in(actor) -> list[dict]:
    """One line for each deputyship in force, from what the actor already carries."""
    return [_line(row, actor) for row in getattr(actor, "deputyships", ())]


def _line(row, actor) -> dict:
    post = row.membership
    facts = {
        "deputy": row.user,
        "principal": post.user,
        "duty": post.get_duty_display(),
        "until": wording.long_day(row.until_on),
    }
    if post.user_id == actor.user.pk:
        text = _("%(deputy)s代您办理（%(duty)s），至 %(until)s")
        return _with(text % facts, _("查看或提前结束"), "institutions:deputies")
    if actor.standing_in == row:
        text = _("您正在代%(principal)s办理（%(duty)s），至 %(until)s")
        return _with(text % facts, _("切换身份"), "institutions:profile")
    text = _("您可以代%(principal)s办理（%(duty)s），至 %(until)s；办理前请切换身份")
    return _with(text % facts, _("切换身份"), "institutions:profile")


def _with(text, action, page) -> dict:
    return {"text": text, "url": reverse(page), "action": action}
