"""What a trainee types to open their account."""

import unicodedata

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import FullNameField, MobileField
from portal.accounts.forms import NewPasswordForm
from portal.accounts.models import User
from trainees.data import values
from trainees.queries.claim import Claim


class ClaimForm(NewPasswordForm):
    """Code, name, mobile and six characters of the number; then password and consent."""

    code = forms.CharField(
        label=_("班级激活码"),
        max_length=30,
        help_text=_("由班主任提供，12 位，大小写均可"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = FullNameField(help_text=_("与报名时所填一致"))
    mobile = MobileField(help_text=_("报名时所填的手机号码，今后用它登录"))
    id_tail = forms.CharField(
        label=_("证件号码后六位"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("我已阅读并同意《个人信息处理授权书》"),
        error_messages={"required": _("同意授权书后才能激活账号；不同意请联系班主任")},
    )

    field_order = [
        "code",
        "full_name",
        "mobile",
        "id_tail",
        "password1",
        "password2",
        "consent",
    ]

    def clean_full_name(self):
        """Read like the list it stands on: any dot between the parts of a name will do."""
        return values.name(self.cleaned_data["full_name"])[0]

    def clean_id_tail(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["id_tail"]).replace(" ", "")
        if len(typed) != 6:
            text = _t("请填证件号码的最后 6 位，现有 %(count)d 位")
            raise forms.ValidationError(text % {"count": len(typed)})
        return typed

    def owner(self) -> User:
        return User(
            username=self.cleaned_data.get("mobile", ""),
            full_name=self.cleaned_data.get("full_name", ""),
        )

    def claim(self) -> Claim:
        data = self.cleaned_data
        return Claim(data["code"], data["full_name"], data["mobile"], data["id_tail"])
