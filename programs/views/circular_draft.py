"""Writing a notice: its text, its annexes, and a correction of one that is published."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.files.keeping import discard as drop
from portal.files.keeping import keep
from portal.policy import require
from portal.ui import conflicts
from portal.ui.posted import seen_revision, typed, whole
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import circular_draft as actions
from programs.forms.circular import AnnexForm, CircularForm
from programs.models import Annex, Program
from programs.policies.circular import may_write_circular
from programs.queries.cohort import last_change

from .circular import visible_circular


@require_http_methods(["GET", "POST"])
def new(request):
    require(may_write_circular(request.actor))
    program = Program.objects.visible_to(request.actor).order_by("-year").first()
    if program is None:
        raise Http404
    form = CircularForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, status=200 if request.method == "GET" else 422)
    circular = actions.begin_circular(program, values=form.values, actor=request.actor)
    return _saved(request, circular)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    circular = visible_circular(request, pk)
    if not _in_hand(request, circular):
        return redirect("circulars:detail", pk=pk)
    # A form writes into its own row; the verb compares with the stored one.
    form = CircularForm(typed(request), instance=visible_circular(request, pk))
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return _page(request, form, circular, status=status)
    try:
        circular = actions.save_circular(
            circular, values=form.values, revision=seen_revision(request), actor=request.actor
        )
    except Stale as stale:
        return _conflict(request, stale.current, form)
    except IllegalStep as moved_on:
        return _moved_on(request, pk, moved_on)
    return _saved(request, circular)


@require_POST
def attach(request, pk):
    """A new annex, or with ``no`` the next version of one."""
    circular = visible_circular(request, pk)
    if not _in_hand(request, circular):
        return redirect("circulars:detail", pk=pk)
    form = AnnexForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, None, circular, annex=form, status=422)
    upload = form.cleaned_data["file"]
    owner = request.actor.organization_slug
    kept = keep(upload.content, name=upload.name, purpose="annex", owner=owner)
    try:
        actions.attach_annex(
            circular,
            kept=kept,
            title=form.cleaned_data["title"],
            no=whole(request.POST.get("no", "")),
            revision=seen_revision(request),
            actor=request.actor,
        )
    except ValidationError as problems:
        drop(kept.key)
        form.add_error(None, problems)
        return _page(request, None, circular, annex=form, status=422)
    except (Stale, IllegalStep) as moved_on:
        drop(kept.key)
        return _stale(request, pk, moved_on)
    messages.success(request, _("附件已上传"))
    return redirect("circulars:edit", pk=pk)


@require_POST
def remove(request, public_id):
    annexes = Annex.objects.visible_to(request.actor).current().select_related("circular")
    annex = get_object_or_404(annexes, public_id=public_id)
    try:
        actions.remove_annex(annex, revision=seen_revision(request), actor=request.actor)
    except (Stale, IllegalStep) as moved_on:
        return _stale(request, annex.circular_id, moved_on)
    messages.success(request, _("附件已移除"))
    return redirect("circulars:edit", pk=annex.circular_id)


@require_POST
def correct(request, pk):
    draft = actions.correct_circular(visible_circular(request, pk), actor=request.actor)
    messages.success(request, _("请写明更正的内容，发布后编号并由收文单位签收；原通知不变"))
    return redirect("circulars:edit", pk=draft.pk)


@require_POST
def discard(request, pk):
    circular = visible_circular(request, pk)
    actions.discard_circular(circular, actor=request.actor)
    messages.success(request, _("草稿已删除：%(title)s") % {"title": circular.title})
    return redirect("circulars:list")


def _in_hand(request, circular) -> bool:
    verdict = may_write_circular(request.actor, circular)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return circular.state in actions.EDITABLE


def _saved(request, circular):
    messages.success(request, _("草稿已保存"))
    target = "detail" if request.POST.get("act") == "next" else "edit"
    return redirect(f"circulars:{target}", pk=circular.pk)


def _moved_on(request, pk, moved_on):
    messages.warning(request, str(moved_on))
    return redirect("circulars:detail", pk=pk)


def _stale(request, pk, moved_on):
    """The draft as it now is, or the published notice if there is nothing left to change."""
    current = visible_circular(request, pk)
    if current.state not in actions.EDITABLE:
        return _moved_on(request, pk, moved_on)
    messages.warning(request, str(moved_on))
    return _page(request, None, current, status=409)


def _page(request, form, circular=None, *, annex=None, status=200):
    seen = circular.revision if circular else ""
    context = {
        "form": form or CircularForm(instance=circular),
        "upload": annex or AnnexForm(),
        "circular": circular,
        "seen": (form and request.POST.get("seen")) or seen,
        "revision": seen,
        "annexes": circular.annexes.current().for_page() if circular else [],
    }
    return render(request, "programs/circulars/edit.html", context, status=status)


def _conflict(request, current, form):
    entry = last_change(current)
    context = conflicts.between(
        form,
        CircularForm(instance=current),
        title=_("保存前，这份通知已被改过"),
        who=entry.actor_label,
        when=entry.business_at,
        action=request.path,
        back=reverse("circulars:detail", args=[current.pk]),
        seen=str(current.revision),
    )
    return render(request, "409.html", context, status=409)
