"""Writing a joint or commissioned training down, and the check before it is sent."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.files.keeping import discard, keep
from portal.ui import conflicts
from portal.ui.posted import seen_revision, typed
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import filing as actions
from programs.actions.filing import EDITABLE
from programs.data.money import money
from programs.forms.filing import AgreementForm, FilingForm, SendForm
from programs.models import Filing, Program
from programs.policies.filing import may_write_filing
from programs.queries.cohort import last_change

from .filing import filing_rows, progress, visible_filing


@require_http_methods(["GET", "POST"])
def new(request):
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    body = request.actor.organization
    verdict = may_write_filing(request.actor, Filing(program=program, authority=body))
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = FilingForm(typed(request), program=program)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return _page(request, form, program=program, status=status)
    filing = actions.begin_filing(program, body, values=form.values, actor=request.actor)
    return _saved(request, filing)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    filing = visible_filing(request, pk)
    if not _in_hand(request, filing):
        return redirect("filings:detail", pk=pk)
    # A form writes into its own row; the verb compares with the stored one.
    own = visible_filing(request, pk)
    form = FilingForm(typed(request), instance=own, program=filing.program)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return _page(request, form, filing=filing, status=status)
    try:
        filing = actions.save_filing(
            filing, values=form.values, revision=seen_revision(request), actor=request.actor
        )
    except Stale as stale:
        return _conflict(request, stale.current, form)
    except IllegalStep as moved_on:
        return _moved_on(request, pk, moved_on)
    return _saved(request, filing)


@require_POST
def attach(request, pk):
    filing = visible_filing(request, pk)
    if not _in_hand(request, filing):
        return redirect("filings:detail", pk=pk)
    form = AgreementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _check_page(request, filing, SendForm(), form, status=422)
    upload = form.cleaned_data["agreement"]
    owner = filing.authority.code
    kept = keep(upload.content, name=upload.name, purpose="agreement", owner=owner)
    try:
        actions.attach_agreement(
            filing, kept=kept, revision=seen_revision(request), actor=request.actor
        )
    except Stale as stale:
        discard(kept.key)
        return _stale_check(request, stale)
    except IllegalStep as moved_on:
        discard(kept.key)
        return _moved_on(request, pk, moved_on)
    messages.success(request, _("协议已上传"))
    return redirect("filings:check", pk=pk)


@require_http_methods(["GET", "POST"])
def check(request, pk):
    filing = visible_filing(request, pk)
    if not _in_hand(request, filing):
        return redirect("filings:detail", pk=pk)
    form = SendForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _check_page(request, filing, form)
    confirmed = form.cleaned_data["confirmed"]
    try:
        actions.submit_filing(
            filing, revision=seen_revision(request), confirmed=confirmed, actor=request.actor
        )
    except ValidationError as problems:
        for name, said in problems.message_dict.items():
            form.add_error(name if name in form.fields else None, said)
        return _check_page(request, filing, form, status=422)
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return _check_page(request, filing, form, status=422)
    except Stale as stale:
        return _stale_check(request, stale)
    except IllegalStep as moved_on:
        return _moved_on(request, pk, moved_on)
    messages.success(request, _("已报送中小企业局统筹；办理结果会发到您的收件箱"))
    return redirect("filings:detail", pk=pk)


def _in_hand(request, filing) -> bool:
    return filing.state in EDITABLE and bool(may_write_filing(request.actor, filing))


def _saved(request, filing):
    messages.success(request, _("草稿已保存"))
    target = "check" if request.POST.get("act") == "next" else "edit"
    return redirect(f"filings:{target}", pk=filing.pk)


def _moved_on(request, pk, moved_on):
    messages.warning(request, str(moved_on))
    return redirect("filings:detail", pk=pk)


def _page(request, form, *, filing=None, program=None, status=200):
    context = {
        "form": form,
        "filing": filing,
        "program": program or filing.program,
        "seen": request.POST.get("seen") or (filing.revision if filing else ""),
        "remarks": [row for row in filing_rows(filing) if row["remark"]] if filing else [],
        "progress": progress(filing or Filing()),
    }
    return render(request, "programs/filings/edit.html", context, status=status)


def _stale_check(request, stale):
    messages.warning(request, _("核对期间备案被改过，请按最新内容重新核对"))
    return _check_page(request, stale.current, SendForm(), status=409)


def _check_page(request, filing, form, upload=None, status=200):
    alike = Filing.objects.visible_to(request.actor).alike(filing)
    context = {
        "form": form,
        "upload": upload or AgreementForm(),
        "filing": filing,
        "rows": filing_rows(filing),
        "per_head": money(filing.per_head_fen),
        "alike": alike.for_table(),
        "progress": progress(filing),
    }
    return render(request, "programs/filings/check.html", context, status=status)


def _conflict(request, current, form):
    entry = last_change(current)
    context = conflicts.between(
        form,
        FilingForm(instance=current, program=current.program),
        title=_("保存前，这份备案已被改过"),
        who=entry.actor_label,
        when=entry.business_at,
        action=request.path,
        back=reverse("filings:detail", args=[current.pk]),
        seen=str(current.revision),
    )
    return render(request, "409.html", context, status=409)
