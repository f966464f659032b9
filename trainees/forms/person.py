"""One person typed by hand, judged by the very rules of the workbook."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from trainees import sheets
from trainees.data.candidate import Candidate, candidate_of
from trainees.data.columns import LABELS
from trainees.data.size import INDUSTRIES
from trainees.states import IdType, Route, TitleKind

FIELDS = {label: field for field, label in LABELS.items()}
# A title picked from the list of titles is read back as its own name.
TITLES = dict(TitleKind.choices)
GROUPS = [
    (_("个人"), ["name", "id_type", "id_no", "mobile", "email", "post"]),
    (_("企业"), ["enterprise", "uscc", "industry", "product", "region", "city", "ent_title"]),
    (_("上年数据"), ["revenue", "employees", "assets"]),
    (_("选拔"), ["source", "remark", "attested"]),
]
WIDE = frozenset({"enterprise", "ent_title", "remark", "attested"})
MONEY = _("以万元为单位，如 5000")


class PersonForm(forms.Form):
    """Fields bear the canonical names of columns; ``values`` is the row as judged.

    Args:
        entry: A row of the list to correct: the document stays as it is.
        typed: Values of an import's row, as read, to be mended.
    """

    name = forms.CharField(label=LABELS["name"], max_length=60)
    id_type = forms.ChoiceField(label=LABELS["id_type"], choices=IdType)
    id_no = forms.CharField(label=LABELS["id_no"], max_length=40)
    mobile = forms.CharField(label=LABELS["mobile"], max_length=40)
    email = forms.CharField(label=LABELS["email"], max_length=120, required=False)
    post = forms.CharField(label=LABELS["post"], max_length=60)
    enterprise = forms.CharField(label=LABELS["enterprise"], max_length=100)
    uscc = forms.CharField(label=LABELS["uscc"], max_length=40)
    industry = forms.CharField(
        label=LABELS["industry"],
        max_length=60,
        widget=forms.TextInput(attrs={"list": "industries"}),
        help_text=_("按营业执照或国民经济行业分类填写，用于判定企业规模"),
    )
    product = forms.CharField(label=LABELS["product"], max_length=100, required=False)
    region = forms.ChoiceField(label=LABELS["region"])
    city = forms.CharField(label=LABELS["city"], max_length=40, required=False)
    ent_title = forms.MultipleChoiceField(
        label=LABELS["ent_title"],
        choices=TitleKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    revenue = forms.CharField(
        label=LABELS["revenue"], max_length=40, required=False, help_text=MONEY
    )
    employees = forms.CharField(label=LABELS["employees"], max_length=20, required=False)
    assets = forms.CharField(
        label=LABELS["assets"], max_length=40, required=False, help_text=MONEY
    )
    source = forms.ChoiceField(
        label=LABELS["source"],
        choices=Route,
        help_text=_("主管部门推荐的，由所选省份的主管部门在线确认"),
    )
    remark = forms.CharField(label=LABELS["remark"], max_length=200, required=False)
    attested = forms.BooleanField(
        label=_("我已告知本人，并取得其同意将个人信息用于本次培训"),
        error_messages={"required": _("请先确认：已告知本人并取得同意")},
    )
    industries = INDUSTRIES

    def __init__(self, data=None, *, entry=None, typed=None):
        super().__init__(data, initial=_initial(entry, typed))
        bodies = Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq")
        self.regions = {body.code: body.short_name for body in bodies}
        self.fields["region"].choices = [("", _("请选择")), *self.regions.items()]
        self.entry, self.typed = entry, typed
        if entry is not None:
            for name in ("id_type", "id_no"):
                del self.fields[name]
        if entry is not None or typed is not None:
            del self.fields["attested"]
        self.row = None
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def clean(self):
        """Judge what was typed as a row; every error stands at its own field."""
        if not self.errors:
            self.row = sheets.judge_typed(self._as_cells())
            for problem in self.row.problems:
                if problem.severity == "error":
                    field = FIELDS[problem.column]
                    known = field if field in self.fields else None
                    self.add_error(known, f"{problem.message}{problem.remedy}")
        return self.cleaned_data

    @property
    def candidate(self) -> Candidate:
        return candidate_of(self.row.values)

    @property
    def fixed(self) -> list[str]:
        """What was put right, and what somebody should look at once more."""
        found = [p for p in self.row.problems if p.severity != "error"] if self.row else []
        return [f"{p.column}：{p.message}" for p in found]

    def _as_cells(self) -> dict[str, str]:
        """The texts a workbook would hold, the kind of document first."""
        typed = dict(self.cleaned_data)
        typed.pop("attested", None)
        if self.entry is not None:
            person = self.entry.nomination.trainee
            typed |= {"id_type": person.id_type, "id_no": sheets.number_of(person)}
        typed["id_type"] = IdType(typed["id_type"]).label
        typed["region"] = self.regions[typed["region"]]
        typed["source"] = Route(typed["source"]).label
        typed["ent_title"] = "、".join(str(TITLES[code]) for code in typed["ent_title"])
        order = ("id_type", *(name for name in LABELS if name in typed and name != "id_type"))
        return {name: str(typed[name]) for name in order}

    def _layout(self) -> Layout:
        return Layout(
            *(
                Fieldset(
                    legend,
                    Div(*(_placed(n) for n in names if n in self.fields), css_class="fgrid"),
                    css_class="fieldgroup",
                )
                for legend, names in GROUPS
            )
        )


def _placed(name: str):
    return Field(name, wrapper_class="wide") if name in WIDE else Field(name)


def _initial(entry, typed) -> dict:
    """What is on file, or what the workbook says, in the form's own words."""
    if entry is not None:
        values = entry.nomination.facts
    elif typed is not None:
        values = typed
    else:
        return {"id_type": IdType.RESIDENT, "source": Route.SELECTED}
    return {**values, "source": values.get("source") or Route.SELECTED}
