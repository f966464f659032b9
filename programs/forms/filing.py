"""A joint or commissioned training on screen, and the filters of the list."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Organization
from portal.files.uploads import check_upload
from programs.data.money import MOST_YUAN, to_fen, to_yuan
from programs.models import Filing
from programs.models.filing import CONTENT, MOST_PEOPLE
from programs.policies.mandate import mandate_covers
from programs.states import FilingKind, FilingState

DAYS = ["starts_on", "ends_on"]
SOURCES = ["fiscal", "enterprise", "personal"]
YUAN = ["budget", *SOURCES]
WIDE = frozenset({"name", "partners", "summary"})
AGREEMENTS = {"pdf", "jpg", "png", "docx", "doc"}
MOST_BYTES = 10 * 1024 * 1024


class Bodies(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.short_name


class FilingForm(forms.ModelForm):
    """Money is typed in yuan and handed on in fen."""

    class Meta:
        model = Filing
        fields = [name for name in CONTENT if not name.endswith("_fen")]

    def __init__(self, *args, program, **kwargs):
        super().__init__(*args, **kwargs)
        self._program = program
        self.fields["track"].queryset = program.tracks.all()
        self.fields["organization"] = Bodies(
            Organization.objects.filter(mandates__program=program).order_by("seq"),
            label=_("承担机构"),
            empty_label=_("请选择"),
            help_text=_("本年度承担培训任务的机构"),
        )
        self.fields["track"].empty_label = _("请选择")
        self.fields["people"].help_text = _("1 至 500 人")
        self.fields["summary"].widget.attrs["rows"] = 4
        self.fields["document_no"].help_text = _("没有发文的不填")
        for name in YUAN:
            stored = self._meta.model._meta.get_field(f"{name}_fen")
            self.fields[name] = forms.DecimalField(
                label=_("%(what)s（元）") % {"what": stored.verbose_name},
                required=False,
                min_value=0,
                max_value=MOST_YUAN,
                decimal_places=2,
            )
            self.initial[name] = to_yuan(getattr(self.instance, f"{name}_fen")) or ""
        for name in DAYS:
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = _("请填写日期，例如 2023-01-09")
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写%(field)s") % {"field": field.label}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = _layout()

    def clean_people(self):
        people = self.cleaned_data["people"]
        if not 1 <= people <= MOST_PEOPLE:
            raise ValidationError(_("培训人数：须在 1 至 500 之间，现为 %d") % people)
        return people

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = (cleaned.get(name) for name in DAYS)
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("结束日期：不能早于开始日期 %s") % starts_on)
        self._check_days()
        self._check_mandate()
        self._check_money()
        return cleaned

    @property
    def values(self) -> dict:
        """What the verb takes: field names of the filing."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        values["budget_fen"] = to_fen(self.cleaned_data["budget"])
        for name in SOURCES:
            values[f"{name}_fen"] = to_fen(self.cleaned_data[name]) or 0
        return values

    def _check_days(self):
        first, last = self._program.days
        for name in DAYS:
            day = self.cleaned_data.get(name)
            if day and not first <= day <= last:
                span = {"field": self.fields[name].label, "first": first, "last": last}
                self.add_error(
                    name, _("%(field)s：须在本年度 %(first)s 至 %(last)s 之内") % span
                )

    def _check_mandate(self):
        body, track = (self.cleaned_data.get(name) for name in ("organization", "track"))
        if body is None or track is None:
            return
        mandate = body.mandates.filter(program=self._program).first()
        if not mandate_covers(mandate, track):
            self.add_error("organization", _("该机构本年度不承担所选方向，或任务不在承担中"))

    def _check_money(self):
        if any(name in self.errors for name in YUAN):
            return
        sources = sum(self.cleaned_data.get(name) or 0 for name in SOURCES)
        if sources != (self.cleaned_data.get("budget") or 0):
            self.add_error(
                "budget",
                _("经费总额：须等于财政、企业、个人三项合计，三项合计为 %s 元") % sources,
            )


class AgreementForm(forms.Form):
    agreement = forms.FileField(
        label=gettext_lazy("协议文件"),
        help_text=gettext_lazy("PDF、图片或 Word 文档，10 MB 以内"),
        error_messages={"required": gettext_lazy("请选择协议文件")},
    )

    def clean_agreement(self):
        return check_upload(self.cleaned_data["agreement"], AGREEMENTS, MOST_BYTES)


class SendForm(forms.Form):
    confirmed = forms.BooleanField(label=gettext_lazy("已核对，确需另报一份"), required=False)


class RemarksForm(forms.Form):
    """One line of remark for each item, and one for the whole."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["general"] = _remark(_("总体意见"))
        for name in [*CONTENT, "agreement"]:
            self.fields[name] = _remark(Filing._meta.get_field(name).verbose_name)

    @property
    def remarks(self) -> dict:
        return {name: text for name, text in self.cleaned_data.items() if text}


class FilingFilter(forms.Form):
    """State, kind, region and track; an unknown value in the address filters nothing."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("培养方式"), required=False)
    track = forms.ChoiceField(label=gettext_lazy("培训方向"), required=False)
    authority = forms.ChoiceField(label=gettext_lazy("主管部门"), required=False)

    def __init__(self, *args, tracks, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        every = [("", _("全部"))]
        self.fields["state"].choices = every + FilingState.choices
        self.fields["kind"].choices = every + FilingKind.choices
        self.fields["track"].choices = every + [(row.code, row.name) for row in tracks]
        self.fields["authority"].choices = every + [
            (row.code, row.short_name) for row in authorities
        ]
        if not authorities:
            del self.fields["authority"]

    def narrow(self, filings):
        if not self.is_valid():
            return filings
        columns = {"track": "track__code", "authority": "authority__code"}
        chosen = {columns.get(k, k): v for k, v in self.cleaned_data.items() if v}
        return filings.filter(**chosen)


def _remark(label):
    return forms.CharField(label=label, max_length=200, required=False)


def _layout() -> Layout:
    groups = [
        (_("培训"), ["kind", "organization", "track", "people", "name", "partners"]),
        (_("时间与内容"), [*DAYS, "place", "document_no", "summary"]),
        (_("经费"), YUAN),
        (_("联系人"), ["contact_name", "contact_phone"]),
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
