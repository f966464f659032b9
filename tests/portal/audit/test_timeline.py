import pytest

from portal.audit import timeline as lines
from portal.audit.timeline import describe, is_described, timeline
from portal.audit.trail import record
from portal.policy import SystemActor
from tests.factories import actor, organization


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setattr(lines, "_words", dict(lines._words))
    describe("institutions.organization", {"open": "启用"})
    describe("institutions.organization", {"close": "停用"}, "back")


@pytest.mark.django_db
def test_a_row_tells_who_did_what_and_why_newest_first(django_assert_num_queries):
    target, other = organization(), organization()
    centre = actor("centre")
    record(SystemActor("提醒"), "open", target)
    record(centre, "close", target, note="资料不全")
    record(centre, "open", other)

    with django_assert_num_queries(1):
        events = timeline(target)

    assert [(event.text, event.kind) for event in events] == [
        (f"{centre.label} 停用：资料不全", "back"),
        ("系统·提醒 启用", ""),
    ]
    assert len(timeline(target, 1)) == 1


@pytest.mark.parametrize(
    "action",
    [
        "jobs.job.retry",
        "jobs.job.cancel",
        "notices.notice.resend",
        "notices.notice.readdress",
    ],
)
def test_the_acts_of_the_shared_ground_have_words(action):
    assert is_described(action)
