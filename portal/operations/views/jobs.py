"""Background work as people see it: how far it is, what failed, try again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.jobs import queue
from portal.jobs.models import Job
from portal.jobs.states import State
from portal.ui.pages import KeysetPage, capped_count, pill_links


@require_GET
def job_list(request):
    jobs = Job.objects.visible_to(request.actor)
    choices = [("", _("全部")), *State.choices]
    counts = {value: capped_count(jobs.filter(state=value)) for value in State.values}
    counts[""] = capped_count(jobs)
    chosen = request.GET.get("state", "")
    if chosen in State.values:
        jobs = jobs.filter(state=chosen)
    page = KeysetPage(jobs.select_related("created_by"), request)
    context = {
        "page": page,
        "pills": pill_links(request, "state", choices, counts),
    }
    return render(request, "jobs/list.html", context)


@require_GET
def job_progress(request, public_id):
    """The whole page, or for htmx only the component, which then asks again by itself."""
    job = _job(request, public_id)
    template = "jobs/progress.html"
    if request.htmx:
        template += "#progress"
    leads_on = request.opens((job.result or {}).get("url", ""))
    return render(request, template, {"job": job, "leads_on": leads_on})


@require_POST
def job_retry(request, public_id):
    return _act(request, public_id, queue.retry, _("任务已重新排队，从未完成的部分接着做"))


@require_POST
def job_cancel(request, public_id):
    return _act(request, public_id, queue.cancel, _("任务已取消，已完成的部分保留"))


def _act(request, public_id, verb, done: str):
    job = _job(request, public_id)
    try:
        verb(job, actor=request.actor)
    except queue.MovedOn as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, done)
    return redirect("jobs:progress", public_id=public_id)


def _job(request, public_id) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
