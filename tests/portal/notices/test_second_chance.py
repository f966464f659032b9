"""A mail that did not arrive: sent again, or to another address."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.audit.models import Entry
from portal.notices.actions import readdress_notice, resend_notice
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from tests.factories import actor

from .mailing import states, work

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


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
