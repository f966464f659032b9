"""A plan on screen, whom it concerns, and the filters of the list of classes."""

from decimal import Decimal

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Membership, Organization
from institutions.states import Duty, Kind
from portal.accounts.models import User
from portal.ui.posted import RowsField
from portal.ui.wording import number
from programs.actions.cohort import PLAN
from programs.models import Cohort
from programs.obligations import authorities_addressed
from programs.states import CohortState

HALF = Decimal("0.5")
HOURS = ["classroom_hours", "practice_hours"]
DAYS = ["starts_on", "ends_on"]
WIDE = frozenset({"name", "objectives", "modules"})


class PlanForm(forms.ModelForm):
    """The plan itself; the track is chosen once, because the class's code contains it."""

    class Meta:
        model = Cohort
        fields = PLAN

    def __init__(self, *args, organization, tracks=None, **kwargs):
        super().__init__(*args, **kwargs)
        if tracks is not None:
            self.fields["track"] = forms.ModelChoiceField(
                tracks, label=_("培训方向"), empty_label=None
            )
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写%(field)s") % {"field": field.label}
        self.fields["teacher"].queryset = _teachers(organization)
        self.fields["teacher"].empty_label = _("暂不指定")
        self.fields["name"].required = False
        self.fields["name"].help_text = _("不填则按“机构 · 方向 · 班号”命名")
        self.fields["topic"].help_text = _("主题方向的班次请写明主题")
        self.fields["capacity"].help_text = _("1 至 500 人")
        for name in HOURS:
            self.fields[name].widget.attrs |= {"step": "0.5", "min": "0"}
            self.initial[name] = number(getattr(self.instance, name))
        for name in DAYS:
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = _("请填写日期，例如 2023-01-09")
        for name in ("objectives", "modules"):
            self.fields[name].widget.attrs["rows"] = 4
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = _layout(with_track=tracks is not None)

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        if not 1 <= capacity <= 500:
            raise ValidationError(_("计划人数：须在 1 至 500 之间，现为 %d") % capacity)
        return capacity

    def clean_classroom_hours(self):
        return self._hours("classroom_hours")

    def clean_practice_hours(self):
        return self._hours("practice_hours")

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = (cleaned.get(name) for name in DAYS)
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("结班日期：须晚于开班日期 %s") % starts_on)
        return cleaned

    def _hours(self, name):
        hours = self.cleaned_data[name]
        if hours < 0 or hours % HALF:
            raise ValidationError(
                _("%(field)s：请填 0.5 的整数倍，例如 64 或 31.5")
                % {"field": self.fields[name].label}
            )
        return hours


class BodiesField(RowsField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return obj.short_name


class BodiesForm(forms.Form):
    """会签单位, and with a class of the Centre the bodies it is run with (R11, R15)."""

    authorities = BodiesField(
        None,
        label=gettext_lazy("会签的主管部门"),
        required=False,
        help_text=gettext_lazy("方案涉及哪些地区，就征求哪些地区的意见；不涉及可不选。"),
    )
    partners = BodiesField(None, label=gettext_lazy("合作单位"), required=False)

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authorities"].queryset = authorities_addressed(cohort.program)
        if cohort.organization.kind == Kind.CENTRE:
            self.fields["partners"].queryset = Organization.objects.filter(
                kind__in=[Kind.PARTNER, Kind.INSTITUTION]
            )
        else:
            del self.fields["partners"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*(InlineCheckboxes(name) for name in self.fields))


class SubmissionForm(forms.Form):
    """Carries what a plan still lacks to the top of the page that checks it."""


class OpinionForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("意见"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("同意可不填；有意见请写明要改什么。"),
    )


class CohortFilter(forms.Form):
    """Year, track, state and body; an unknown value in the address filters nothing."""

    year = forms.ChoiceField(label=gettext_lazy("年度"), required=False)
    track = forms.ChoiceField(label=gettext_lazy("培训方向"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    body = forms.ChoiceField(label=gettext_lazy("承担机构"), required=False)

    def __init__(self, *args, programs, tracks, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        every = [("", _("全部"))]
        self.fields["year"].choices = [(row.code, row.code) for row in programs]
        self.fields["track"].choices = every + [(row.code, row.name) for row in tracks]
        self.fields["state"].choices = every + CohortState.choices
        self.fields["body"].choices = every + [(row.code, row.short_name) for row in bodies]
        if not bodies:
            del self.fields["body"]

    def narrow(self, cohorts):
        if not self.is_valid():
            return cohorts
        columns = {"track": "track__code", "state": "state", "body": "organization__code"}
        chosen = {columns[k]: v for k, v in self.cleaned_data.items() if v and k in columns}
        return cohorts.filter(**chosen)


def _teachers(organization):
    duties = [Duty.CLASS_TEACHER, Duty.MANAGER]
    rows = Membership.objects.active().filter(organization=organization, duty__in=duties)
    return User.objects.filter(pk__in=rows.values("user")).order_by("full_name", "pk")


def _layout(*, with_track: bool) -> Layout:
    groups = [
        (_("班次"), [*(["track"] if with_track else []), "name", "topic", "capacity"]),
        (_("时间与地点"), [*DAYS, "place", "teacher"]),
        (_("培训内容"), ["objectives", "modules", *HOURS]),
    ]
    return Layout(
        *(
            Fieldset(
                legend,
                Div(*(_placed(name) for name in names), css_class="fgrid"),
                css_class="fieldgroup",
            )
            for legend, names in groups
        )
    )


def _placed(name: str):
    return Field(name, wrapper_class="wide") if name in WIDE else Field(name)
