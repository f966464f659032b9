"""The holder learns how often and when a certificate was checked; nobody learns by whom."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, CertificateInquiry
from certificates.models.inquiry import KEPT
from certificates.verification import answers, inquiries
from institutions.actor import actor_for
from institutions.states import Kind
from portal import clock
from portal.jobs import registry
from tests.factories import actor, user
from tests.factories.certificates import issued
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE = "LJ2022-REG-10003-02-0045-5"


@pytest.fixture
def certificate():
    return issued(1)[0]


@pytest.fixture
def holder(certificate):
    person = user()
    Trainee.objects.update(user=person)
    return person


def noted():
    return list(CertificateInquiry.objects.order_by("pk").values_list("way", "answer"))


def scan(client, certificate, **extra):
    return client.get(reverse("verify:token", args=[certificate.token]), **extra)


def test_every_way_to_a_certificate_is_noted_with_its_answer(client, certificate):
    name, number = certificate.snapshot["name"], certificate.number
    scan(client, certificate)
    client.post(reverse("verify:name", args=[certificate.token]), {"full_name": name})
    client.post(reverse("verify:number"), {"number": number, "proof": name})
    client.post(reverse("verify:hash"), {"sha256": certificate.sha256})
    client.post(reverse("verify:list"), {"lines": f"{number}\t{name}\n{number}\t{name}"})
    Certificate.objects.update(state="revoked")
    scan(client, certificate)

    ways = ["scan", "name", "number", "file", "list", "list"]
    assert noted() == [*((way, "valid") for way in ways), ("scan", "revoked")]


def test_what_is_not_found_is_noted_nowhere(client, certificate):
    client.post(reverse("verify:number"), {"number": certificate.number, "proof": "别人"})
    client.post(reverse("verify:number"), {"number": NOT_THERE, "proof": "别人"})
    client.post(reverse("verify:hash"), {"sha256": "0" * 64, "token": certificate.token})
    client.post(reverse("verify:list"), {"lines": f"{certificate.number}\t别人"})
    client.get(reverse("verify:token", args=["A" * 22]))

    assert noted() == []


def test_what_came_too_often_is_not_noted(client, certificate):
    for n in range(12):
        client.post(reverse("verify:name", args=[certificate.token]), {"full_name": f"某{n}"})

    assert noted() == [("name", "valid")] * 10


def test_no_address_is_kept_and_one_days_digest_is_no_other_days(client, certificate):
    scan(client, certificate, REMOTE_ADDR="192.0.2.7")
    scan(client, certificate, REMOTE_ADDR="192.0.2.7")
    scan(client, certificate, REMOTE_ADDR="192.0.2.8")

    kept = list(CertificateInquiry.objects.order_by("pk").values_list("asker", flat=True))
    day = clock.today()
    assert (kept[0] == kept[1], kept[0] == kept[2]) == (True, False)
    assert inquiries.asker_of("192.0.2.7", day) == kept[0]
    assert inquiries.asker_of("192.0.2.7", day.replace(year=2000)) != kept[0]
    row = CertificateInquiry.objects.order_by("pk").values().first()
    assert "192.0.2" not in str(row)


def test_the_page_writes_one_row_and_locks_no_certificate(client, certificate):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        scan(client, certificate)

    written = [q["sql"] for q in queries if "certificates_certificateinquiry" in q["sql"]]
    assert [sql.split()[0] for sql in written] == ["INSERT"]
    assert [q["sql"] for q in queries if "FOR UPDATE" in q["sql"]] == []


@pytest.mark.postgres
def test_the_public_does_not_wait_for_whoever_is_changing_the_certificate(
    postgresql, client, certificate
):
    held, done = threading.Event(), threading.Event()

    def change():
        with transaction.atomic():
            Certificate.objects.select_for_update().get(pk=certificate.pk)
            held.set()
            done.wait(20)
        connection.close()

    changing = threading.Thread(target=change)
    changing.start()
    assert held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '3s'")
    answer = scan(client, certificate)
    checked = "SELECT 1 FROM certificates_certificate WHERE id = %s FOR KEY SHARE NOWAIT"
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute(checked, [certificate.pk])  # what a constraint would have waited for
    done.set()
    changing.join(10)

    assert (answer.status_code, noted()) == (200, [("scan", "valid")])


def test_rows_are_kept_for_half_a_year_and_then_deleted(certificate, monkeypatch):
    answer = answers.by_token(certificate.token)
    inquiries.note([answer], way="scan", address="192.0.2.7")
    later, forget = clock.now() + KEPT, registry.recurring()["certificates.forget_inquiries"]
    inquiries_at = CertificateInquiry.objects.get().at

    assert (KEPT.days, forget.function()) == (180, 0)
    monkeypatch.setattr(clock, "now", lambda: later + (clock.wall() - inquiries_at))
    assert forget.function() == 1
    assert noted() == []


# --- for the holder -----------------------------------------------------------------------


def mine(client, holder):
    client.force_login(holder)
    return client.get(reverse("certificates:mine")).content.decode()


def test_the_holder_sees_how_often_when_and_by_which_way(client, certificate, holder):
    before = mine(client, holder)
    client.logout()
    for _ in range(12):
        scan(client, certificate)
    client.post(reverse("verify:hash"), {"sha256": certificate.sha256})

    after = mine(client, holder)

    assert "近 180 天没有人查验" in before
    assert "近 180 天被查验 13 次" in after
    shown = after.partition('id="h-checks-')[2]
    assert (shown.count("扫描二维码"), shown.count("比对文件")) == (9, 1)
    assert minute(CertificateInquiry.objects.first().at) in after


def minute(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def test_ones_own_look_is_not_counted(client, certificate, holder):
    client.force_login(holder)
    scan(client, certificate)
    client.force_login(actor(Kind.INSTITUTION).user)
    scan(client, certificate)

    assert noted() == [("scan", "valid")]


def test_of_anothers_certificate_nothing_is_shown(client, holder):
    other = issued(1)[0]
    scan(client, other)

    assert "近 180 天没有人查验" in mine(client, holder)


def test_inquiries_are_the_holders_and_the_centres_only(client, certificate, holder):
    scan(client, certificate)

    def seen(who):
        return CertificateInquiry.objects.visible_to(who).count()

    assert seen(actor_for(holder)) == 1
    assert [seen(actor(kind)) for kind in (Kind.CENTRE, Kind.BUREAU, Kind.INSTITUTION)] == [
        1,
        0,
        0,
    ]


def test_the_holders_page_asks_no_more_for_more_inquiries(
    client, certificate, holder, django_assert_max_num_queries
):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            mine(client, holder)
        return len(counted)

    mine(client, holder)
    few = queries()
    for _ in range(5):
        inquiries.note([answers.by_token(certificate.token)], way="scan", address="192.0.2.7")

    assert queries() == few
