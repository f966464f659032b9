"""Bodies in arrears, and what an officer presses."""

from django.urls import reverse

from institutions.states import Duty
from portal.notices.models import Notice
from tests.factories import member
from tests.factories.programs import authority

# A Wednesday, two working days after the due day of the notice.
GRAVE = "2022-11-02T02:00:00Z"
CALL = {"number": "0000-8000000", "spoke_with": "值班员", "answer": "本周内报送"}


def region(name, *, leader=False, **fields):
    body = authority(short_name=name, **fields)
    member(body)
    if leader:
        member(body, Duty.LEAD)
    return body


def urged():
    return list(Notice.objects.filter(topic="milestone.urged").values_list("label", flat=True))


def letters():
    return list(Notice.objects.filter(topic="milestone.letter", channel="inbox"))


def page(client, name, *args):
    return client.get(reverse(f"chasing:{name}", args=args)).content.decode()


def press(client, due, *bodies, **fields):
    url = reverse("chasing:urge", args=[due.pk])
    return client.post(url, {"bodies": [body.code for body in bodies], **fields}, follow=True)
