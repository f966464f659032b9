"""Mail over a real SMTP conversation with a server that misbehaves."""

from datetime import timedelta

import pytest

from portal import clock
from portal.jobs.models import Job
from portal.notices import delivery, mail
from portal.notices.models import Notice

from .mailing import pass_time, states, work

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)


def test_a_mail_carries_words_link_and_a_stable_id(tell, sink, settings):
    tell("office@example.cn")

    work()

    (letter,) = sink.letters
    notice = Notice.objects.get()
    assert (letter.recipient, letter.message_id) == ("office@example.cn", notice.message_id)
    assert letter.parsed["Subject"] == "名单已接收"
    assert letter.parsed["Auto-Submitted"] == "auto-generated"
    assert letter.text.splitlines()[0] == "望江大学，名单已接收。"
    assert f"{settings.SITE_URL}/rosters/7/" in letter.text
    assert (notice.state, notice.server_reply) == ("sent", "250 queued as 4711")
    assert notice.sent_at is not None
    assert Job.objects.get().state == "done"


def test_a_batch_uses_one_connection(tell, sink):
    tell(*(f"p{n}@example.cn" for n in range(5)))

    work()

    assert (len(sink.letters), sink.connections) == (5, 1)
    job = Job.objects.get()
    assert (job.state, job.done_count, job.total_count) == ("done", 5, 5)


def test_an_unknown_recipient_is_bounced_and_the_others_get_theirs(tell, sink):
    sink.script = ["accept", "refuse_rcpt", "accept"]
    tell("a@example.cn", "gone@example.cn", "c@example.cn")

    work()

    assert states() == {
        "a@example.cn": "sent",
        "gone@example.cn": "bounced",
        "c@example.cn": "sent",
    }
    assert Notice.objects.get(state="bounced").server_reply == "550 no such person here"
    assert Job.objects.get().state == "done"


def test_a_mail_refused_for_good_has_failed(tell, sink):
    sink.script = ["refuse_data"]
    tell("a@example.cn")

    work()

    assert states() == {"a@example.cn": "failed"}
    assert sink.letters == []


def test_a_server_that_asks_for_patience_is_asked_again_later(tell, sink):
    sink.script = ["later_rcpt", "accept"]
    tell("a@example.cn")

    work()
    assert states() == {"a@example.cn": "queued"}
    assert Job.objects.get().not_before > clock.wall() + timedelta(seconds=30)
    pass_time()
    work()

    assert states() == {"a@example.cn": "sent"}
    assert (Notice.objects.get().attempts, Job.objects.get().state) == (2, "done")


def test_a_server_away_for_hours_loses_nothing_and_doubles_nothing(tell, sink, settings):
    settings.EMAIL_CONFIG = {**sink.config, "port": 9}
    tell(*(f"p{n}@example.cn" for n in range(20)))

    for _ in range(8):
        work()
        pass_time()
    assert set(states().values()) == {"queued"}
    assert Job.objects.get().last_error == "有邮件等待重发"
    settings.EMAIL_CONFIG = sink.config
    work()

    assert set(states().values()) == {"sent"}
    assert sorted(letter.recipient for letter in sink.letters) == sorted(states())


def test_a_server_away_for_good_ends_in_the_list_of_failures(tell, sink, settings):
    settings.EMAIL_CONFIG = {**sink.config, "port": 9}
    tell("a@example.cn")

    for _ in range(delivery.MAX_TRIES):
        work()
        pass_time()

    assert states() == {"a@example.cn": "failed"}
    assert "邮件服务器无法连接" in Notice.objects.get().server_reply
    assert Job.objects.get().state == "done"


def test_a_server_that_closes_is_called_again_for_the_next_mail(tell, sink):
    sink.script = ["leave_rcpt", "accept"]
    tell("a@example.cn", "b@example.cn")

    work()

    assert states() == {"a@example.cn": "queued", "b@example.cn": "sent"}
    assert (sink.connections, Notice.objects.get(state="queued").server_reply) == (
        2,
        "421 closing",
    )


@pytest.mark.parametrize(
    ("given", "state", "words"),
    [
        ({"username": "portal", "password": "right"}, "sent", "250 queued as 4711"),
        (
            {"username": "portal", "password": "wrong"},
            "queued",
            "邮件服务器不接受登录：535 wrong password",
        ),
        ({"use_tls": True}, "queued", "邮件服务器无法连接（SMTPNotSupportedError）"),
        ({"use_ssl": True}, "queued", "邮件服务器无法连接（SSLError）"),
    ],
)
def test_signing_in_and_encryption_are_never_skipped(tell, sink, settings, given, state, words):
    sink.password = "right"
    settings.EMAIL_CONFIG = {**sink.config, **given}
    tell("a@example.cn")

    work()

    notice = Notice.objects.get()
    assert (notice.state, notice.server_reply) == (state, words)


def test_a_line_cut_before_the_mail_was_handed_over_is_no_doubt(tell, sink):
    sink.script = ["drop_before_data", "accept"]
    tell("a@example.cn")

    work()
    pass_time()
    work()

    assert len(sink.letters) == 1
    assert Notice.objects.get().doubts == 0
    assert states() == {"a@example.cn": "sent"}


def test_a_line_cut_after_the_mail_is_sent_once_more_under_the_same_id(tell, sink):
    sink.script = ["drop_after_data", "accept"]
    tell("a@example.cn")

    work()
    pass_time()
    work()

    assert [letter.message_id for letter in sink.letters] == [
        Notice.objects.get().message_id
    ] * 2
    assert states() == {"a@example.cn": "sent"}


def test_a_second_doubt_is_left_to_a_person(tell, sink):
    sink.script = ["drop_after_data", "drop_after_data"]
    tell("a@example.cn")

    for _ in range(4):
        work()
        pass_time()

    notice = Notice.objects.get()
    assert (len(sink.letters), notice.state) == (2, "failed")
    assert notice.server_reply == "两次交给服务器都没有收到答复，请向收件人核实后再重发"


def test_a_worker_killed_while_sending_counts_as_a_doubt(tell, sink):
    tell("a@example.cn", "b@example.cn")
    Notice.objects.filter(address="a@example.cn").update(state="sending", attempts=1)

    work()

    assert set(states().values()) == {"sent"}
    assert Notice.objects.get(address="a@example.cn").doubts == 1


def test_a_server_that_hangs_holds_nobody_for_long(tell, sink, impatient):
    sink.script = ["hang", "accept"]
    tell("a@example.cn", "b@example.cn")

    work()

    assert states() == {"a@example.cn": "queued", "b@example.cn": "sent"}


def test_a_server_that_says_nothing_after_the_mail_is_a_doubt_not_a_loss(tell, sink, impatient):
    sink.script = ["hang_after_data", "accept"]
    tell("a@example.cn")

    work()
    notice = Notice.objects.get()
    assert (notice.state, notice.doubts) == ("queued", 1)
    assert notice.server_reply == "已交给服务器，但没有收到答复（SMTPServerDisconnected）"
    pass_time()
    work()

    assert [letter.message_id for letter in sink.letters] == [notice.message_id] * 2
    assert states() == {"a@example.cn": "sent"}


def test_a_line_cut_within_the_mail_is_sent_again_and_arrives_once(tell, sink):
    sink.script = ["drop_within_data", "accept"]
    tell("a@example.cn")

    work()
    pass_time()
    work()

    assert len(sink.letters) == 1
    assert states() == {"a@example.cn": "sent"}


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        ("554 no service here", "邮件服务器无法连接（SMTPConnectError）"),
        ("421 too busy", "邮件服务器无法连接（SMTPConnectError）"),
        ("", "邮件服务器无法连接（SMTPServerDisconnected）"),
    ],
)
def test_a_server_that_does_not_let_in_is_called_again_later(
    tell, sink, impatient, greeting, words
):
    sink.greeting = greeting
    tell("a@example.cn", "b@example.cn")

    work()
    assert states() == {"a@example.cn": "queued", "b@example.cn": "queued"}
    assert Notice.objects.first().server_reply == words
    sink.greeting = "220 welcome"
    pass_time()
    work()

    assert set(states().values()) == {"sent"}
    assert len(sink.letters) == 2


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("refuse_sender", "553 not in your name"),
        ("refuse_at_data", "554 nothing today"),
        ("refuse_data", "554 not this one"),
    ],
)
def test_a_refusal_at_any_step_ends_that_mail_alone_in_the_servers_words(
    tell, sink, behaviour, words
):
    sink.script = [behaviour, "accept"]
    tell("a@example.cn", "b@example.cn")

    work()

    assert states() == {"a@example.cn": "failed", "b@example.cn": "sent"}
    assert Notice.objects.get(state="failed").server_reply == words
    assert (len(sink.letters), sink.connections) == (1, 1)


def test_drops_in_the_middle_of_many_cost_at_most_one_copy_each(tell, sink):
    addresses = [f"p{n}@example.cn" for n in range(40)]
    sink.script = ["drop_after_data", "accept", "later_rcpt", "drop_before_data"] * 5
    tell(*addresses)

    for _ in range(5):
        work()
        pass_time()

    assert set(states().values()) == {"sent"}
    assert {letter.recipient for letter in sink.letters} == set(addresses)
    assert len(sink.letters) - 40 == 5
    assert len({letter.message_id for letter in sink.letters}) == 40


def test_mail_queued_before_the_server_was_taken_away_is_held(tell, settings):
    tell("a@example.cn")
    settings.EMAIL_CONFIG = None

    work()

    assert states() == {"a@example.cn": "held"}
    assert Job.objects.get().state == "done"
