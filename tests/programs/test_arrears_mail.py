"""A reminder that did not arrive, from the list: where it went, and to the right address."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.jobs import worker
from portal.notices.models import Notice
from programs import reminders
from programs.actions.arrears import correct_address
from programs.queries.arrears import arrears
from tests.factories import actor, member
from tests.factories.programs import authority, milestone, program, sheet
from tests.support import smtp_sink
from tests.support.queries import cost
from tests.support.races import at_once

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "wrong@example.invalid", "right@example.invalid"


@pytest.fixture
def sink(settings):
    sink = smtp_sink.start()
    settings.EMAIL_CONFIG = sink.config
    yield sink
    sink.close()


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


@pytest.fixture
def due(time_machine):
    time_machine.move_to("2022-10-24T02:00:00Z", tick=False)
    return milestone(program(opened_at=clock.now().replace(month=9)), days=3)


@pytest.fixture
def office(due):
    return authority("S1", office_email=WRONG)


def bounce(state="bounced"):
    reminders.send_due(clock.today())
    mails = Notice.objects.filter(channel="email")
    mails.update(state=state, server_reply="550 no such person here", next_try=None)
    return mails.order_by("pk").last()


def url(mail):
    return reverse("milestones:correct_address", args=[mail.public_id])


def test_the_row_leads_to_the_letter_and_says_what_the_server_said(client, officer, office):
    mail = bounce()

    page = client.get(reverse("milestones:arrears")).content.decode()

    assert reverse("notices:outbox_notice", args=[mail.public_id]) in page
    assert "550 no such person here" in page
    assert (
        client.get(reverse("notices:outbox_notice", args=[mail.public_id])).status_code == 200
    )


def test_a_letter_that_arrived_has_nothing_to_correct(client, officer, office):
    mail = bounce("sent")

    page = client.get(reverse("milestones:arrears")).content.decode()

    assert [row.reminder.mail for row in arrears(officer)] == [None]
    assert url(mail) not in page


def test_a_letter_held_back_has_no_wrong_address(client, officer, office):
    mail = bounce("held")

    page = client.get(reverse("milestones:arrears")).content.decode()

    assert reverse("notices:outbox_notice", args=[mail.public_id]) in page
    assert url(mail) not in page


def test_an_offices_address_is_corrected_and_the_letter_sent_there(
    client, officer, office, sink
):
    mail = bounce()

    page = client.post(url(mail), {"address": f" {RIGHT} "}, follow=True)
    worker.drain()

    assert "办公邮箱也已改正" in page.content.decode()
    office.refresh_from_db()
    assert office.office_email == RIGHT
    assert [letter.recipient for letter in sink.letters] == [RIGHT]
    assert [(row.reminder.label, row.is_unreachable) for row in arrears(officer)] == [
        ("已送达", False)
    ]
    entry = Entry.objects.get(action="institutions.organization.correct_address")
    assert (entry.actor, entry.target_id) == (officer.user, str(office.pk))
    assert entry.detail == {"before": WRONG, "after": RIGHT}


def test_the_next_reminder_goes_to_the_right_address(officer, office, sink, time_machine):
    correct_address(bounce(), RIGHT, actor=officer)
    time_machine.move_to("2022-10-26T02:00:00Z", tick=False)

    reminders.send_due(clock.today())

    assert set(Notice.objects.values_list("address", flat=True)) == {RIGHT}


def test_a_persons_letter_is_readdressed_and_no_office_touched(client, officer, due, sink):
    body = authority("S1", office_email=WRONG)
    member(body, Duty.LIAISON, email=WRONG)
    mail = bounce()

    page = client.post(url(mail), {"address": RIGHT}, follow=True)
    worker.drain()

    assert "邮件已改投，排队发送" in page.content.decode()
    assert [letter.recipient for letter in sink.letters] == [RIGHT]
    body.refresh_from_db()
    assert body.office_email == WRONG
    assert not Entry.objects.filter(action="institutions.organization.correct_address").exists()


def test_an_address_corrected_by_somebody_else_meanwhile_stays(officer, office, sink):
    mail = bounce()
    Organization.objects.filter(pk=office.pk).update(office_email="new@example.invalid")

    assert correct_address(mail, RIGHT, actor=officer) is None

    office.refresh_from_db()
    assert office.office_email == "new@example.invalid"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "请填写正确的邮箱地址"), ("right@", "请填写完整的邮箱地址")],
)
def test_what_is_no_address_comes_back_as_typed(client, officer, office, sink, typed, words):
    mail = bounce()

    page = client.post(url(mail), {"address": typed})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.address) == ("bounced", WRONG)


def test_whoever_has_acted_is_left_in_peace(client, officer, office, due, sink):
    mail = bounce()
    sheet(due.program, office, state="submitted")

    page = client.post(url(mail), {"address": RIGHT})

    assert page.status_code == 422
    assert "该单位已经办理，不需要再发" in page.content.decode()
    office.refresh_from_db()
    assert office.office_email == WRONG


def test_a_closed_date_sends_nothing_any_more(officer, office, due, sink):
    mail = bounce()
    type(due).objects.update(state="closed")

    with pytest.raises(ValidationError, match="已经办理"):
        correct_address(mail, RIGHT, actor=officer)


def test_where_no_mail_leaves_nothing_is_changed(officer, office, settings):
    mail = bounce()
    settings.EMAIL_CONFIG = None

    with pytest.raises(ValidationError, match="邮件"):
        correct_address(mail, RIGHT, actor=officer)

    office.refresh_from_db()
    assert office.office_email == WRONG


def test_a_stale_page_says_what_happened_and_sends_nothing(client, officer, office, sink):
    mail = bounce()
    correct_address(mail, RIGHT, actor=officer)

    page = client.post(url(mail), {"address": "third@example.invalid"})

    assert page.status_code == 409
    assert "这封邮件已经重发" in page.content.decode()
    mail.refresh_from_db()
    assert mail.address == RIGHT


def test_another_mail_of_the_outbox_is_no_reminder(client, officer, office, sink):
    mail = bounce()
    Notice.objects.filter(pk=mail.pk).update(topic="circular.published")

    assert client.post(url(mail), {"address": RIGHT}).status_code == 404


def test_the_centre_follows_the_letter_and_corrects_nothing(client, office, sink):
    mail = bounce()
    client.force_login(actor(Kind.CENTRE).user)

    assert client.post(url(mail), {"address": RIGHT}).status_code == 403
    assert Notice.objects.get(pk=mail.pk).state == "bounced"


def test_an_auditor_looks_only(client, office, sink):
    mail = bounce()
    auditor = actor(Kind.BUREAU, Duty.AUDITOR)
    client.force_login(auditor.user)

    page = client.get(reverse("milestones:arrears")).content.decode()

    assert url(mail) not in page
    with pytest.raises(PermissionDenied, match="只能查看"):
        correct_address(mail, RIGHT, actor=auditor)


def test_letters_that_stopped_cost_no_query_each(client, officer, due):
    address = reverse("milestones:arrears")

    def one_more(number):
        authority(f"S{number}", office_email=f"a{number}@example.invalid")
        bounce()
        return cost(client, address)

    assert len({one_more(number) for number in range(1, 5)}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_send_it_to_one_address(officer, office, sink):
    mail = bounce()
    addresses = [RIGHT, "third@example.invalid"]

    refused = at_once(
        *(
            lambda to=to: correct_address(Notice.objects.get(pk=mail.pk), to, actor=officer)
            for to in addresses
        ),
        expected=(ValidationError, PermissionDenied),
    )

    mail.refresh_from_db()
    office.refresh_from_db()
    assert len(refused) == 1
    assert mail.address == office.office_email
    assert mail.address in addresses
