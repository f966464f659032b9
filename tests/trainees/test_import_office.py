"""Files that LibreOffice saved: read like Excel's, a mended one among them."""

import io

import openpyxl
import pytest

from institutions.states import Kind
from portal.sheets import read
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.support.office import resaved
from tests.trainees.test_import_pages import act, uploaded
from trainees.data.header import find
from trainees.data.rows import judge
from trainees.models import Nomination

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
DIRTY = (files.SAMPLES / "roster-dirty.xlsx").read_bytes()


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def manager(client, of):
    manager = make.manager(of)
    client.force_login(manager.user)
    return manager


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One profile for all starts: the first one takes longest."""
    return tmp_path_factory.mktemp("office")


def judged(content: bytes, name: str) -> list[tuple]:
    """Every row as judged: its values, and every remark with its place."""
    sheet = next(each for each in read(content, name=name) if each.name == "附件2")
    rows = judge(sheet, find(sheet), regions=files.regions(), rehearsal=True).rows
    return [(r.number, r.values, r.status, [p[2:5] for p in r.problems]) for r in rows]


def facts() -> dict:
    return {n.pk: n.facts for n in Nomination.objects.all()}


@pytest.mark.parametrize("to", ["ods", "xls"])
def test_a_dirty_roster_saved_by_the_suite_is_judged_like_the_original(folder, to):
    saved = resaved(folder, to, dirty=DIRTY)["dirty"]

    assert judged(saved, f"名单.{to}") == judged(DIRTY, "名单.xlsx")


def test_a_handed_back_file_mended_and_saved_by_the_suite_changes_the_mended_rows_only(
    client, manager, of, folder
):
    batch = uploaded(client, of, DIRTY)
    act(client, "accept", batch, attested="on")
    before = facts()
    book = openpyxl.load_workbook(io.BytesIO(act(client, "annotated", batch).content))
    page = book.active
    page["B17"] = "演示丁"
    page["D19"] = files.id_number(19, male=page["C19"].value == "男")

    saved = resaved(folder, "xlsx", mended=files.saved(book), dirty=DIRTY)

    assert judged(saved["dirty"], "名单.xlsx") == judged(DIRTY, "名单.xlsx")
    again = uploaded(client, of, saved["mended"])
    assert (again.signature, again.header_row) == (batch.signature, batch.header_row)
    assert (again.counts["new"], again.counts["same"]) == (2, 55)
    assert (again.counts["error"], again.counts["duplicate"]) == (2, 1)
    act(client, "accept", again, attested="on")
    after = facts()
    assert ({pk: after[pk] for pk in before}, len(after)) == (before, len(before) + 2)
