"""What the mail worker does, and how far the mails are."""

from portal import clock
from portal.jobs import worker
from portal.jobs.models import Job
from portal.notices.models import Notice


def work():
    """What the worker does now."""
    worker.drain(kinds=["notices.mail"])


def pass_time():
    """Until every mail and job that waits is due."""
    moment = clock.wall()
    Notice.objects.filter(next_try__isnull=False).update(next_try=moment)
    Job.objects.update(not_before=moment)


def states():
    return dict(Notice.objects.order_by("pk").values_list("address", "state"))
