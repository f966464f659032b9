"""A roster of 50,000: read and judged, against raw calamine and against openpyxl with forms.

CPU seconds a person, the reading process included; ways take turns. The
plain way reads fewer rows, which favours it a little. Neither side writes to
the database here.
"""

import io
import os
import resource
import sys
from collections.abc import Iterator
from functools import cache

import openpyxl
from django import forms
from python_calamine import CalamineWorkbook

from benchmarks.rows import Row
from portal.sheets import Column, Table, read, write
from tests.factories.rosters import HEADER, people, regions
from trainees.data.header import find
from trainees.data.rows import judge

PEOPLE, PLAIN, ROUNDS = 50_000, 2_000, 3
CODES = {"身份证号", "手机", "统一社会信用代码"}


class PersonForm(forms.Form):
    """What a form checks of such a row without any checksum."""

    name = forms.CharField(max_length=60)
    gender = forms.ChoiceField(choices=[("男", "男"), ("女", "女")], required=False)
    id_no = forms.RegexField(r"^\d{17}[\dX]$")
    mobile = forms.RegexField(r"^1[3-9]\d{9}$")
    post = forms.CharField(max_length=60)
    enterprise = forms.CharField(max_length=100)
    uscc = forms.RegexField(r"^[0-9A-Z]{18}$")
    industry = forms.CharField(max_length=60)
    ent_title = forms.CharField(required=False)
    revenue = forms.DecimalField(required=False)
    employees = forms.IntegerField(required=False)
    region = forms.CharField(max_length=40)
    source = forms.ChoiceField(choices=[("自主选拔", "自主选拔"), ("主管部门推荐", "推荐")])


def rows() -> Iterator[Row]:
    ways = {"judged": (PEOPLE, judged), "raw": (PEOPLE, raw), "plain": (PLAIN, plain)}
    growth = peak_growth(lambda: judged(PEOPLE))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
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
    yield Row("import-growth-mb", growth, 100, at_most=True)
    yield Row("import-child-peak-mb", child, 150, at_most=True)


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
    names = list(PersonForm.base_fields)
    if not all(PersonForm(dict(zip(names, row[1:], strict=True))).is_valid() for row in page):
        raise AssertionError


def cpu() -> float:
    """Of this process and of those it waited for."""
    return sum(os.times()[:4])


def peak_growth(work) -> float:
    """MB that this process needed at most above what it had before."""
    workbook(PEOPLE)
    with open("/proc/self/clear_refs", "w", encoding="ascii") as marks:
        marks.write("5")
    before = memory("VmRSS")
    work()
    return memory("VmHWM") - before


def memory(name: str) -> float:
    with open("/proc/self/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith(name))
    return int(line.split()[1]) / 1024
