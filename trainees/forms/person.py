"""One person typed by hand, judged by the very rules of the workbook."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from portal.crypto import mask_id
from trainees.checking import judging
from trainees.data.candidate import Candidate, candidate_of
from trainees.data.columns import LABELS
from trainees.data.problems import heading
from trainees.data.size import INDUSTRIES
from trainees.data.vocabulary import written
from trainees.register import number_of
from trainees.states import Gender, IdType, Route, TitleKind

FIELDS = {label: field for field, label in LABELS.items()}
GROUPS = [
    (_("个人"), ["name", "gender", "id_type", "id_no", "mobile", "email", "post"]),
    (_("企业"), ["enterprise", "uscc", "industry", "product", "region", "city", "ent_title"]),
    (_("上年数据"), ["revenue", "employees", "assets"]),
    (_("选拔"), ["source", "remark", "attested"]),
]
# What judging itself makes of the other values.
MADE = frozenset({"born_on", "size", "recommender"})
WIDE = frozenset({"enterprise", "ent_title", "remark", "attested"})
MONEY = _("以万元为单位，如 5000")


class PersonForm(forms.Form):
    """Fields bear the canonical names of columns; ``row`` is what was typed, as judged.

    A number that is in order is not shown and cannot be changed here; what a
    workbook said beyond these fields stays.

    Args:
        entry: A row of the list to correct.
        line: A row of an import to mend.
    """

    name = forms.CharField(label=_("姓名"), max_length=60)
    gender = forms.ChoiceField(
        label=_("性别"),
        choices=[("", _("按证件号码")), *Gender.choices],
        required=False,
    )
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType)
    id_no = forms.CharField(label=_("身份证号"), max_length=40)
    mobile = forms.CharField(label=_("手机"), max_length=40)
    email = forms.CharField(label=_("电子邮箱"), max_length=120, required=False)
    post = forms.CharField(label=_("职务"), max_length=60)
    enterprise = forms.CharField(label=_("企业名称"), max_length=100)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40)
    industry = forms.CharField(
        label=_("所属行业"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "industries"}),
        help_text=_("按营业执照或国民经济行业分类填写，用于判定企业规模"),
    )
    product = forms.CharField(label=_("主导产品"), max_length=100, required=False)
    region = forms.ChoiceField(label=_("省份"))
    city = forms.CharField(label=_("地市"), max_length=40, required=False)
    ent_title = forms.MultipleChoiceField(
        label=_("企业称号"),
        choices=TitleKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    revenue = forms.CharField(
        label=_("营业收入"), max_length=40, required=False, help_text=MONEY
    )
    employees = forms.CharField(label=_("从业人数"), max_length=20, required=False)
    assets = forms.CharField(
        label=_("资产总额"), max_length=40, required=False, help_text=MONEY
    )
    source = forms.ChoiceField(
        label=_("选拔方式"),
        choices=Route,
        help_text=_("主管部门推荐的，由所选省份的主管部门在线确认"),
    )
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)
    attested = forms.BooleanField(
        label=_("我已告知本人，并取得其同意将个人信息用于本次培训"),
        error_messages={"required": _("请先确认：已告知本人并取得同意")},
    )
    industries = INDUSTRIES

    def __init__(self, data=None, *, entry=None, line=None):
        self.known = _known(entry, line)
        super().__init__(data, initial=_initial(self.known))
        bodies = Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq")
        self.regions = {body.code: body.short_name for body in bodies}
        self.fields["region"].choices = [("", _("请选择")), *self.regions.items()]
        if self.known:
            del self.fields["attested"]
        self.masked = mask_id(self.known["id_no"]) if self.known.get("id_no") else ""
        self.keeps_document = entry is not None or (line is not None and not _misnumbered(line))
        if self.keeps_document:
            del self.fields["id_type"], self.fields["id_no"]
        self.row = None
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def clean(self):
        """Judge what was typed as a row; every error stands at its own field."""
        if not self.errors:
            self.row = judging.judge_typed(self._as_cells())
            beyond = {
                n: v for n, v in self.known.items() if n not in (*self.base_fields, *MADE)
            }
            self.row.values = {**beyond, **self.row.values}
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
        return [_said(p) for p in found]

    def _as_cells(self) -> dict[str, str]:
        """The texts a workbook would hold, the kind of document first."""
        typed = dict(self.cleaned_data)
        typed.pop("attested", None)
        if self.keeps_document:
            typed |= {name: self.known[name] for name in ("id_type", "id_no")}
        typed["id_type"] = written(IdType(typed["id_type"]))
        typed["gender"] = written(Gender(typed["gender"])) if typed["gender"] else ""
        typed["region"] = self.regions[typed["region"]]
        typed["source"] = written(Route(typed["source"]))
        typed["ent_title"] = "、".join(written(TitleKind(code)) for code in typed["ent_title"])
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


def _said(found) -> str:
    return _("%(column)s：%(message)s") % {
        "column": heading(found.column),
        "message": found.message,
    }


def _placed(name: str):
    return Field(name, wrapper_class="wide") if name in WIDE else Field(name)


def _known(entry, line) -> dict:
    """The values there are already: of the list, of an import, or none."""
    if entry is not None:
        person = entry.nomination.trainee
        document = {"id_type": person.id_type, "id_no": number_of(person)}
        return {**entry.nomination.facts, **document}
    return line.content["values"] if line is not None else {}


def _initial(known: dict) -> dict:
    """What the form shows of it: never a number."""
    plain = {"id_type": IdType.RESIDENT, "source": Route.SELECTED}
    shown = {name: value for name, value in known.items() if name != "id_no" and value}
    return {**plain, **shown}


def _misnumbered(line) -> bool:
    """Whether an import's row has an error in its number, which must be typed again then."""
    wrong = {p["column"] for p in line.problems if p["severity"] == "error"}
    return bool(wrong & {LABELS["id_no"], LABELS["id_type"]})
