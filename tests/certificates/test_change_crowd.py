"""Sixty hands on one certificate: one open request, one valid edition, no gap, every time."""

import threading
from itertools import cycle

import pytest
from django.db import connection

from certificates.actions import change as actions
from certificates.actions.edition import MAKE_EDITION
from certificates.models import Certificate, CertificateChange
from portal.jobs.worker import drain
from tests.factories.certificates import issued, issuer
from tests.support.crowd import in_rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CROWD, SHORT, LONG = 60, 3, 40
ONE_OPEN = "certificate_change_one_open"


@pytest.fixture
def certificate():
    return issued(1)[0]


@pytest.fixture
def no_constraint():
    """The database takes any number of open requests while this test runs."""
    rule = next(c for c in CertificateChange._meta.constraints if c.name == ONE_OPEN)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {ONE_OPEN}")
    yield
    CertificateChange.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(CertificateChange, rule)


@pytest.fixture
def all_look_first(monkeypatch):
    """Nobody asks before the whole crowd has seen that nothing is open: no luck decides."""
    looked, real = threading.Barrier(CROWD), actions.hindrance

    def look(certificate, kind):
        found = real(certificate, kind)
        looked.wait()
        return found

    # Where a lock is kept the second can never come: this is for the crowd without.
    monkeypatch.setattr(actions, "hindrance", look)


def newest() -> Certificate:
    return Certificate.objects.order_by("-edition").first()


def ask(kind, actor):
    actions.ask_change(newest(), kind, reason="other", explanation="同时申请", actor=actor)


def decide(verb, actor):
    change = CertificateChange.objects.open().first()
    if change is not None:
        verb(change, actor=actor, note="同时复核")


def press(move):
    verb, what, actor = move
    verb(what, actor)


def asking() -> list:
    """Six issuers, ten times each, by turns to revoke and to make anew."""
    kinds, people = cycle(["revoke", "reissue"]), cycle([issuer() for _ in range(6)])
    return [(ask, next(kinds), next(people)) for _ in range(CROWD)]


def everything() -> list:
    """A third asks to revoke, a third to make anew, a third decides; nobody the own request."""
    askers, deciders = (cycle([issuer() for _ in range(5)]) for _ in range(2))
    verbs = cycle([actions.approve_change, actions.approve_change, actions.refuse_change])
    third = range(CROWD // 3)
    moves = [
        [(ask, "revoke", next(askers)) for _ in third],
        [(ask, "reissue", next(askers)) for _ in third],
        [(decide, next(verbs), next(deciders)) for _ in third],
    ]
    return [move for three in zip(*moves, strict=True) for move in three]


def standing(faults) -> tuple:
    """Faults, open requests, valid editions, whether editions run on; then made ready again."""
    rows = Certificate.objects.order_by("edition")
    editions = list(rows.values_list("edition", flat=True))
    outcome = (
        faults,
        CertificateChange.objects.open().count() <= 1,
        rows.issued().count() <= 1,
        rows.in_making().count() <= 1,
        editions == list(range(1, len(editions) + 1)),
        len(set(rows.values_list("number", flat=True))),
    )
    drain({MAKE_EDITION})
    if not rows.issued().exists():
        Certificate.objects.filter(pk=newest().pk).update(state="issued")
    make_ready()
    return outcome


def make_ready() -> None:
    """One request waits, so that somebody has something to decide."""
    CertificateChange.objects.open().update(state="withdrawn")
    ask("reissue", issuer())


def open_ones(faults) -> tuple:
    found = faults, CertificateChange.objects.open().count()
    CertificateChange.objects.open().update(state="withdrawn")
    return found


@pytest.mark.parametrize("rounds", [SHORT, pytest.param(LONG, marks=pytest.mark.proof)])
def test_sixty_who_ask_and_decide_at_once_leave_one_open_and_one_valid(certificate, rounds):
    make_ready()

    outcomes = in_rounds(press, everything(), standing, rounds)

    assert outcomes == [([], True, True, True, True, 1)] * rounds
    decided = CertificateChange.objects.exclude(decided_by=None)
    assert decided.count() >= rounds
    changed = Certificate.objects.filter(edition__gt=1).count()
    assert decided.approved().filter(kind="reissue").count() == changed


def test_of_sixty_who_ask_at_once_one_is_heard(certificate):
    assert in_rounds(press, asking(), open_ones, SHORT) == [([], 1)] * SHORT


def test_the_constraint_alone_keeps_one_where_nobody_looks(certificate, monkeypatch):
    monkeypatch.setattr(actions, "hindrance", lambda certificate, kind: "")
    monkeypatch.setattr(CertificateChange, "validate_constraints", lambda self: None)

    ((faults, count),) = in_rounds(press, asking(), open_ones, 1)

    assert (set(faults), len(faults), count) == ({"IntegrityError"}, CROWD - 1, 1)


def test_without_look_and_constraint_all_sixty_are_open(
    certificate, monkeypatch, no_constraint
):
    monkeypatch.setattr(actions, "hindrance", lambda certificate, kind: "")
    monkeypatch.setattr(CertificateChange, "validate_constraints", lambda self: None)

    ((faults, count),) = in_rounds(press, asking(), open_ones, 1)

    assert (faults, count) == ([], CROWD)


def test_without_lock_and_constraint_the_look_alone_keeps_nobody_out(
    certificate, settings, no_constraint, request, monkeypatch
):
    if connection.vendor == "sqlite":
        # BEGIN IMMEDIATE holds the whole transaction; there is no lock to leave out.
        pytest.skip("PostgreSQL only; runs in the second pass")
    settings.CAPACITY_LOCK = False
    monkeypatch.setattr(CertificateChange, "validate_constraints", lambda self: None)
    request.getfixturevalue("all_look_first")

    ((faults, count),) = in_rounds(press, asking(), open_ones, 1)

    assert (faults, count) == ([], CROWD)
