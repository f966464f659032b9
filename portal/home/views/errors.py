"""What is shown when a request cannot be met: why, who can help, and under which number."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

RETRY_SECONDS = 60
MEGABYTE = 1024 * 1024


def bad_request(request, exception=None):
    """What was sent cannot be taken in as it is; nothing of it was read."""
    page = render_to_string(
        "400.html",
        {"request_id": getattr(request, "id", ""), "reason": _refused_because(exception)},
    )
    return HttpResponse(page, status=400)


def _refused_because(exception) -> str:
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE
        return _("内容过大：一次提交不能超过 %(limit)d MB，请减少后重试") % {"limit": limit}
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return _("一次提交的栏目或文件过多，请分几次提交")
    return _("提交的内容无法识别，请从本站页面重新打开再办")


def forbidden(request, exception=None):
    """An act the actor may not take on something they may see, with the policy's reason."""
    context = {
        "reason": str(exception) or _("您当前的身份不办理这项业务"),
        "helper": _helper(request),
        "back": _came_from(request),
    }
    return render(request, "403.html", context, status=403)


def not_found(request, exception=None):
    """Byte for byte the same for what does not exist and what the actor may not know of."""
    context = {"bare": True, "layout": "public"}
    return render(request, "404.html", context, status=404)


def server_error(request):
    """Without database and context: what broke may be either."""
    unavailable = isinstance(sys.exc_info()[1], OperationalError)
    template, status = ("503.html", 503) if unavailable else ("500.html", 500)
    page = render_to_string(template, {"request_id": getattr(request, "id", "")})
    response = HttpResponse(page, status=status)
    if unavailable:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", {"back": _came_from(request)}, status=403)


def _helper(request) -> str:
    actor = getattr(request, "actor", None)
    if actor is None or actor.user is None:
        return _("请先登录；没有账号的，请向本单位负责人索取邀请")
    if actor.kind == "trainee":
        return _("请联系您的班主任")
    return _("本单位负责人可调整职责或代为办理；仍有疑问，请联系人才交流中心")


def _came_from(request) -> str:
    """The page before, when it is one of ours; never the refused address itself."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return ""
    path = urlsplit(referer).path
    return "" if path == request.path and request.method == "GET" else path
