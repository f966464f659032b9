import pytest

from portal.jobs import queue
from portal.jobs.models import Job
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from portal.operations import stopped
from tests.factories import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(topic, settings):
    """An office with three mails out, one of them bounced, two that failed."""
    settings.EMAIL_CONFIG = None
    bureau = actor("bureau")
    people = [Recipient(address=f"p{number}@example.cn") for number in range(3)]
    post(topic, key="k", recipients=people, context={"who": "x"}, link="/", actor=bureau)
    Notice.objects.update(state="failed")
    Notice.objects.filter(address="p0@example.cn").update(state="bounced")
    return bureau


def test_mails_that_did_not_arrive_wait_on_the_senders_desk(client, bureau):
    assert [(todo.title, todo.url) for todo in stopped.mails(bureau)] == [
        ("退信的邮件：1 封", "/outbox/?state=bounced"),
        ("未送达的邮件：2 封", "/outbox/?state=failed"),
    ]
    assert stopped.count_mails(bureau) == 2
    client.force_login(bureau.user)
    assert "退信的邮件：1 封" in client.get("/workbench/").content.decode()


def test_they_do_not_wait_on_the_other_offices_desk(bureau):
    centre = actor("centre")

    assert (stopped.mails(centre), stopped.count_mails(centre)) == ([], 0)


def test_the_operator_hears_how_many_did_not_arrive_and_of_no_names(client, bureau):
    operator = actor("operator")

    [todo] = stopped.undelivered(operator)
    assert (todo.title, todo.url) == ("未送达或退信的邮件：3 封", "/jobs/")
    assert stopped.count_undelivered(operator) == 1
    client.force_login(operator.user)
    page = client.get("/workbench/").content.decode()
    assert (todo.title in page, "p0@example.cn" in page) == (True, False)

    Notice.objects.update(state="sent")
    assert (stopped.undelivered(operator), stopped.count_undelivered(operator)) == ([], 0)


def test_failed_jobs_wait_on_the_desk_of_their_body_and_of_the_operator(kind):
    kind("t", lambda run: None)
    manager, other, operator = actor("institution"), actor("institution"), actor("operator")
    queue.enqueue("t", "one", {}, actor=manager)
    assert (stopped.jobs(manager), stopped.count_jobs(manager)) == ([], 0)

    moment = Job.objects.get().created_at
    Job.objects.update(state="failed", finished_at=moment)

    for who in (manager, operator):
        [todo] = stopped.jobs(who)
        assert (todo.title, todo.url) == ("后台任务未完成：1 项", "/jobs/?state=failed")
        assert stopped.count_jobs(who) == 1
    assert (stopped.jobs(other), stopped.count_jobs(other)) == ([], 0)
