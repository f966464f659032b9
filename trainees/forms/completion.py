"""Hours typed person by person, or pasted from a table."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.data.answers import NO, YES

PASTED = [
    ("classroom_hours", gettext_lazy("课堂学时")),
    ("practice_hours", gettext_lazy("实践学时")),
    ("online_hours", gettext_lazy("线上学时")),
    ("practice_count", gettext_lazy("实践活动次数")),
    ("report_passed", gettext_lazy("结业报告通过")),
    ("has_discipline_case", gettext_lazy("有违纪处理")),
]
HOURS = ("classroom_hours", "practice_hours", "online_hours")
FLAGS = ("report_passed", "has_discipline_case")
MOST_HOURS = 500
# Decimal also reads 1_0 and 0E+9999999, which nobody writes and no column holds.
WRITTEN = re.compile(r"[-+]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})")
MOST_KEY = 2**63 - 1


def steps_of_half(value: Decimal) -> None:
    if value % Decimal("0.5"):
        raise ValidationError(_("学时以 0.5 为单位，例如 7.5"))


class HoursField(forms.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(
            min_value=0,
            max_value=MOST_HOURS,
            max_digits=5,
            decimal_places=1,
            validators=[steps_of_half],
            error_messages={
                "required": _("没有学时请填 0"),
                "invalid": _("请填数字，例如 7.5"),
                "min_value": _("学时不能为负数"),
                "max_value": _("学时不能超过 %(limit_value)s"),
                "max_decimal_places": _("学时以 0.5 为单位，例如 7.5"),
            },
            **kwargs,
        )

    def to_python(self, value):
        if value not in self.empty_values and not WRITTEN.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class PersonHoursForm(forms.Form):
    """One person's row; ``enrolment`` is checked against the class by the verb."""

    enrolment = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_KEY)
    classroom_hours = HoursField(label=gettext_lazy("课堂学时"))
    practice_hours = HoursField(label=gettext_lazy("实践学时"))
    online_hours = HoursField(label=gettext_lazy("线上学时"))
    practice_count = forms.IntegerField(
        label=gettext_lazy("实践活动次数"), min_value=0, max_value=99
    )
    report_passed = forms.BooleanField(label=gettext_lazy("结业报告通过"), required=False)
    has_discipline_case = forms.BooleanField(label=gettext_lazy("有违纪处理"), required=False)


class ReturnForm(forms.Form):
    """What the class has to put right, for the ticked proposals."""

    anchor = "h-people"
    note = forms.CharField(
        label=gettext_lazy("退回的意见"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明退回的意见")},
    )


HoursFormSet = forms.formset_factory(PersonHoursForm, extra=0)


class PastedHoursForm(forms.Form):
    """A table copied from a workbook: 学号 first, then the columns of ``PASTED``.

    Every line's every problem is reported at once, by line and column; with
    one problem nothing is taken.
    """

    table = forms.CharField(
        label=gettext_lazy("粘贴学时表"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("请粘贴学时表，第一列为学号")},
    )

    def __init__(self, *args, numbers: dict[str, int], **kwargs):
        """``numbers`` maps the class's student numbers to enrolment ids."""
        super().__init__(*args, **kwargs)
        self.numbers = numbers

    def clean_table(self) -> dict[int, dict]:
        rows, problems = {}, []
        for number, line in enumerate(self.cleaned_data["table"].splitlines(), start=1):
            cells = [_plain(cell) for cell in line.split("\t")]
            if not any(cells) or cells[0] == _("学号"):
                continue
            try:
                enrolment, values = self._read(number, cells)
            except ValidationError as found:
                problems += found.error_list
                continue
            if enrolment in rows:
                problems.append(ValidationError(_("第 %d 行：学号重复") % number))
            rows[enrolment] = values
        if problems:
            raise ValidationError(problems)
        if not rows:
            raise ValidationError(_("没有读到学员，请连同学号一起复制"))
        return rows

    def _read(self, number: int, cells: list[str]):
        problems, values = [], {}
        if cells[0] not in self.numbers:
            text = _("第 %(line)d 行：学号“%(value)s”不在本班在训名单中")
            problems.append(ValidationError(text % {"line": number, "value": cells[0][:40]}))
        padded = cells[1:] + [""] * len(PASTED)
        for (name, label), cell in zip(PASTED, padded, strict=False):
            try:
                values[name] = _value(name, cell)
            except ValidationError as found:
                text = _("第 %(line)d 行 %(column)s：%(problem)s")
                parts = {"line": number, "column": label, "problem": found.messages[0]}
                problems.append(ValidationError(text % parts))
        if problems:
            raise ValidationError(problems)
        return self.numbers[cells[0]], values


def _plain(cell: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))


def _value(name: str, cell: str):
    if name in FLAGS:
        if cell.lower() not in YES | NO:
            raise ValidationError(_("请填“是”或“否”"))
        return cell.lower() in YES
    if name == "practice_count":
        if not re.fullmatch(r"\d{0,2}", cell):
            raise ValidationError(_("请填 0 至 99 的整数"))
        return int(cell or 0)
    return _hours(cell)


def _hours(cell: str) -> Decimal:
    if not WRITTEN.fullmatch(cell or "0"):
        raise ValidationError(_("请填数字，例如 7.5"))
    value = Decimal(cell or "0")
    if not 0 <= value <= MOST_HOURS:
        raise ValidationError(_("学时应在 0 至 %d 之间") % MOST_HOURS)
    steps_of_half(value)
    return value
