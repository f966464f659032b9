"""The information form on screen: typed texts cleaned, nothing saved here."""

import re
import unicodedata
from typing import ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import ContactSheet
from programs.models.contact_sheet import CONTENT, REQUIRED

MOBILE = re.compile(r"1[3-9]\d{9}")
# Office phones are written in many ways, also several in one field: 010-68205326/68205325.
PHONE = re.compile(r"[\d\-+()（）/、,，;； 转]{7,60}")
WIDE = frozenset({"postal_address", "remark"})


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
            self.fields[f"{side}_phone"].help_text = _("可填多个号码，用“/”分开")
            self.fields[f"{side}_mobile"].widget.input_type = "tel"
        self.fields["liaison_mobile"].help_text = _("手机、办公电话至少填一项")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = _layout()

    def clean_leader_mobile(self):
        return self._mobile("leader_mobile")

    def clean_liaison_mobile(self):
        return self._mobile("liaison_mobile")

    def clean_leader_phone(self):
        return self._phone("leader_phone")

    def clean_liaison_phone(self):
        return self._phone("liaison_phone")

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
        value = _plain(self.cleaned_data[name])
        if value and not PHONE.fullmatch(value):
            raise ValidationError(
                _("%(field)s：请填号码，例如 010-68205326/68205325")
                % {"field": self.fields[name].label}
            )
        return value


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
    """The Bureau's remark with a return; without it nobody knows what to mend."""

    note = forms.CharField(
        label=gettext_lazy("退回意见"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明要改什么，例如“请填所分管的处室名称”")},
    )


class SubmissionForm(forms.Form):
    """The last tick before 报送; ``revision`` is the one that was checked."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    leader_reviewed = forms.BooleanField(
        label=gettext_lazy("以上内容已经分管负责同志审定"), required=False
    )


def _plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value or "").strip()


def _layout() -> Layout:
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
                Div(*(_placed(name) for name in names), css_class="fgrid"),
                css_class="fieldgroup",
            )
            for legend, names in groups
        ),
    )


def _placed(name: str):
    if name in WIDE:
        return Field(name, wrapper_class="wide")
    return Field(name)
