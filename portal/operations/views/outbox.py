"""What the offices sent: how far each got, the mail server's words, and a second chance."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.notices import actions
from portal.notices.models import Notice
from portal.notices.states import State
from portal.operations.forms import AddressForm
from portal.ui.pages import KeysetPage, capped_count, pill_links


@require_GET
def outbox(request):
    sent = _sent(request)
    counts = {value: capped_count(sent.filter(state=value)) for value in State.values}
    counts[""] = capped_count(sent)
    chosen = request.GET.get("state", "")
    if chosen in State.values:
        sent = sent.filter(state=chosen)
    context = {
        "page": KeysetPage(sent.defer("body"), request),
        "pills": pill_links(request, "state", [("", _("全部")), *State.choices], counts),
    }
    return render(request, "notices/outbox.html", context)


@require_GET
def outbox_notice(request, public_id):
    notice = _notice(request, public_id)
    return _page(request, notice, AddressForm(initial={"address": notice.address}))


@require_POST
def outbox_resend(request, public_id):
    notice = _notice(request, public_id)
    try:
        actions.resend_notice(notice, actor=request.actor)
    except ValidationError as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("邮件已重新排队发送"))
    return redirect("notices:outbox_notice", public_id=public_id)


@require_POST
def outbox_readdress(request, public_id):
    notice = _notice(request, public_id)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, notice, form, status=422)
    try:
        actions.readdress_notice(notice, form.cleaned_data["address"], actor=request.actor)
    except ValidationError as refusal:
        form.add_error("address", refusal)
        return _page(request, notice, form, status=422)
    messages.success(request, _("邮件已改投，排队发送"))
    return redirect("notices:outbox_notice", public_id=public_id)


def _page(request, notice, form, status=200):
    context = {"notice": notice, "form": form}
    return render(request, "notices/sent.html", context, status=status)


def _sent(request):
    return Notice.objects.visible_to(request.actor).sent_for(request.actor)


def _notice(request, public_id) -> Notice:
    return get_object_or_404(_sent(request), public_id=public_id)
