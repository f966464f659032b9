"""一页简报: sentences with their lists behind them, and the same as a draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.home import papers
from portal.home.brief import brief
from portal.pdf.layout import Unprintable
from programs.models import Program

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def page(request):
    return render(request, "home/brief.html", {"brief": brief(_program(request))})


@require_GET
def pdf(request):
    said = papers.chinese_brief(_program(request))
    try:
        content = papers.brief_pdf(said)
    except Unprintable as fault:
        messages.error(request, str(fault))
        return redirect("home:brief")
    return _handed_out(content, "application/pdf", _("一页简报.pdf"))


@require_GET
def docx(request):
    said = papers.chinese_brief(_program(request))
    return _handed_out(papers.brief_docx(said), WORD, _("一页简报.docx"))


def _program(request) -> Program:
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    return program


def _handed_out(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
