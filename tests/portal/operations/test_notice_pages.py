import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.jobs import worker
from portal.notices.actions import resend_notice
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from portal.policy import SystemActor
from tests.factories import actor
from tests.support import smtp_sink
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


def tell(*recipients, by=None, key="k"):
    post(
        "test.done",
        key=key,
        recipients=recipients,
        context={"who": "望江大学<b>"},
        link="/rosters/7/",
        actor=by or SystemActor("提醒"),
    )


class TestInbox:
    @pytest.fixture
    def liaison(self, client, topic):
        liaison = actor("authority")
        client.force_login(liaison.user)
        return liaison

    def test_the_list_costs_the_same_whatever_its_length(self, client, liaison):
        tell(Recipient(actor("authority").user), key="theirs")
        url = reverse("notices:inbox")

        def with_one_more(number):
            tell(Recipient(liaison.user), key=str(number))
            return cost(client, url)

        assert len({with_one_more(number) for number in range(4)}) == 1
        assert client.get(url).content.decode().count("名单已接收</a>") == 4

    def test_opening_a_message_makes_it_read_and_shows_words_and_link(self, client, liaison):
        tell(Recipient(liaison.user))
        notice = Notice.objects.get()

        page = client.get(reverse("notices:inbox_notice", args=[notice.public_id]))

        assert "望江大学&lt;b&gt;的名单已接收。" in page.content.decode()
        assert 'href="/rosters/7/"' in page.content.decode()
        notice.refresh_from_db()
        assert (notice.state, notice.read_at is not None) == ("read", True)

    def test_all_are_marked_read_at_once_and_nobody_elses(self, client, liaison):
        other = actor("authority")
        tell(Recipient(liaison.user), Recipient(other.user))

        page = client.post(reverse("notices:inbox_read_all"), follow=True)

        assert "已将 1 条标为已读" in page.content.decode()
        assert dict(Notice.objects.values_list("user", "state")) == {
            liaison.user.pk: "read",
            other.user.pk: "unread",
        }

    def test_another_persons_message_does_not_exist_for_you(self, client, liaison):
        tell(Recipient(actor("authority").user))
        notice = Notice.objects.get()

        page = client.get(reverse("notices:inbox_notice", args=[notice.public_id]))

        assert page.status_code == 404
        notice.refresh_from_db()
        assert notice.state == "unread"

    def test_an_office_reads_its_own_inbox_not_what_it_sent(self, client, topic):
        bureau = actor("bureau")
        client.force_login(bureau.user)
        tell(Recipient(actor("authority").user), by=bureau)

        page = client.get(reverse("notices:inbox")).content.decode()

        assert "还没有消息" in page

    def test_an_empty_inbox_says_what_will_be_there(self, client, liaison):
        page = client.get(reverse("notices:inbox")).content.decode()

        assert "还没有消息" in page
        assert "有邮箱的同时发邮件" in page


class TestOutbox:
    @pytest.fixture
    def sink(self, settings):
        sink = smtp_sink.start()
        settings.EMAIL_CONFIG = sink.config
        yield sink
        sink.close()

    @pytest.fixture
    def bureau(self, client, topic):
        bureau = actor("bureau")
        client.force_login(bureau.user)
        return bureau

    @pytest.fixture
    def bounced(self, sink, bureau):
        sink.script = ["refuse_rcpt"]
        tell(Recipient(address="gone@example.cn", label="示例市"), by=bureau)
        worker.drain()
        return Notice.objects.get()

    def test_the_list_costs_the_same_whatever_its_length(self, client, bureau, settings):
        settings.EMAIL_CONFIG = None
        tell(Recipient(address="c@example.cn"), by=actor("centre"), key="theirs")
        url = reverse("notices:outbox")

        def with_one_more(number):
            tell(Recipient(address=f"a{number}@example.cn"), by=bureau, key=str(number))
            return cost(client, url)

        assert len({with_one_more(number) for number in range(4)}) == 1
        assert client.get(url).content.decode().count("未配置邮件服务器") == 4

    def test_a_bounce_is_shown_with_the_servers_words(self, client, bounced):
        listed = client.get(reverse("notices:outbox"), {"state": "bounced"}).content.decode()
        page = client.get(reverse("notices:outbox_notice", args=[bounced.public_id]))

        assert "550 no such person here" in listed
        assert "550 no such person here" in page.content.decode()
        assert "gone@example.cn" in page.content.decode()

    def test_resending_by_button(self, client, bounced, sink):
        page = client.post(
            reverse("notices:outbox_resend", args=[bounced.public_id]), follow=True
        )
        worker.drain()

        assert "邮件已重新排队发送" in page.content.decode()
        assert [letter.recipient for letter in sink.letters] == ["gone@example.cn"]

    def test_what_stands_in_an_inbox_is_not_sent_again(self, bureau):
        tell(Recipient(actor("authority").user), by=bureau)

        with pytest.raises(PermissionDenied, match="站内消息已经送到"):
            resend_notice(Notice.objects.get(), actor=bureau)

    def test_readdressing_by_form(self, client, bounced, sink):
        address = reverse("notices:outbox_readdress", args=[bounced.public_id])

        refused = client.post(address, {"address": "right@"})
        client.post(address, {"address": "right@example.cn"})
        worker.drain()

        assert refused.status_code == 422
        assert "请填写完整的邮箱地址" in refused.content.decode()
        assert 'value="right@"' in refused.content.decode()
        assert [letter.recipient for letter in sink.letters] == ["right@example.cn"]

    def test_where_no_mail_leaves_the_button_says_so(self, client, bounced, settings):
        settings.EMAIL_CONFIG = None

        page = client.post(
            reverse("notices:outbox_resend", args=[bounced.public_id]), follow=True
        )

        assert "未配置邮件服务器" in page.content.decode()
        assert Notice.objects.get().state == "bounced"

    def test_the_other_offices_mail_does_not_exist_for_you(self, client, bounced):
        client.force_login(actor("centre").user)

        for name, method in (
            ("notices:outbox_notice", client.get),
            ("notices:outbox_resend", client.post),
            ("notices:outbox_readdress", client.post),
        ):
            assert method(reverse(name, args=[bounced.public_id])).status_code == 404

    def test_others_have_no_outbox(self, client):
        client.force_login(actor("institution").user)

        assert client.get(reverse("notices:outbox")).status_code == 403
