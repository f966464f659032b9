"""Quotas: those of a year, those of a class, and changing one."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.audit.timeline import timeline
from portal.ui import conflicts
from portal.ui.pages import KeysetPage, capped_count, pill_links
from portal.workflow.engine import IllegalStep
from programs.models import Cohort, Program
from programs.queries.cohort import last_change
from trainees.actions import quota as actions
from trainees.forms.quota import LimitsForm, QuotaForm
from trainees.models import QuotaRule
from trainees.policies.quota import may_change_quota, may_set_quota
from trainees.queries.quota import figures, promised
from trainees.queries.quota_gauges import gauges
from trainees.queries.quota_targets import targets


@require_GET
def quota_list(request):
    return _list(request, _program(request))


@require_POST
def set_for_year(request):
    program = _program(request)
    form = QuotaForm(request.POST, targets=targets(program))
    rule = _set(request, form, program)
    if rule is None:
        return _list(request, program, form, 422)
    return redirect(f"{reverse('quotas:list')}?year={program.code}")


@require_GET
def of_class(request, pk):
    return _of_class(request, _cohort(request, pk))


@require_POST
def set_for_class(request, pk):
    cohort = _cohort(request, pk)
    offered = targets(cohort.program, of_class=True)
    form = QuotaForm(request.POST, targets=offered, of_class=True)
    rule = _set(request, form, cohort.program, cohort)
    if rule is None:
        return _of_class(request, cohort, form, 422)
    return redirect("quotas:cohort", pk=pk)


@require_http_methods(["GET", "POST"])
def detail(request, pk):
    rules = QuotaRule.objects.visible_to(request.actor).for_table()
    rule = get_object_or_404(rules, pk=pk)
    if request.method == "GET":
        return _detail(request, rule, LimitsForm.of(rule))
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return _detail(request, rule, form, 422)
    try:
        changed = actions.change_quota(rule, **form.cleaned_data, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, rule, form, 422)
    except IllegalStep:
        return _conflict(request, rules.get(pk=pk), form)
    messages.success(request, _("已更改：%(rule)s") % {"rule": changed})
    return redirect("quotas:detail", pk=pk)


def _set(request, form, program, cohort=None) -> QuotaRule | None:
    if not form.is_valid():
        return None
    try:
        rule = actions.set_quota(program, cohort, **form.rule, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return None
    messages.success(request, _("已设定：%(rule)s") % {"rule": rule})
    return rule


def _program(request) -> Program:
    """The year in the address, else the one in work, else the newest."""
    programs = Program.objects.visible_to(request.actor)
    if code := request.GET.get("year"):
        return get_object_or_404(programs, code=code)
    found = programs.current() or programs.order_by("-year").first()
    if found is None:
        raise Http404
    return found


def _cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)


def _list(request, program, form=None, status=200):
    known = QuotaRule.objects.visible_to(request.actor)
    rules = known.filter(program=program)
    years = [(row.code, row.code) for row in Program.objects.visible_to(request.actor)]
    tally = known.order_by().values_list("program__code").annotate(Count("pk"))
    pills = pill_links(request, "year", years, Counter(dict(tally)))
    page = KeysetPage(rules.for_table(), request, order=("pk",))
    context = {
        "program": program,
        "pills": [{**link, "current": link["text"] == program.code} for link in pills],
        "page": page,
        "rows": _rows(page, program),
        "total": capped_count(rules),
        "verdict": may_set_quota(request.actor, program),
        "form": form or QuotaForm(targets=targets(program)),
    }
    return render(request, "trainees/quotas/list.html", context, status=status)


def _rows(page, program) -> list[dict]:
    """With how many there are where the whole year is counted; one query."""
    rules = list(page)
    shared = [rule for rule in rules if not rule.per_class]
    _everybody, counts = figures(shared, promised().filter(program=program))
    return [{"rule": rule, "number": counts.get(rule.pk)} for rule in rules]


def _of_class(request, cohort, form=None, status=200):
    rules = QuotaRule.objects.visible_to(request.actor).for_table()
    offered = targets(cohort.program, of_class=True)
    context = {
        "cohort": cohort,
        "own": rules.filter(cohort=cohort),
        "years": rules.filter(program=cohort.program, cohort=None, is_active=True),
        "gauges": gauges(cohort),
        "verdict": may_set_quota(request.actor, cohort.program, cohort),
        "form": form or QuotaForm(targets=offered, of_class=True),
    }
    return render(request, "trainees/quotas/cohort.html", context, status=status)


def _detail(request, rule, form, status=200):
    context = {
        "rule": rule,
        "form": form,
        "verdict": may_change_quota(request.actor, rule),
        "timeline": timeline(rule),
    }
    return render(request, "trainees/quotas/detail.html", context, status=status)


def _conflict(request, current, form):
    entry = last_change(current)
    context = conflicts.between(
        form,
        LimitsForm.of(current),
        title=_("保存前，这条配额已被改过"),
        who=entry.actor_label,
        when=entry.business_at,
        action=request.path,
        back=reverse("quotas:detail", args=[current.pk]),
        seen=str(current.version),
    )
    return render(request, "409.html", context, status=409)
