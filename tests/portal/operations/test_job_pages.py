import pytest
from django.urls import reverse

from portal import clock
from portal.jobs import queue, worker
from portal.jobs.models import Job
from tests.factories import actor, organization
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


def of(code):
    return actor("institution", organization=organization("institution", code))


@pytest.fixture
def mine(client):
    who = of("99901")
    client.force_login(who.user)
    return who


@pytest.fixture
def job(kind, mine):
    kind("t", lambda run: 1 / 0, label="生成班级名册")
    return queue.enqueue("t", "one", {}, actor=mine)


def failed(job):
    Job.objects.filter(pk=job.pk).update(attempts=4)
    worker.drain()
    return Job.objects.get(pk=job.pk)


def test_progress_asks_again_by_itself_until_the_job_has_ended(client, job):
    address = reverse("jobs:progress", args=[job.public_id])

    running = client.get(address, headers={"HX-Request": "true"}).content.decode()
    failed(job)
    ended = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{address}"' in running
    assert "hx-get" not in ended
    assert "<html" not in running
    assert "没有做完" in ended


@pytest.mark.parametrize("is_owner", [True, False])
def test_what_came_of_it_is_a_link_only_for_who_may_follow_it(client, job, is_owner):
    address = reverse("certificates:list")
    result = {"url": address, "text": "已颁发 3 份"}
    moment = clock.wall()
    Job.objects.filter(pk=job.pk).update(state="done", result=result, finished_at=moment)
    if not is_owner:
        client.force_login(actor("operator").user)

    page = client.get(reverse("jobs:progress", args=[job.public_id]))

    assert page.status_code == 200
    shown = page.content.decode()
    assert ("已颁发 3 份" in shown, f'<a href="{address}">已颁发' in shown) == (True, is_owner)


def test_without_scripts_progress_is_a_page_with_what_one_may_do(client, job):
    address = reverse("jobs:progress", args=[job.public_id])

    waiting = client.get(address).content.decode()
    failed(job)
    stopped = client.get(address).content.decode()

    assert "<html" in waiting
    assert reverse("jobs:cancel", args=[job.public_id]) in waiting
    assert reverse("jobs:retry", args=[job.public_id]) not in waiting
    assert reverse("jobs:retry", args=[job.public_id]) in stopped


def test_a_failed_job_is_tried_again_by_a_button(client, job):
    failed(job)

    page = client.post(reverse("jobs:retry", args=[job.public_id]), follow=True)

    assert "任务已重新排队" in page.content.decode()
    assert Job.objects.get().state == "queued"


def test_a_stale_button_says_so_and_changes_nothing(client, job):
    page = client.post(reverse("jobs:retry", args=[job.public_id]), follow=True)

    assert "任务的状态已经变化" in page.content.decode()
    assert Job.objects.get().state == "queued"


def test_another_bodys_job_does_not_exist_for_you(client, job):
    client.force_login(of("99902").user)
    nowhere = "00000000-0000-4000-8000-000000000000"

    for name, method in (
        ("jobs:progress", client.get),
        ("jobs:retry", client.post),
        ("jobs:cancel", client.post),
    ):
        theirs = method(reverse(name, args=[job.public_id]))
        missing = method(reverse(name, args=[nowhere]))
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert theirs.content == missing.content
    assert Job.objects.get().state == "queued"


def test_the_list_costs_the_same_whatever_its_length(client, mine, kind):
    kind("t", lambda run: None, label="生成班级名册")
    queue.enqueue("t", "theirs", {}, actor=of("99902"))
    url = reverse("jobs:list")

    def with_one_more(number):
        queue.enqueue("t", str(number), {}, actor=mine)
        return cost(client, url)

    assert len({with_one_more(number) for number in range(4)}) == 1
    assert client.get(url).content.decode().count("生成班级名册</a>") == 4


def test_the_list_is_filtered_by_state(client, job, kind, mine):
    kind("fine", lambda run: None, label="发送汇总")
    queue.enqueue("fine", "two", {}, actor=mine)
    failed(job)

    page = client.get(reverse("jobs:list"), {"state": "failed"}).content.decode()

    assert "生成班级名册" in page
    assert "发送汇总" not in page
    assert "处理时出现程序问题（ZeroDivisionError）" in page


def test_the_operator_sees_and_retries_every_job(client, job):
    failed(job)
    client.force_login(actor("operator").user)

    assert "生成班级名册" in client.get(reverse("jobs:list")).content.decode()
    client.post(reverse("jobs:retry", args=[job.public_id]))

    assert Job.objects.get().state == "queued"


def test_trainees_have_no_list(client):
    client.force_login(actor("trainee").user)

    assert client.get(reverse("jobs:list")).status_code == 403
