"""What one was told: a list, and each message on its own page, which makes it read."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.notices.inbox import open_all, open_notice, unread_count
from portal.notices.models import Notice
from portal.ui.pages import KeysetPage


@require_GET
def inbox(request):
    page = KeysetPage(_mine(request).defer("body"), request)
    context = {"page": page, "unread": unread_count(request.actor.user)}
    return render(request, "notices/inbox.html", context)


@require_GET
def inbox_notice(request, public_id):
    notice = get_object_or_404(_mine(request), public_id=public_id)
    open_notice(notice)
    return render(request, "notices/notice.html", {"notice": notice})


@require_POST
def inbox_read_all(request):
    opened = open_all(request.actor.user)
    if opened:
        text = ngettext("已将 %(count)d 条标为已读", "已将 %(count)d 条标为已读", opened)
        messages.success(request, text % {"count": opened})
    else:
        messages.info(request, _("没有未读消息"))
    return redirect("notices:inbox")


def _mine(request):
    return Notice.objects.visible_to(request.actor).inbox_of(request.actor.user)
