"""The whole register is checked: what was planted is found, all of it and nothing else."""

import hashlib
import json
import os
from collections import Counter
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import reconciling
from certificates.actions.batch import MAKE
from certificates.models import Certificate
from certificates.reconciling import reconcile
from portal.audit import sealing
from portal.files.models import StoredFile
from portal.jobs.worker import drain
from programs.models import Cohort
from tests.factories.certificates import batch, completed

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 8


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """A storage of this test's own: what other tests left is no finding."""
    default = settings.STORAGES["default"]
    options = {**default.get("OPTIONS", {}), "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}


def register(size):
    made = batch(completed(size, capacity=size))
    drain({MAKE})
    return list(made.certificates.select_related("file").order_by("serial"))


def change(row, **values):
    Certificate.objects.filter(pk=row.pk).update(**values)


def overwrite(key, content):
    default_storage.delete(key)
    assert default_storage.save(key, ContentFile(content)) == key


def lose_file(row):
    default_storage.delete(row.file.key)


def alter_bytes(row):
    overwrite(row.file.key, row.file.read() + b"\n")


def unsign(row):
    content = row.file.read() + b"\n"
    overwrite(row.file.key, content)
    digest = hashlib.sha256(content).hexdigest()
    StoredFile.objects.filter(pk=row.file_id).update(sha256=digest)
    change(row, sha256=digest)


def misnumber(row):
    change(row, number=row.number[:-1] + ("A" if row.number[-1] != "A" else "B"))


def change_words(row):
    change(row, snapshot={**row.snapshot, "enterprise": "另一家企业"})


def revoke_unrecorded(row):
    change(row, state="revoked")


def skip_serial(row):
    cohort = row.enrolment.cohort
    Cohort.objects.filter(pk=cohort.pk).update(
        last_certificate_no=cohort.last_certificate_no + 1
    )


def leave_stray(_row):
    key = default_storage.save("certificate/stray", ContentFile(b"%PDF-"))
    os.utime(default_storage.path(key), (0, 0))


PLANTS = {
    "file": lose_file,
    "digest": alter_bytes,
    "signature": unsign,
    "number": misnumber,
    "check_code": change_words,
    "acts": revoke_unrecorded,
    "serials": skip_serial,
    "stray": leave_stray,
}


def kinds(**options):
    return Counter(finding.kind for finding in reconcile(**options))


def test_fifty_planted_defects_of_eight_kinds_are_found_and_nothing_else():
    rows = iter(register(50))
    planted = set()
    for kind in reconciling.ROW_CHECKS:
        for _turn in range(EACH):
            row = next(rows)
            PLANTS[kind](row)
            row.refresh_from_db()
            planted.add((kind, row.number))
    row = next(rows)
    skip_serial(row)
    leave_stray(row)
    planted |= {("serials", row.enrolment.cohort.code), ("stray", "certificate/stray")}

    found = [(finding.kind, finding.subject) for finding in reconcile()]

    assert (len(planted), len(found)) == (50, 50)
    assert set(found) == planted


def test_a_sound_register_has_no_finding_even_made_again():
    register(3)
    sealing.seal_all()

    assert kinds(render=True) == {}


@pytest.mark.parametrize("kind", PLANTS)
def test_a_check_that_is_off_does_not_find_its_defect(kind, monkeypatch):
    [row] = register(1)
    PLANTS[kind](row)
    with_check = kinds()
    off = {"serials": "_serials", "stray": "_strays"}
    if kind in off:
        monkeypatch.setattr(reconciling, off[kind], lambda: ())
    else:
        monkeypatch.delitem(reconciling.ROW_CHECKS, kind)

    assert (with_check, kinds()) == ({kind: 1}, {})


def test_other_words_with_their_own_code_come_out_only_when_made_again():
    [row] = register(1)
    snapshot = {**row.snapshot, "class_name": "区域发展 09 班"}
    change(row, snapshot=snapshot, check_code=reconciling.numbering.check_code(snapshot))

    assert (kinds(), kinds(render=True)) == ({}, {"rendering": 1})


def test_another_signer_than_the_recorded_one_is_found():
    [row] = register(1)
    change(row, signer_fingerprint="0" * 64)

    assert kinds() == {"signature": 1}


def test_a_number_of_another_serial_is_found():
    [row] = register(1)
    other = reconciling.numbering.parse(row.number)
    moved = type(other)(other.year, other.track, other.institution, other.class_no, 7, True)
    change(row, number=str(moved))

    assert kinds() == {"number": 1}


def test_a_file_that_was_just_stored_is_no_stray():
    default_storage.save("certificate/new", ContentFile(b"%PDF-"))

    assert kinds() == {}


def test_a_broken_trail_is_found(monkeypatch):
    monkeypatch.setattr(sealing, "first_broken_seal", lambda: 3)

    assert kinds() == {"trail": 1}


def test_a_chunk_takes_the_same_number_of_queries_whatever_its_size():
    counts = []
    for size in (1, 4):
        register(size)
        with CaptureQueriesContext(connection) as queries:
            kinds()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_command_says_what_it_found_and_exits_with_one():
    [row] = register(1)
    clean = StringIO()
    call_command("reconcile", stdout=clean)
    lose_file(row)
    out, lines = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("reconcile", stdout=out)
    with pytest.raises(SystemExit):
        call_command("reconcile", "--json", stdout=lines)

    assert clean.getvalue() == "共 0 项发现\n"
    assert (end.value.code, out.getvalue().splitlines()[-1]) == (1, "共 1 项发现")
    assert json.loads(lines.getvalue())["subject"] == row.number
