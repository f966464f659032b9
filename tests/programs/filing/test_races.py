"""Pressing at the same moment: numbers without a gap, and a suspension set meanwhile."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from institutions.states import Kind
from programs.actions import filing as actions
from programs.models import Filing, Mandate, Program
from tests.factories import actor
from tests.support.races import at_once

from .ways import in_review

# How long an acceptance leaves a suspension that could overtake it; one that is held waits.
WINDOW = 0.5
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_acceptances_at_once_are_numbered_without_a_gap(liaison, officer):
    rows = [in_review(liaison, officer) for _ in range(6)]

    at_once(*[lambda row=row: actions.accept_filing(row, actor=officer) for row in rows])

    numbers = sorted(Filing.objects.values_list("number", flat=True))
    assert numbers == [f"2022-BA-000{n}" for n in range(1, 7)]
    assert Program.objects.get().last_filing_no == 6


@pytest.fixture
def suspended_meanwhile(monkeypatch):
    """A suspension begun while an acceptance stands between the mandate and its own effect.

    Returns the filing's state as the suspension saw it, and as it ended.
    """
    looked, done, cover = threading.Event(), threading.Event(), actions.mandate_covers

    def slowly(mandate, track):
        verdict = cover(mandate, track)
        looked.set()
        done.wait(WINDOW)
        return verdict

    monkeypatch.setattr(actions, "mandate_covers", slowly)

    def race():
        row = in_review(actor(Kind.AUTHORITY), officer := actor(Kind.BUREAU))
        seen = []

        def suspend():
            looked.wait(10)
            with transaction.atomic():
                mandate = Mandate.objects.select_for_update().get()
                Mandate.objects.filter(pk=mandate.pk).update(state="suspended")
                seen.append(Filing.objects.get().state)
            done.set()

        looked.clear(), done.clear()
        accept = lambda: actions.accept_filing(row, actor=officer)  # noqa: E731
        at_once(accept, suspend, expected=(PermissionDenied,))
        return seen[0], Filing.objects.get().state

    return race


def test_nothing_is_taken_in_behind_the_back_of_a_suspension(suspended_meanwhile):
    assert suspended_meanwhile() == ("accepted", "accepted")


def test_without_the_lock_a_suspension_is_overtaken(suspended_meanwhile, monkeypatch):
    """On SQLite the transaction itself is the lock (BEGIN IMMEDIATE)."""

    def unheld(program, organization):
        return Mandate.objects.filter(program=program, organization=organization).first()

    monkeypatch.setattr(actions, "held_mandate", unheld)

    seen = {"postgresql": "in_review", "sqlite": "accepted"}[connection.vendor]
    assert suspended_meanwhile() == (seen, "accepted")
