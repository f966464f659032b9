"""A roster of 50,000: read and judged, against raw calamine and against openpyxl with forms.

CPU seconds a person, the reading process included; ways take turns. The
plain way is openpyxl's streaming reader with Django's own ModelForms, which
check no check digit; it reads fewer rows. Of the 50,000 nobody saves anything.

A file as large as the page takes is then kept as the portal keeps it, every row
judged, compared with what is known and encrypted by the import's job, beside the
plain way that saves each person and enterprise.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import openpyxl
from django import forms
from django.core.management import call_command
from django.test import override_settings
from python_calamine import CalamineWorkbook

from benchmarks.ground import database, on
from benchmarks.process import cpu, peak_growth
from benchmarks.rows import Row
from portal.crypto import encrypt, mask_id
from portal.jobs import worker
from portal.sheets import Column, Table, read, reading, write
from tests.factories import trainees as make
from tests.factories.rosters import HEADER, people, regions
from trainees.actions.roster_import import STAGE_JOB, Upload, begin_import
from trainees.data.candidate import id_index
from trainees.data.header import find
from trainees.data.rows import judge
from trainees.models import Enterprise, Trainee
from trainees.states import RowStatus

PEOPLE, PLAIN, ROUNDS = 50_000, 2_000, 3
UPLOADED = 10_000
CODES = {"身份证号", "手机", "统一社会信用代码"}


class PersonForm(forms.ModelForm):
    number = forms.RegexField(r"^\d{17}[\dX]$")
    post = forms.CharField(max_length=60)
    source = forms.ChoiceField(choices=[("自主选拔", "自主选拔"), ("主管部门推荐", "推荐")])

    class Meta:
        model = Trainee
        fields = ["name", "mobile"]


class FirmForm(forms.ModelForm):
    region = forms.CharField(max_length=40)
    title = forms.CharField(required=False)

    class Meta:
        model = Enterprise
        fields = ["name", "uscc", "industry", "revenue_wan", "employee_count"]


def rows() -> Iterator[Row]:
    # Invented numbers carry a province's code, which the portal takes in rehearsal only.
    with on(database("import")), override_settings(REHEARSAL=True):
        yield from _measured()


def _measured() -> Iterator[Row]:
    ways = {"judged": (PEOPLE, judged), "raw": (PEOPLE, raw), "plain": (PLAIN, plain)}
    workbook(PEOPLE)
    growth = peak_growth(lambda: judged(PEOPLE))
    spent = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for name, (count, way) in ways.items():
            start = cpu()
            way(count)
            spent[name] += (cpu() - start) / count / ROUNDS
    for name, seconds in spent.items():
        print(f"# {name}: {1 / seconds:,.0f} people a CPU second", file=sys.stderr)
    yield Row("import-to-plain-way", spent["plain"] / spent["judged"], 15)
    yield Row("import-to-raw-read", spent["raw"] / spent["judged"], 0.2)
    yield from _saved()
    yield Row("import-growth-mb", growth, 100, at_most=True)
    yield Row("import-reading-process-mb", reading_peak(), 100, at_most=True)


def _saved() -> Iterator[Row]:
    """People a CPU second of either way, each round on an empty register of people."""
    ways = {"kept": (UPLOADED, kept), "saved": (PLAIN, saved)}
    workbook(UPLOADED)
    call_command("load_program", "2022-2023", verbosity=0, stdout=io.StringIO())
    spent = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for name, (count, way) in ways.items():
            start = cpu()
            way(count)
            spent[name] += (cpu() - start) / count / ROUNDS
            Trainee.objects.all().delete()
            Enterprise.objects.all().delete()
    for name, seconds in spent.items():
        print(f"# {name}: {1 / seconds:,.0f} people a CPU second", file=sys.stderr)
    yield Row("import-kept-to-plain-saved", spent["saved"] / spent["kept"], 15)


@cache
def workbook(count: int) -> bytes:
    columns = [Column(label, kind="code" if label in CODES else "text") for label in HEADER]
    return write([Table("名单", columns, people(count))])


def judged(count: int) -> None:
    [sheet] = read(workbook(count), name="名单.xlsx", max_rows=count)
    result = judge(sheet, find(sheet), regions=regions(), rehearsal=True, max_rows=count)
    if len(result.rows) != count or result.problems:
        raise AssertionError(result.problems[:3])


def raw(count: int) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(count)))
    if sum(1 for _ in book.get_sheet_by_index(0).iter_rows()) != count + 1:
        raise AssertionError


def plain(count: int) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(count)), read_only=True)
    page = iter(book.active.iter_rows(values_only=True))
    next(page)
    if not all(person.is_valid() and firm.is_valid() for person, firm in map(_forms, page)):
        raise AssertionError


def kept(count: int) -> None:
    """Uploaded to a class's list, read and judged by the job, ready for the preview."""
    of = make.enrolling()
    upload = Upload("名单.xlsx", workbook(count), "0" * 64, sheet="名单", is_chosen=True)
    batch = begin_import(of, upload, actor=make.manager(of))
    worker.drain([STAGE_JOB])
    if batch.rows.filter(status=RowStatus.NEW).count() != count:
        raise AssertionError(batch.rows.exclude(status=RowStatus.NEW).first().problems)


def saved(count: int) -> None:
    """Form by form: the person with the number encrypted, then the enterprise."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(count)), read_only=True)
    page = iter(book.active.iter_rows(values_only=True))
    next(page)
    for person, firm in map(_forms, page):
        if not (person.is_valid() and firm.is_valid()):
            raise AssertionError(person.errors, firm.errors)
        number = person.cleaned_data["number"]
        one = person.instance
        one.id_index, one.id_masked = id_index(number), mask_id(number)
        one.id_cipher = encrypt(number, context=one.id_context)
        person.save()
        firm.save()


def _forms(row):
    (_seq, name, _gender, number, mobile, post, firm, uscc, industry, title, *rest) = row
    revenue, employees, region, source = rest
    person = {"name": name, "number": number, "mobile": mobile, "post": post, "source": source}
    enterprise = {
        "name": firm,
        "uscc": uscc,
        "industry": industry,
        "title": title,
        "revenue_wan": revenue,
        "employee_count": employees,
        "region": region,
    }
    return PersonForm(person), FirmForm(enterprise)


# Started by a large process, a child would inherit that one's peak: so a small one starts it.
STARTER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def reading_peak() -> float:
    """MB of the process that touches the file, at most."""
    child = [sys.executable, "-s", "-P", "-m", "child", ".xlsx", str(PEOPLE), "100"]
    measured = subprocess.run(  # noqa: S603 -- our own interpreter and our own folder
        [sys.executable, "-c", STARTER, *child],
        input=workbook(PEOPLE),
        env={"PYTHONPATH": str(reading.HERE)},
        check=True,
        capture_output=True,
    )
    return float(measured.stdout)
