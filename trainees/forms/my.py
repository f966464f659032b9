from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class LatinNameForm(forms.Form):
    """The spelling on English papers, typed by the person, never made up by the portal."""

    name_latin = forms.CharField(
        label=_("姓名的拉丁字母拼写"),
        max_length=80,
        required=False,
        validators=[
            RegexValidator(
                r"^[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ' .\-]*$",
                _("只用拉丁字母、空格、连字符和撇号，例如 Zhang San"),
            )
        ],
        help_text=_("确认后证书附英文内容；不需要英文内容请留空"),
    )
