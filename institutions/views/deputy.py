"""代办人: naming who stands in for oneself, and ending it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from institutions.actions import deputy as actions
from institutions.forms.deputy import DeputyForm
from institutions.models import Deputy
from portal import clock


@require_http_methods(["GET", "POST"])
def deputies(request):
    if request.method == "GET":
        return _page(request, DeputyForm(actor=request.actor))
    form = DeputyForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _page(request, form, 422)
    chosen = dict(form.cleaned_data)
    post, colleague = chosen.pop("duty"), chosen.pop("colleague")
    try:
        actions.appoint_deputy(post, colleague, **chosen, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _page(request, form, 422)
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, 403)
    messages.success(request, _("已指定代办人，并通知双方"))
    return redirect("institutions:deputies")


@require_POST
def end(request, public_id):
    rows = Deputy.objects.visible_to(request.actor).with_people()
    deputy = get_object_or_404(rows, public_id=public_id)
    if actions.revoke_deputy(deputy, actor=request.actor):
        messages.success(request, _("代办已结束，并通知双方"))
    else:
        messages.warning(request, _("代办此前已经结束"))
    return redirect("institutions:deputies")


def _page(request, form, status=200):
    today = clock.today()
    rows = Deputy.objects.visible_to(request.actor).unended(today).with_people()
    context = {"form": form, "rows": rows.order_by("from_on", "pk"), "today": today}
    return render(request, "institutions/people/deputies.html", context, status=status)
