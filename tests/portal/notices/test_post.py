import threading

import pytest
from django.db import connection, transaction

from portal.jobs.models import Job
from portal.notices import routes
from portal.notices.inbox import open_all, unread_count
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from portal.policy import SystemActor
from tests.factories import actor, user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SYSTEM = SystemActor("提醒")


def tell(recipients, *, key="k", who="望江大学", by=SYSTEM, topic="test.done"):
    return post(
        topic, key=key, recipients=recipients, context={"who": who}, link="/x/", actor=by
    )


def rows():
    return list(
        Notice.objects.order_by("channel", "recipient").values_list("channel", "state", "label")
    )


def test_a_person_gets_it_in_the_inbox_and_by_mail_a_bare_address_by_mail(topic, sink):
    topic()
    person = user(email="person@example.cn", full_name="叶知秋")

    added = tell([Recipient(person), Recipient(address="office@example.cn", label="示例市")])

    assert added == 3
    assert rows() == [
        ("email", "queued", "示例市"),
        ("email", "queued", "叶知秋"),
        ("inbox", "unread", "叶知秋"),
    ]
    assert Job.objects.get().kind == "notices.mail"


def test_telling_again_under_the_same_key_adds_nothing(topic, sink):
    topic()
    people = [Recipient(user(email=f"p{n}@example.cn")) for n in range(3)]

    first, again = tell(people), tell(people)
    one_more = tell([*people, Recipient(address="new@example.cn")])

    assert (first, again, one_more) == (6, 0, 1)
    assert Job.objects.count() == 2


def test_a_person_named_twice_is_told_once(topic, sink):
    topic()
    person = user()

    added = tell([Recipient(person, label="广东"), Recipient(person, label="深圳")])

    assert added == 1


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_recipients(
    topic, sink, count, django_assert_num_queries
):
    topic()
    people = [Recipient(user(email=f"p{n}@example.cn")) for n in range(count)]

    # savepoint, insert, count, job insert, job read, release
    with django_assert_num_queries(6):
        tell(people)

    assert Notice.objects.count() == 2 * count


def test_without_a_mail_server_mail_stays_in_the_outbox(topic, settings):
    settings.EMAIL_CONFIG = None
    topic()

    tell([Recipient(address="office@example.cn")])

    notice = Notice.objects.get()
    assert (notice.state, notice.server_reply) == (
        "held",
        "未配置邮件服务器，邮件保留在发件箱",
    )
    assert Job.objects.count() == 0


def test_in_rehearsal_the_outbox_says_why_nothing_leaves(topic, settings, rehearsal):
    settings.EMAIL_CONFIG = None
    topic()

    tell([Recipient(address="office@example.cn")])

    assert Notice.objects.get().server_reply == "演练环境，邮件不外发"


@pytest.mark.parametrize(
    "address",
    ["no-at-sign", "a@b", "x@example.cn\r\nBcc: thief@example.cn", "叶@example.cn", "a b@c.cn"],
)
def test_an_unusable_address_is_a_failure_to_be_seen_not_an_error(topic, sink, address):
    topic()

    tell([Recipient(address=address)])

    notice = Notice.objects.get()
    assert (notice.state, notice.server_reply) == (
        "failed",
        "邮箱地址填写有误，请改正后重发",
    )


def test_words_are_filled_not_escaped_and_a_subject_is_one_line(topic, sink):
    topic(subject="%(who)s的名单", text="{{ who }} 已接收")

    tell([Recipient(address="a@example.cn")], who='A&B "小"\r\nBcc: thief@example.cn')

    notice = Notice.objects.get()
    assert notice.subject == 'A&B "小" Bcc: thief@example.cn的名单'
    assert notice.body.startswith('A&B "小"')


def test_an_unknown_topic_is_refused():
    with pytest.raises(routes.UnknownTopic):
        tell([], topic="nobody.registered.this")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_tells_nobody(topic, sink):
    topic()

    @transaction.atomic
    def verb():
        tell([Recipient(address="a@example.cn")])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verb()

    assert (Notice.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_reminders_posted_by_three_timers_at_once_are_sent_once(topic, sink):
    topic()
    people = [Recipient(user(email=f"p{n}@example.cn")) for n in range(10)]
    barrier, added = threading.Barrier(3), []

    def timer():
        barrier.wait()
        added.append(tell(people))
        connection.close()

    timers = [threading.Thread(target=timer) for _ in range(3)]
    [one.start() for one in timers]
    [one.join() for one in timers]

    assert sorted(added) == [0, 0, 20]
    assert Notice.objects.count() == 20


class TestSeeing:
    @pytest.fixture
    def cast(self, topic, settings):
        settings.EMAIL_CONFIG = None
        topic()
        bureau, centre = actor("bureau"), actor("centre")
        liaison = actor("authority")
        tell([Recipient(liaison.user, address="l@example.cn")], key="bureau", by=bureau)
        tell([Recipient(liaison.user, address="l@example.cn")], key="portal", by=SYSTEM)
        tell([Recipient(bureau.user)], key="liaison", by=liaison)
        return bureau, centre, liaison

    @staticmethod
    def seen(who):
        return sorted(Notice.objects.visible_to(who).values_list("key", "channel"))

    def test_the_sender_office_sees_what_it_and_the_portal_sent(self, cast):
        bureau, centre, _liaison = cast

        assert self.seen(bureau) == [
            ("bureau", "email"),
            ("bureau", "inbox"),
            ("liaison", "inbox"),
            ("portal", "email"),
            ("portal", "inbox"),
        ]
        assert self.seen(centre) == [("portal", "email"), ("portal", "inbox")]

    def test_the_recipient_sees_the_inbox_and_neither_mails_nor_what_others_got(self, cast):
        _bureau, _centre, liaison = cast

        assert self.seen(liaison) == [("bureau", "inbox"), ("portal", "inbox")]
        assert self.seen(actor("authority")) == []
        assert self.seen(actor("public")) == []

    def test_the_bell_counts_what_is_unread(self, cast, django_assert_num_queries):
        _bureau, _centre, liaison = cast

        with django_assert_num_queries(1):
            assert unread_count(liaison.user) == 2
        assert open_all(liaison.user) == 2
        assert unread_count(liaison.user) == 0
