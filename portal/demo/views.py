"""The rehearsal's own two doors: stepping into a persona, and moving the day."""

from django.contrib import messages
from django.contrib.auth import login as sign_in
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal import clock
from portal.demo import personas
from portal.demo.actions import move_clock
from portal.demo.forms import ClockForm
from portal.demo.moments import next_moment
from portal.policy import require

from .policies import may_move_clock

BACKEND = "portal.accounts.backends.PortalBackend"


@require_POST
def login(request):
    user = personas.account(request.POST.get("persona", ""))
    if user is None:
        raise Http404
    sign_in(request, user, backend=BACKEND)
    return redirect("home:workbench")


@require_POST
def set_clock(request):
    require(may_move_clock(request.actor))
    form = ClockForm(request.POST)
    if not form.is_valid():
        problems = [text for texts in form.errors.values() for text in texts]
        messages.error(request, " ".join(problems))
        return _back(request)
    try:
        _move(request, form.cleaned_data)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
    return _back(request)


def _move(request, typed) -> None:
    if typed["act"] == "set":
        move_clock(typed["clock"], actor=request.actor)
        told = _("今天已是 %(day)s，到期的事项正在办理")
        messages.success(request, told % {"day": typed["clock"].isoformat()})
        return
    moment = next_moment(clock.today())
    if moment is None:
        raise ValidationError(_("后面没有已定的时点，请直接选择日期"))
    move_clock(moment.day, actor=request.actor)
    told = _("今天已是 %(day)s：%(what)s。到期的事项正在办理")
    messages.success(request, told % {"day": moment.day.isoformat(), "what": moment.label})


def _back(request):
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("home:workbench")
    return redirect(target)
