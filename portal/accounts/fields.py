"""Form fields about a person, with messages that say what to type."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

MOBILE_DIGITS = 11


class MobileField(forms.CharField):
    """A mainland mobile number: 11 digits, the first a 1; blanks and +86 are forgiven."""

    def __init__(self, **options):
        options.setdefault("label", _("手机号码"))
        options.setdefault("max_length", 20)
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "tel"})

    def to_python(self, value):
        bare = "".join(super().to_python(value).split()).replace("-", "")
        return bare.removeprefix("+86")

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        if not (value.isascii() and value.isdigit()):
            raise ValidationError(_t("手机号码应为 11 位数字，不含其他字符"))
        if len(value) != MOBILE_DIGITS:
            raise ValidationError(
                _t("手机号码应为 11 位数字，现有 %(count)d 位") % {"count": len(value)}
            )
        if value[0] != "1":
            raise ValidationError(_t("手机号码应以 1 开头；座机号码不能用来登录"))


class FullNameField(forms.CharField):
    def __init__(self, **options):
        options.setdefault("label", _("姓名"))
        options.setdefault("max_length", 60)
        super().__init__(**options)
        self.widget.attrs["autocomplete"] = "name"


class NewPasswordField(forms.CharField):
    def __init__(self, *, label, help_text=""):
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(
            label=label, help_text=help_text, strip=False, widget=widget, max_length=128
        )
