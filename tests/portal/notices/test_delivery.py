"""Mail over a real SMTP conversation with a server that misbehaves."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal import clock
from portal.audit.models import Entry
from portal.jobs import worker
from portal.jobs.models import Job
from portal.notices import delivery, mail
from portal.notices.actions import readdress_notice, resend_notice
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from portal.policy import SystemActor
from tests.factories import actor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def tell(topic, sink):
    topic()

    def tell(*addresses, by=None):
        post(
            "test.done",
            key="k",
            recipients=[Recipient(address=address) for address in addresses],
            context={"who": "望江大学"},
            link="/rosters/7/",
            actor=by or SystemActor("提醒"),
        )

    return tell


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)


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


class TestSecondChance:
    @pytest.fixture
    def bureau(self):
        return actor("bureau")

    @pytest.fixture
    def bounced(self, tell, sink, bureau):
        sink.script = ["refuse_rcpt"]
        tell("gone@example.cn", by=bureau)
        work()
        return Notice.objects.get()

    def test_the_sender_resends_and_the_trail_says_so(self, bounced, bureau, sink):
        resend_notice(bounced, actor=bureau)
        work()

        assert states() == {"gone@example.cn": "sent"}
        assert sink.letters[0].message_id == bounced.message_id
        entry = Entry.objects.get()
        assert (entry.action, entry.detail) == ("notices.notice.resend", {"before": "bounced"})

    def test_another_address_gets_a_mail_of_its_own(self, bounced, bureau, sink):
        before = bounced.message_id

        readdress_notice(bounced, " right@example.cn ", actor=bureau)
        work()

        assert states() == {"right@example.cn": "sent"}
        assert sink.letters[0].message_id != before

    def test_an_address_that_was_told_already_is_refused(self, bounced, bureau):
        post(
            "test.done",
            key="k",
            recipients=[Recipient(address="told@example.cn")],
            context={"who": "x"},
            link="",
            actor=bureau,
        )

        with pytest.raises(ValidationError, match="已经收到过同一条通知"):
            readdress_notice(bounced, "Told@example.cn", actor=bureau)

    def test_a_wrong_address_is_refused_in_words(self, bounced, bureau):
        with pytest.raises(ValidationError, match="请填写完整的邮箱地址"):
            readdress_notice(bounced, "right@", actor=bureau)

    def test_the_other_office_and_the_recipient_may_not(self, bounced):
        for who in (actor("centre"), actor("authority"), actor("operator")):
            with pytest.raises(PermissionDenied):
                resend_notice(bounced, actor=who)

    def test_an_auditor_of_the_sender_only_looks(self, bounced):
        with pytest.raises(PermissionDenied, match="审计员只能查看，不能办理"):
            resend_notice(bounced, actor=actor("bureau", "auditor"))

    def test_what_was_sent_is_not_sent_again(self, tell, bureau):
        tell("a@example.cn", by=bureau)
        work()

        with pytest.raises(PermissionDenied, match="已发送"):
            resend_notice(Notice.objects.get(), actor=bureau)

    def test_two_officers_at_once_give_one_mail(self, bounced, bureau, sink):
        resend_notice(Notice.objects.get(), actor=bureau)

        with pytest.raises(ValidationError, match="已被他人处理"):
            resend_notice(bounced, actor=bureau)

        work()
        assert len(sink.letters) == 1

    def test_where_no_mail_leaves_it_says_so(self, bounced, bureau, settings):
        settings.EMAIL_CONFIG = None

        with pytest.raises(ValidationError, match="未配置邮件服务器"):
            resend_notice(bounced, actor=bureau)
        assert Entry.objects.count() == 0
