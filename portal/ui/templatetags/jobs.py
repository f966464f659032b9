"""How far background work is, wherever a page waits for it."""

from django import template
from django.template.loader import render_to_string

from portal.ui import wording

register = template.Library()

UNFINISHED = {"queued", "running"}


@register.simple_tag
def progress(job, *, leads_on=True):
    """``{% progress job %}``: how far a long job is; asks again by itself while it runs.

    ``leads_on`` false tells what came of it without the link, for who may not go there.
    """
    running = job.state in UNFINISHED
    share = 100 * job.done_count / job.total_count if job.total_count else 0
    context = {
        "job": job,
        "running": running,
        "minutes": wording.minutes_left(job) if running else None,
        "failed": job.state == "failed",
        "share": share,
        "fill": "b-late" if job.state == "failed" else "b-ok",
        "result": job.result or {},
        "leads_on": leads_on,
    }
    return render_to_string("ui/progress.html", context)
