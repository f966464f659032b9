"""A step is taken once: also where the row lock that should see to it has been lost."""

import pytest
from django.db import transaction

from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from portal.policy import ALLOW
from portal.workflow.engine import IllegalStep, Workflow, step
from programs.models import ContactSheet
from programs.states import SheetState
from tests.factories import actor
from tests.factories.programs import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def overtaken(monkeypatch):
    """A table whose step somebody else takes between the look and the writing."""

    def policy(actor, obj):
        ContactSheet.objects.filter(pk=obj.pk).update(
            state=SheetState.SUBMITTED, arrived_at=clock.now()
        )
        return ALLOW

    # The table is the test's own; the trail's words for real steps stay as they are.
    monkeypatch.setattr("portal.workflow.engine.describe", lambda *args: None)
    rule = step("报送", source=SheetState.DRAFT, to=SheetState.SUBMITTED, policy=policy)
    return Workflow(ContactSheet, {"submit": rule})


def test_one_row_that_moved_meanwhile_is_not_moved_again(overtaken):
    liaison = actor(Kind.AUTHORITY)
    draft = sheet(body=liaison.organization)
    before = Entry.objects.count()

    with pytest.raises(IllegalStep, match="记录已被他人处理"), transaction.atomic():
        overtaken.advance(draft.pk, "submit", actor=liaison)

    assert Entry.objects.count() == before


def test_of_many_rows_none_is_moved_when_one_moved_meanwhile(overtaken):
    liaison = actor(Kind.AUTHORITY)
    draft = sheet(body=liaison.organization)
    before = Entry.objects.count()
    rows = ContactSheet.objects.filter(pk=draft.pk)

    with pytest.raises(IllegalStep, match="记录已被他人处理"), transaction.atomic():
        overtaken.advance_many(rows, "submit", actor=liaison)

    draft.refresh_from_db()
    assert (draft.state, Entry.objects.count()) == (SheetState.DRAFT, before)
