"""An authority's letter: where to, its scan, and the people it names."""

import csv

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files.uploads import check_upload
from portal.sheets import Unreadable
from programs.models import Cohort
from trainees.actions.recommendation import MOST_PEOPLE
from trainees.checking.pasting import judge_pasted
from trainees.data.candidate import Candidate
from trainees.data.problems import heading
from trainees.forms.person import PersonForm
from trainees.models import Recommendation
from trainees.states import Route

POOL = "pool"
LETTERS = {"pdf", "jpg", "png"}
MOST_BYTES = 10 * 1024 * 1024
MOST_SHOWN = 20


class RecommendationForm(forms.ModelForm):
    """Number, date, and one choice of where to: a class, a track or the pool."""

    target = forms.ChoiceField(
        label=gettext_lazy("推荐到"),
        help_text=gettext_lazy("没有合适的班次时，推荐到方向或推荐库，由机构选"),
    )

    class Meta:
        model = Recommendation
        fields = ["document_no", "dated_on"]

    def __init__(self, *args, program, **kwargs):
        super().__init__(*args, **kwargs)
        cohorts = Cohort.objects.enrolling().filter(program=program).for_table()
        self._tracks = {f"track-{row.pk}": row for row in program.tracks.order_by("seq")}
        self._cohorts = {f"class-{row.pk}": row for row in cohorts}
        self.fields["target"].choices = [
            (POOL, _("推荐库（各承担机构均可选）")),
            (_("方向"), [(key, row.name) for key, row in self._tracks.items()]),
            (_("招生中的班次"), [(key, row.name) for key, row in self._cohorts.items()]),
        ]
        self.initial["target"] = self._now()
        self.fields["document_no"].help_text = _("推荐函的发文字号")
        day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["dated_on"].widget = day
        for name in ("document_no", "dated_on"):
            field = self.fields[name]
            field.error_messages["required"] = _("请填写%(field)s") % {"field": field.label}
        self.fields["dated_on"].error_messages["invalid"] = _("请填写日期，例如 2023-01-09")
        self.order_fields(["document_no", "dated_on", "target"])
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def values(self) -> dict:
        """What the verb takes."""
        chosen = self.cleaned_data["target"]
        return {
            "document_no": self.cleaned_data["document_no"],
            "dated_on": self.cleaned_data["dated_on"],
            "cohort": self._cohorts.get(chosen),
            "track": self._tracks.get(chosen),
        }

    def _now(self) -> str:
        if self.instance.cohort_id is not None:
            return f"class-{self.instance.cohort_id}"
        return f"track-{self.instance.track_id}" if self.instance.track_id else POOL


class LetterForm(forms.Form):
    letter = forms.FileField(
        label=gettext_lazy("推荐函"),
        help_text=gettext_lazy("盖章的推荐函，PDF、JPG 或 PNG，10 MB 以内"),
        error_messages={"required": gettext_lazy("请选择推荐函文件")},
    )

    def clean_letter(self):
        return check_upload(self.cleaned_data["letter"], LETTERS, MOST_BYTES)


class NamedPersonForm(PersonForm):
    """One person typed by hand: of the authority's own region, recommended by it."""

    def __init__(self, data=None, *, authority):
        super().__init__(data)
        self._said = {"region": authority.code, "source": Route.RECOMMENDED.value}
        del self.fields["region"], self.fields["source"]
        self.helper.layout = self._layout()

    def _as_cells(self) -> dict[str, str]:
        self.cleaned_data |= self._said
        return super()._as_cells()


class PasteForm(forms.Form):
    """A table copied from Excel; ``candidates`` are its people, if nothing is wrong."""

    table = forms.CharField(
        label=gettext_lazy("从 Excel、WPS 复制的表"),
        max_length=500_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono"}),
        help_text=gettext_lazy("连同表头一起复制；列名与名单模板相同"),
        error_messages={"required": gettext_lazy("请粘贴人选，第一行是表头")},
    )
    attested = PersonForm.base_fields["attested"]

    def __init__(self, data=None, *, authority):
        super().__init__(data)
        self._authority = authority
        self.rows = []

    def clean_table(self):
        text = self.cleaned_data["table"]
        try:
            judged = judge_pasted(text, authority=self._authority, most=MOST_PEOPLE)
        except (Unreadable, csv.Error) as refusal:
            raise ValidationError(str(refusal)) from None
        wrong = [p for p in judged.problems if p.severity == "error"]
        if wrong:
            raise ValidationError([_told(p) for p in wrong[:MOST_SHOWN]])
        self.rows = judged.rows
        return text

    @property
    def candidates(self) -> list[Candidate]:
        return [row.candidate for row in self.rows]


def _told(problem) -> str:
    said = {
        "row": problem.row,
        "column": heading(problem.column),
        "message": problem.message,
        "remedy": problem.remedy,
    }
    return _("第 %(row)d 行，%(column)s：%(message)s%(remedy)s") % said
