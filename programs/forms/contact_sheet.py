"""The information form on screen: typed texts cleaned, nothing saved here."""

import re
import unicodedata
from typing import ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files.uploads import check_upload
from programs.models import ContactSheet
from programs.models.contact_sheet import CONTENT, REMARKABLE, REQUIRED, SCAN
from programs.states import ScanRule

MOBILE = re.compile(r"1[3-9]\d{9}")
# Office phones are written in many ways, also several in one field: 010-68205326/68205325.
BETWEEN_PHONES = re.compile(r"[、,;/]")
PHONE = re.compile(r"\+?[\d\-() ]{7,20}(?:(?:转|-)\d{1,6})?")
FEWEST_DIGITS = 7
WIDE = frozenset({"postal_address", "remark"})
SCANS = frozenset({"pdf", "jpg", "png"})
MOST_BYTES = 10 * 1024 * 1024


class WantedField(forms.CharField):
    """Marked as required, yet a draft may be saved without it."""

    def validate(self, value):
        """Emptiness is judged before 报送, by ``ContactSheet.missing``."""


class WantedEmailField(forms.EmailField):
    def validate(self, value):
        """As for :class:`WantedField`."""


class ContactSheetForm(forms.ModelForm):
    """Formats are checked at every save; completeness only before 报送."""

    use_required_attribute = False

    class Meta:
        model = ContactSheet
        fields = CONTENT
        field_classes: ClassVar = {
            **dict.fromkeys(REQUIRED, WantedField),
            "liaison_email": WantedEmailField,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in [*REQUIRED, "liaison_email"]:
            self.fields[name].required = True
        for side in ("leader", "liaison"):
            self.fields[f"{side}_phone"].help_text = _("可填多个号码，用“/”或顿号、逗号分开")
            self.fields[f"{side}_mobile"].widget.input_type = "tel"
        self.fields["liaison_mobile"].help_text = _("手机、办公电话至少填一项")
        self._lock()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = _layout(self.instance.remarks)

    def _lock(self):
        """After a return with remarks on fields, the other fields are only shown."""
        unlocked = self.instance.unlocked()
        for name, field in self.fields.items():
            field.disabled = name not in unlocked
        for name in self.instance.remarks.keys() & self.fields.keys():
            helped = f" id_{name}_helptext" if self.fields[name].help_text else ""
            self.fields[name].widget.attrs["aria-describedby"] = f"id_{name}_remark{helped}"

    def clean_leader_mobile(self):
        return self._mobile("leader_mobile")

    def clean_liaison_mobile(self):
        return self._mobile("liaison_mobile")

    def clean_leader_phone(self):
        return self._phone("leader_phone")

    def clean_liaison_phone(self):
        return self._phone("liaison_phone")

    def clean_leader_fax(self):
        return self._phone("leader_fax")

    def clean_liaison_fax(self):
        return self._phone("liaison_fax")

    def clean_postcode(self):
        value = _plain(self.cleaned_data["postcode"]).replace(" ", "")
        if value and not re.fullmatch(r"\d{6}", value):
            raise ValidationError(_("邮政编码：应为 6 位数字，例如 100804"))
        return value

    def _mobile(self, name):
        value = re.sub(r"[\s\-]", "", _plain(self.cleaned_data[name])).removeprefix("+86")
        if value and not MOBILE.fullmatch(value):
            raise ValidationError(
                _("%(field)s：号码应为 11 位数字，现有 %(count)d 位")
                % {"field": self.fields[name].label, "count": sum(map(str.isdigit, value))}
            )
        return value

    def _phone(self, name):
        """Each number by itself, joined again by a stroke."""
        typed = BETWEEN_PHONES.split(_plain(self.cleaned_data[name]))
        numbers = [number.strip() for number in typed if number.strip()]
        for number in numbers:
            if not PHONE.fullmatch(number) or sum(map(str.isdigit, number)) < FEWEST_DIGITS:
                raise ValidationError(
                    _("%(field)s：“%(number)s”不是电话号码，应写作 010-68205326/68205325")
                    % {"field": self.fields[name].label, "number": number}
                )
        return "/".join(numbers)


class BoardFilter(forms.Form):
    """The board's list, by state and by name."""

    STATES = [
        ("waiting", gettext_lazy("需要处理")),
        ("all", gettext_lazy("全部")),
        ("not_started", gettext_lazy("未填报")),
        ("draft", gettext_lazy("草稿")),
        ("submitted", gettext_lazy("已报送")),
        ("returned", gettext_lazy("退回修改")),
        ("accepted", gettext_lazy("已确认")),
        ("overdue", gettext_lazy("逾期未报")),
        ("sample", gettext_lazy("演练样例")),
    ]
    state = forms.ChoiceField(label=gettext_lazy("状态"), choices=STATES, required=False)
    q = forms.CharField(label=gettext_lazy("地区或部门名称"), required=False, max_length=40)

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "").strip() if self.is_valid() else ""


class ReturnForm(forms.Form):
    """The Bureau's remarks with a return: a general one, or ticks with a word on each field.

    A word written beside a field counts without its tick, so that none is lost.
    """

    WANTED = gettext_lazy("请写明要改什么，例如“请填所分管的处室名称”")
    note = forms.CharField(
        label=gettext_lazy("退回意见"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for name in REMARKABLE:
            label = sheet.label(name)
            self.fields[f"mark_{name}"] = forms.BooleanField(
                label=label,
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"remark_{name}"] = forms.CharField(
                label=_("%(field)s的退回意见") % {"field": label},
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
            )

    @property
    def rows(self) -> list[dict]:
        """A line per field of the sheet: what it says, the tick, the remark."""
        return [
            {
                "value": value,
                "mark": self[f"mark_{name}"],
                "remark": self[f"remark_{name}"],
            }
            for name, value in self.sheet.standing().items()
        ]

    def clean(self):
        typed = super().clean()
        remarks = {name: typed.get(f"remark_{name}", "") for name in REMARKABLE}
        bare = [n for n in REMARKABLE if typed.get(f"mark_{n}") and not remarks[n]]
        for name in bare:
            self.add_error(f"remark_{name}", _("请写明这一栏要改什么"))
        typed["remarks"] = {name: text for name, text in remarks.items() if text}
        if not (typed.get("note") or typed["remarks"] or bare):
            self.add_error("note", self.WANTED)
        return typed


class SubmissionForm(forms.Form):
    """The last tick before 报送; ``revision`` is the one that was checked."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    leader_reviewed = forms.BooleanField(
        label=gettext_lazy("以上内容已经分管负责同志审定"), required=False
    )


class ScanForm(forms.Form):
    """A stamped scan: what it is, its content tells."""

    scan = forms.FileField(
        label=gettext_lazy("加盖单位公章的扫描件"),
        help_text=gettext_lazy("PDF、JPG 或 PNG，10 MB 以内；再传一份即替换，旧的仍保留"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": gettext_lazy("请选择盖章扫描件")},
    )

    def clean_scan(self):
        return check_upload(self.cleaned_data[SCAN], SCANS, MOST_BYTES)


class ScanRuleForm(forms.Form):
    """Whether and when the stamped scan is wanted."""

    scan_rule = forms.ChoiceField(label=gettext_lazy("盖章扫描件"), choices=ScanRule)
    scan_days = forms.IntegerField(
        label=gettext_lazy("补传期限（工作日）"),
        help_text=gettext_lazy("从报送次日起算，只用于“报送后可以补传”"),
        min_value=1,
        max_value=60,
    )

    def __init__(self, data, milestone):
        super().__init__(
            data,
            initial={"scan_rule": milestone.scan_rule, "scan_days": milestone.scan_days},
        )


def _plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value or "").strip()


def _layout(remarks: dict[str, str]) -> Layout:
    groups = [
        (_("单位"), ["postal_address", "postcode"]),
        (_("分管负责同志"), [n for n in CONTENT if n.startswith("leader_")]),
        (_("联络员"), [n for n in CONTENT if n.startswith("liaison_")]),
        (_("填表"), ["filled_by", "remark"]),
    ]
    return Layout(
        *(
            Fieldset(
                legend,
                Div(
                    *(_placed(name, remarks.get(name, "")) for name in names), css_class="fgrid"
                ),
                css_class="fieldgroup",
            )
            for legend, names in groups
        ),
    )


class RemarkLine:
    """The Bureau's words on the field below; typed text, never a template."""

    def __init__(self, name: str, remark: str):
        self.name, self.remark = name, remark

    def render(self, form, context, template_pack=None, **kwargs):
        words = _("退回意见：%(remark)s") % {"remark": self.remark}
        return format_html('<p class="remark" id="id_{}_remark">{}</p>', self.name, words)


def _placed(name: str, remark: str):
    wide = "wide" if name in WIDE else ""
    if not remark:
        return Field(name, wrapper_class=wide)
    return Div(RemarkLine(name, remark), Field(name), css_class=wide)
