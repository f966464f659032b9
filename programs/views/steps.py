"""One press of a step's button, for every aggregate whose page shows its steps."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.ui.posted import unsent, words
from portal.workflow.engine import IllegalStep, Workflow


def take_step(
    request,
    row,
    name: str,
    *,
    verbs: Mapping[str, Callable],
    workflow: Workflow,
    show: Callable,
    overtaken: Callable,
    url_name: str,
) -> HttpResponse:
    """Take it, or say what happened in the meantime (409) or what lacks (422).

    Args:
        show: ``show(request, row, status=…, kept=…)`` draws the row's page.
        overtaken: ``overtaken(request, row, moved_on, note)`` draws it as it
            now is, with the words that were typed.
        url_name: The page to go to when the step is taken.

    Raises:
        Http404: no such step.
    """
    if name not in verbs:
        raise Http404
    note = unsent(request)
    if request.POST.get("seen", row.state) != row.state:
        changed = _("页面打开后，状态已变为“%(state)s”，请看过再办理")
        moved_on = changed % {"state": row.get_state_display()}
        return overtaken(request, row, moved_on, note)
    try:
        verbs[name](row, actor=request.actor, note=words(request))
    except IllegalStep as moved_on:
        return overtaken(request, row, moved_on, note)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return show(request, row, status=422, kept=note)
    messages.success(request, _("已办理：%(step)s") % {"step": workflow.steps[name].label})
    return redirect(url_name, pk=row.pk)
