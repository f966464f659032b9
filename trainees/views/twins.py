"""People who look like one: shown side by side, told apart by a person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.ui.posted import whole
from programs.models import Program
from trainees.actions.twins import tell_apart
from trainees.models import Trainee
from trainees.policies.twins import may_tell_apart
from trainees.queries.twins import pairs_of


@require_GET
def twin_list(request):
    years = Program.objects.visible_to(request.actor).order_by("-year")
    asked = whole(request.GET.get("program", ""))
    program = years.filter(pk=asked).first() or years.current() or years.first()
    pairs, count = pairs_of(program, request.actor) if program else ([], 0)
    context = {
        "program": program,
        "years": years,
        "pairs": pairs,
        "count": count,
        "verdict": may_tell_apart(request.actor),
    }
    return render(request, "trainees/twins/list.html", context)


@require_POST
def apart(request):
    people = Trainee.objects.visible_to(request.actor)
    try:
        one, other = (
            get_object_or_404(people, public_id=request.POST.get(name, ""))
            for name in ("one", "other")
        )
    except ValidationError as nonsense:
        raise Http404 from nonsense
    try:
        tell_apart(one, other, actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return redirect("twins:list")
    names = {"one": one.name, "other": other.name}
    messages.success(request, _("已记下：%(one)s与%(other)s不是同一人，不再提示") % names)
    return redirect("twins:list")
