"""The one page of the year: who has not acted, on what, and how to reach them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.files.streaming import hand_out_workbook
from programs.actions.arrears import correct_address, export_arrears
from programs.forms.arrears import ArrearsFilter, CorrectionForm
from programs.models import Program
from programs.policies.offices import is_bureau_officer
from programs.queries import arrears as queries


@require_GET
def arrears(request):
    return _page(request)


@require_POST
def correct(request, public_id):
    """改正邮箱并重发: from the row, without a way round by the outbox."""
    notice = get_object_or_404(queries.correctable(request.actor), public_id=public_id)
    form = CorrectionForm(request.POST, notice=notice)
    if not notice.is_stopped:
        messages.warning(request, _("这封邮件已经重发，下面是最新情况"))
        return _page(request, status=409)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        office = correct_address(notice, form.cleaned_data["address"], actor=request.actor)
    except ValidationError as refusal:
        form.add_error("address", refusal)
        return _page(request, form, 422)
    if office:
        done = _("已改投，%(body)s的办公邮箱也已改正")
        messages.success(request, done % {"body": office.short_name})
    else:
        messages.success(request, _("邮件已改投，排队发送"))
    return redirect("milestones:arrears")


def _page(request, correction=None, status=200):
    found = queries.arrears(request.actor)
    filters = ArrearsFilter(request.GET)
    context = {
        "rows": filters.keep(found),
        "correction": correction,
        "may_correct": bool(is_bureau_officer(request.actor)),
        "filter": filters if request.method == "GET" else None,
        "stats": _stats([row for row in found if not row.organization.is_sample]),
        "samples": sum(row.organization.is_sample for row in found),
        "may_chase": request.actor.kind == "bureau",
        "clear_url": reverse("milestones:arrears"),
        "export_url": f"{reverse('milestones:arrears_export')}?{request.GET.urlencode()}",
    }
    return render(request, "programs/milestones/arrears.html", context, status=status)


@require_GET
def export(request):
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    rows = ArrearsFilter(request.GET).keep(queries.arrears(request.actor))
    content = export_arrears(program, rows, actor=request.actor)
    return hand_out_workbook(content, _("谁还没办.xlsx"))


def _stats(rows) -> list[dict]:
    counted = [
        (
            _("无人可送达"),
            queries.UNREACHABLE,
            [row for row in rows if row.is_unreachable],
            "hot",
        ),
        (_("已过期限"), queries.OVERDUE, _in(rows, queries.OVERDUE), "warm"),
        (_("今天到期"), queries.TODAY, _in(rows, queries.TODAY), "warm"),
        (_("未到期"), queries.AHEAD, _in(rows, queries.AHEAD), ""),
    ]
    return [
        {
            "label": label,
            "value": len(found),
            "url": f"?state={state}",
            "cls": cls if found else "",
        }
        for label, state, found, cls in counted
    ]


def _in(rows, state) -> list:
    return [row for row in rows if row.state == state]
