"""Two thousand workbooks gone wrong: each is refused in words or judged row by row."""

import re
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions.states import Kind
from portal.jobs import worker
from tests.factories import organization
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.support.mutants import mutant
from tests.support.office import resaved
from trainees.data.columns import LABELS
from trainees.data.problems import worded
from trainees.models import RosterImport
from trainees.states import ImportState, RowStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
# About a whole row and its standing, no one cell.
WHOLE_ROW = {"listed_elsewhere", "listed_before", "name_differs", "duplicate", "settled"}


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    book = files.workbook(*files.people(6))
    return {
        "xlsx": book,
        **{to: resaved(folder, to, list=book)["list"] for to in ("xls", "ods")},
    }


@pytest.fixture
def of():
    return make.enrolling(organization(Kind.INSTITUTION, "US"))


@pytest.fixture
def clerk(client, of):
    client.force_login(make.manager(of).user)


FIFTY = [range(start, start + 50) for start in range(0, 200, 50)]
REST = [
    pytest.param(range(start, start + 100), marks=pytest.mark.proof)
    for start in range(200, 2000, 100)
]


@pytest.mark.parametrize("seeds", [*FIFTY, *REST], ids=lambda seeds: f"from-{seeds[0]}")
def test_whatever_the_file_a_sentence_or_a_judged_list_is_the_answer(
    client, clerk, of, bases, seeds
):
    outcomes = Counter()
    for seed in seeds:
        sent = mutant(seed, bases)
        outcome, complaints = brought_in(client, of, sent)
        assert (sent.done, complaints) == (sent.done, [])
        outcomes[outcome] += 1
        RosterImport.objects.all().delete()

    # Neither all refused nor all taken: the files reach every part of the way.
    assert min(outcomes["refused"], outcomes["judged"]) > len(seeds) // 10


def test_a_message_that_names_no_place_would_be_noticed():
    said = {"code": "missing", "column": "", "message": "必填", "remedy": ""}

    assert unplaced(0, said) == ["row 0", "no column in missing", "no remedy in missing"]


def brought_in(client, of, sent) -> tuple[str, list[str]]:
    """What became of the file, and what is wrong with what was said of it."""
    address = reverse("imports:upload", args=[of.pk])
    answer = client.post(address, {"file": SimpleUploadedFile(sent.name, sent.content)})
    if answer.status_code == 422:
        sentences = [
            str(one) for many in answer.context["form"].errors.values() for one in many
        ]
        return "refused", [text for text in sentences if not re.search("请.+。", text)]
    if answer.status_code != 302:
        return "odd", [f"answer {answer.status_code}"]
    batch, page = shown(client, answer.url)
    if batch.state == ImportState.FAILED:
        return "refused", [] if batch.problem else ["no reason"]
    sheet = batch.sheet or sent.name.endswith(".csv")
    return "judged", [
        *([] if (page.status_code, batch.state) == (200, ImportState.READY) else [batch.state]),
        *([] if sheet else ["no sheet"]),
        *(text for row in batch.rows.all() for text in unsaid(row)),
    ]


def shown(client, address):
    """The import once read, its sheet chosen if there are several, and its page."""
    worker.drain()
    batch = RosterImport.objects.get()
    if batch.state == ImportState.UPLOADED:
        chosen = client.get(address).context["form"].fields["sheet"].choices[0][0]
        client.post(reverse("imports:sheet", args=[batch.public_id]), {"sheet": chosen})
        worker.drain()
        batch.refresh_from_db()
    return batch, client.get(reverse("imports:preview", args=[batch.public_id]))


def unsaid(row) -> list[str]:
    """What lacks in the words about one row."""
    told = [worded(found) for found in row.problems]
    silent = row.status == RowStatus.ERROR and "error" not in {one["severity"] for one in told}
    lacking = [text for said in told for text in unplaced(row.number, said)]
    return [*lacking, f"row {row.number} is wrong without a word"] if silent else lacking


def unplaced(number: int, said: dict) -> list[str]:
    """What lacks in a problem: its row, its column (unless of the whole row), what to do."""
    found = [] if number > 0 else [f"row {number}"]
    if said["code"] not in WHOLE_ROW and said["column"] not in LABELS.values():
        found.append(f"no column in {said['code']}")
    if said.get("severity") == "error" or "severity" not in said:
        found += [] if said.get("remedy") else [f"no remedy in {said['code']}"]
    return found
