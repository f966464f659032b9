"""Pressing at the same moment: one receipt, and no annex after the publication was read."""

import pytest

from institutions.states import Kind
from portal.audit.models import Entry
from portal.files.keeping import keep
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import circular as verbs
from programs.actions import circular_draft as drafts
from programs.models import Circular, Receipt
from tests.factories import actor
from tests.factories.programs import authority, circular
from tests.support.races import at_once

from .files import PDF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


REFUSED = (IllegalStep, Stale)


def test_of_colleagues_confirming_at_once_one_counts():
    body = authority("GD")
    verbs.publish_circular(circular(), actor=actor(Kind.BUREAU))
    receipt = Receipt.objects.select_related("circular", "organization").get()
    people = [actor(Kind.AUTHORITY, organization=body) for _ in range(5)]

    press = [lambda p=p: verbs.confirm_receipt(receipt, actor=p) for p in people]
    assert len(at_once(*press, expected=REFUSED)) == 4

    entry = Entry.objects.get(action="programs.receipt.confirm")
    receipt.refresh_from_db()
    assert entry.actor == receipt.confirmed_by


def test_a_notice_is_published_as_it_was_read_or_not_at_all():
    authority("GD")
    officer, other, draft = actor(Kind.BUREAU), actor(Kind.BUREAU), circular()
    kept = keep(PDF, name="a.pdf", purpose="annex", owner="BUREAU")

    refused = at_once(
        lambda: verbs.publish_circular(draft, revision=1, actor=officer),
        lambda: drafts.attach_annex(draft, kept=kept, title="附", revision=1, actor=other),
        expected=REFUSED,
    )

    found = Circular.objects.get()
    assert len(refused) == 1
    assert (found.state, found.annexes.count()) in [("published", 0), ("draft", 1)]
