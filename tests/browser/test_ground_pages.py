"""Jobs, inbox and outbox in a real browser, on a desk and on a telephone."""

import pytest
from django.urls import reverse

from portal.jobs import queue, registry, worker
from portal.jobs.models import Job
from portal.notices import routes
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from tests.factories import actor
from tests.support.browser import axe

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def bureau(monkeypatch, tmp_path, settings):
    """An office with a job under way, a failed one, a message and two mails."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(routes, "_routes", dict(routes._routes))
    settings.EMAIL_CONFIG = None
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    (tmp_path / "done.txt").write_text("望江大学的名单已接收。", encoding="utf-8")
    routes.register("test.done", subject="望江大学的名单已接收", template="done.txt")
    registry.register("test.fails", lambda run: 1 / 0, label="生成班级名册")
    registry.register("test.waits", lambda run: None, label="生成证书")

    bureau = actor("bureau")
    queue.enqueue("test.fails", "failed", {}, actor=bureau)
    Job.objects.update(attempts=4)
    worker.drain(kinds=["test.fails"])
    queue.enqueue("test.waits", "running", {}, actor=bureau)
    Job.objects.filter(key="running").update(done_count=438, total_count=512)
    recipients = [Recipient(bureau.user), Recipient(address="office@example.cn")]
    context = {}
    post(
        "test.done",
        key="k",
        recipients=recipients,
        context=context,
        link="/workbench/",
        actor=bureau,
    )
    return bureau


def addresses():
    failed, running = Job.objects.order_by("pk")
    inbox, mail = Notice.objects.order_by("channel").reverse()
    return {
        "jobs": reverse("jobs:list"),
        "job-failed": reverse("jobs:progress", args=[failed.public_id]),
        "job-running": reverse("jobs:progress", args=[running.public_id]),
        "inbox": reverse("notices:inbox"),
        "message": reverse("notices:inbox_notice", args=[inbox.public_id]),
        "outbox": reverse("notices:outbox"),
        "mail": reverse("notices:outbox_notice", args=[mail.public_id]),
    }


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_sound_and_accessible(open_page, sign_in, picture, bureau, size):
    width, height = SIZES[size]
    page = open_page(viewport={"width": width, "height": height})
    sign_in(page, bureau.user)

    for name, address in addresses().items():
        page.goto(address)

        wide = page.evaluate("document.documentElement.scrollWidth")
        assert (name, axe(page), wide <= width) == (name, [], True)
        picture(page, f"{name}-{size}")


def test_progress_moves_by_itself_until_the_job_is_done(page, sign_in, bureau):
    sign_in(page, bureau.user)
    page.goto(addresses()["job-running"])
    assert "438 / 512" in page.inner_text("[id^=job-]")

    worker.drain(kinds=["test.waits"])

    page.wait_for_selector("[id^=job-]:has-text('已完成')", timeout=6000)
    page.wait_for_selector("[id^=job-]:not([hx-get])", timeout=6000)
