"""The front page, everyone's workbench, and what is shown when something is refused."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from portal.home.context import TEXT_SIZE_COOKIE
from portal.pdf import fonts
from portal.ui import chrome, navigation, todos
from portal.ui import workbench as panels

A_YEAR = 365 * 24 * 3600


@require_GET
def front(request):
    if request.actor.user is not None:
        return redirect("home:workbench")
    return render(request, "home/front.html")


@require_GET
def workbench(request):
    if request.actor.kind == "trainee":
        return _trainee_start(request)
    found = todos.collect(request.actor)
    bands = todos.by_band(found)
    chosen = request.GET.get("due", "")
    if chosen not in bands:
        chosen = ""
    pills = [
        {
            "text": label,
            "count": len(bands[band]),
            "url": f"?due={band}" if band else "?",
            "current": band == chosen,
        }
        for band, label in todos.BANDS.items()
    ]
    context = {
        "todos": bands[chosen],
        "total": len(found),
        "todo_count": len(found),
        "pills": pills,
        "figures": panels.figures(request.actor),
        "milestones": panels.milestones(request.actor),
        "recent": panels.recent(request.actor),
        "standing_in": chrome.ask("standing_in", request.actor),
    }
    return render(request, "home/workbench.html", context)


def _trainee_start(request):
    """A trainee's start is the first of their tabs, whichever app brings it."""
    for _label, listed in navigation.items(request.actor):
        return HttpResponseRedirect(listed[0].url)
    return render(request, "home/workbench.html", {"todos": [], "total": 0})


@require_POST
def text_size(request):
    """大字版 on or off, kept in a cookie so that it holds before signing in too."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("home:front")
    response = HttpResponseRedirect(target)
    if request.POST.get("size") == "lg":
        response.set_cookie(
            TEXT_SIZE_COOKIE,
            "lg",
            max_age=A_YEAR,
            secure=settings.SECURE_COOKIES,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(TEXT_SIZE_COOKIE, samesite="Lax")
    return response


@require_GET
def font(request):
    """The packaged Chinese face; absent until the first sweep has made it."""
    return _face(fonts.common())


@require_GET
def rare_font(request):
    """The face's rarer characters, asked for by a page that shows one."""
    return _face(fonts.rare())


def _face(path):
    try:
        content = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type="font/woff2")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@require_GET
def help_page(request):
    return render(request, "home/help.html")


@require_GET
def accessibility(request):
    return render(request, "home/accessibility.html")


@require_GET
def privacy(request):
    return render(request, "home/privacy.html")
