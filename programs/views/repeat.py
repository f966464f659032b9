"""The year's rule about those who took part before."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.audit.timeline import timeline
from portal.ui.posted import typed
from programs.actions.repeat import change_repeat_rule
from programs.forms.repeat import RepeatRuleForm
from programs.models import Program
from programs.policies.repeat import may_rule_repeats


@require_http_methods(["GET", "POST"])
def rule(request):
    years = Program.objects.visible_to(request.actor)
    program = years.current() or get_object_or_404(years.order_by("-year")[:1])
    form = RepeatRuleForm(typed(request), program=program)
    if form.is_valid():
        change_repeat_rule(program, **form.cleaned_data, actor=request.actor)
        messages.success(request, _("已保存；此后提交的名单按新规则检查"))
        return redirect("repeats:rule")
    context = {
        "program": program,
        "form": form,
        "verdict": may_rule_repeats(request.actor, program),
        "timeline": timeline(program),
    }
    status = 422 if form.is_bound else 200
    return render(request, "programs/repeats/rule.html", context, status=status)
