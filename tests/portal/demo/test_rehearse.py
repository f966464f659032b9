"""A whole year at one go: from the notice to certificates that anyone can check."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.demo.rehearsal import workbook
from portal.sheets import read


def rehearse(trainees, *more):
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "rehearse", "--json"]
    done = subprocess.run(
        [*command, "--trainees", str(trainees), *more],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_a_small_year_ends_with_every_certificate_verified(tmp_path):
    report = rehearse(7, "--keep", str(tmp_path))

    seconds = report.pop("seconds")
    assert report == {
        "program": "2022-2023",
        "authorities_accepted": 37,
        "enrolled": 7,
        "completed": 7,
        "certificates": {"issued": 7, "verified": 7, "failed": 0},
    }
    assert list(seconds) == [
        "load",
        "contact_sheets",
        "plans",
        "rosters",
        "review",
        "completion",
        "certificates",
        "verification",
    ]
    assert len(list(tmp_path.glob("YL2022-REG-*.pdf"))) == 7


@pytest.mark.proof
def test_two_thousand_people_all_hold_a_verified_certificate():
    report = rehearse(2000)

    assert report["certificates"] == {"issued": 2000, "verified": 2000, "failed": 0}


@pytest.mark.parametrize("count", ["0", "20001"])
def test_a_senseless_number_of_people_is_refused(count):
    with pytest.raises(CommandError, match="1 至 20000"):
        call_command("rehearse", "--trainees", count)


def test_outside_rehearsal_nothing_is_rehearsed_in_place():
    with pytest.raises(CommandError, match="不要带 --inside"):
        call_command("rehearse", "--inside")


def test_the_workbook_is_one_that_clerks_send():
    [sheet] = read(workbook(3, first=0), name="x.xlsx")

    assert (sheet.name, len(sheet.rows)) == ("学员名单", 4)
