"""The one page of the year: who has not acted, on what, and how to reach them."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.files.streaming import hand_out_workbook
from programs.actions.arrears import export_arrears
from programs.forms.arrears import ArrearsFilter
from programs.models import Program
from programs.queries import arrears as queries


@require_GET
def arrears(request):
    found = queries.arrears(request.actor)
    filters = ArrearsFilter(request.GET)
    context = {
        "rows": filters.keep(found),
        "filter": filters,
        "stats": _stats([row for row in found if not row.organization.is_sample]),
        "samples": sum(row.organization.is_sample for row in found),
        "may_chase": request.actor.kind == "bureau",
        "clear_url": request.path,
        "export_url": f"{reverse('milestones:arrears_export')}?{request.GET.urlencode()}",
    }
    return render(request, "programs/milestones/arrears.html", context)


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
