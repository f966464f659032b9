import json
import random
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal import clock
from portal.audit import sealing
from portal.audit.models import Entry, Seal
from portal.audit.trail import record, record_many
from portal.jobs.models import Periodic
from portal.jobs.worker import sweep
from portal.policy import SystemActor
from tests.factories import organization

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SYSTEM = SystemActor("测试")


@pytest.fixture
def target():
    return organization()


@pytest.fixture
def chain(target):
    """Twenty entries under seal."""
    record_many(SYSTEM, "step", [(target, {"n": n, "地区": "示例市"}) for n in range(20)])
    sealing.seal_recent()


def behind_the_guards(sql, *params):
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(sql, params)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def broken_after(sql, *params, then=()):
    """The seal named after these statements, which are then taken back."""
    with transaction.atomic():
        for statement, *values in [(sql, *params), *then]:
            behind_the_guards(statement, *values)
        named = sealing.first_broken_seal()
        transaction.set_rollback(True)
    return named


def test_every_entry_is_sealed_once_in_order(chain):
    assert list(Seal.objects.values_list("no", flat=True)) == list(range(1, 21))
    assert sealing.first_broken_seal() is None
    assert (sealing.seal_recent(), sealing.seal_all()) == (0, 0)


def test_entries_that_commit_out_of_order_do_not_break_the_chain(target, chain):
    """A transaction took id 21 early and commits after 22 was sealed."""
    late, early = record(SYSTEM, "late", target), record(SYSTEM, "early", target)
    behind_the_guards("DELETE FROM audit_entry WHERE id = %s", late.pk)
    sealing.seal_recent()

    Entry(**{f.attname: getattr(late, f.attname) for f in Entry._meta.fields}).save(
        force_insert=True
    )
    sealing.seal_recent()

    ids = list(Seal.objects.order_by("no").values_list("entry_id", flat=True))
    assert ids[-2:] == [early.pk, late.pk]
    assert early.pk > late.pk
    assert sealing.first_broken_seal() is None


def test_a_straggler_older_than_the_window_is_found_by_the_full_pass(target, chain):
    entry = record(SYSTEM, "step", target)
    old = clock.wall() - timedelta(days=1)
    behind_the_guards("UPDATE audit_entry SET at = %s WHERE id = %s", old, entry.pk)

    assert sealing.seal_recent() == 0
    assert sealing.seal_all() == 1
    assert sealing.first_broken_seal() is None


def test_a_sealer_that_was_away_for_a_day_catches_up(target, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 7)
    record_many(SYSTEM, "step", [target] * 30)
    behind_the_guards("UPDATE audit_entry SET at = %s", clock.wall() - timedelta(days=1))
    sealing._seal_batch(Entry.objects.unsealed())

    assert sealing.seal_recent() == 23
    assert sealing.first_broken_seal() is None


FIELDS = [
    ("actor_label", "他人"),
    ("actor_kind", "bureau"),
    ("organization", "99999"),
    ("action", "institutions.organization.other"),
    ("target_label", "另一家"),
    ("target_id", "77"),
    ("request_id", "x"),
    ("detail", '{"n": 99}'),
]


def test_a_hundred_changed_entries_are_all_named(chain):
    dice = random.Random(22)  # noqa: S311 -- which row and field to tamper with
    seals = list(Seal.objects.order_by("no"))

    for _ in range(100):
        seal, (column, value) = dice.choice(seals), dice.choice(FIELDS)
        sql = f"UPDATE audit_entry SET {column} = %s WHERE id = %s"  # noqa: S608 -- from FIELDS
        assert broken_after(sql, value, seal.entry_id) == seal.no

    assert sealing.first_broken_seal() is None


def test_moved_times_are_named(chain):
    seal = Seal.objects.get(no=5)

    for column in ("at", "business_at"):
        sql = f"UPDATE audit_entry SET {column} = %s WHERE id = %s"  # noqa: S608 -- two columns
        assert broken_after(sql, clock.wall(), seal.entry_id) == 5


@pytest.mark.parametrize("no", [1, 9, 20])
def test_a_deleted_entry_is_named(chain, no):
    seal = Seal.objects.get(no=no)

    assert broken_after("DELETE FROM audit_entry WHERE id = %s", seal.entry_id) == no


@pytest.mark.parametrize("no", [1, 9])
def test_a_deleted_seal_is_named(chain, no):
    assert broken_after("DELETE FROM audit_seal WHERE no = %s", no) == no


def test_exchanged_entries_are_named(chain):
    fourth, eighth = (Seal.objects.get(no=no).entry_id for no in (4, 8))
    point = "UPDATE audit_seal SET entry_id = %s WHERE no = %s"

    assert broken_after(point, -1, 4, then=[(point, fourth, 8), (point, eighth, 4)]) == 4


def test_a_cut_off_end_is_told_by_a_head_that_was_noted(chain):
    no, digest = sealing.chain_head()
    out = StringIO()
    call_command("verify_trail", head=f"{no}:{digest}", stdout=out)
    assert f"{no}:{digest}" in out.getvalue()

    last = Seal.objects.get(no=no)
    behind_the_guards("DELETE FROM audit_seal WHERE no = %s", no)
    behind_the_guards("DELETE FROM audit_entry WHERE id = %s", last.entry_id)

    assert sealing.first_broken_seal() is None
    with pytest.raises(CommandError, match=f"第 {no} 号"):
        call_command("verify_trail", head=f"{no}:{digest}", stdout=StringIO())


def test_the_command_reports_in_json(chain):
    out = StringIO()

    call_command("verify_trail", json=True, stdout=out)

    assert json.loads(out.getvalue()) == {
        "broken": None,
        "seals": 20,
        "digest": Seal.objects.get(no=20).digest,
    }


def test_the_sweep_seals_what_came(target):
    Periodic.objects.all().delete()
    record(SYSTEM, "step", target)
    assert sealing.unsealed_seconds() >= 0

    sweep()

    assert Entry.objects.unsealed().count() == 0
    assert sealing.unsealed_seconds() == 0.0


def test_the_age_of_what_is_unsealed_is_told(target, chain):
    entry = record(SYSTEM, "step", target)
    old = clock.wall() - timedelta(seconds=90)
    behind_the_guards("UPDATE audit_entry SET at = %s WHERE id = %s", old, entry.pk)

    assert 89 < sealing.unsealed_seconds() < 120


class TestAppendOnly:
    def test_the_model_refuses(self, chain):
        entry = Entry.objects.first()

        for attempt in (
            entry.save,
            entry.delete,
            Entry.objects.all().delete,
            lambda: Entry.objects.update(action="x"),
            Seal.objects.first().delete,
        ):
            with pytest.raises(TypeError, match="append-only"):
                attempt()

    @pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    def test_the_database_refuses_even_its_owner(self, postgresql, chain, table, statement):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table))


@pytest.mark.django_db(transaction=True)
def test_four_sealers_at_once_make_one_chain(target):
    record_many(SYSTEM, "step", [target] * 200)
    barrier, sealed = threading.Barrier(4), []

    def sealer():
        barrier.wait()
        sealed.append(sealing.seal_all())
        connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(sealed) == Seal.objects.count() == 200
    assert sealing.first_broken_seal() is None
