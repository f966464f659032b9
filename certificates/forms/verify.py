from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.verification import is_number


class NumberForm(forms.Form):
    """Number, and the name or the code that goes with it; never in an address."""

    number = forms.CharField(
        label=_("证书编号"),
        max_length=60,
        help_text=_("印在证书左下角，共 6 段，大小写均可"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填证书编号")},
    )
    proof = forms.CharField(
        label=_("持证人姓名或防伪校验码"),
        max_length=60,
        help_text=_("防伪校验码印在编号下方，10 位"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填持证人姓名或防伪校验码")},
    )

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not is_number(number):
            raise forms.ValidationError(
                _("证书编号有误：应形如 LJ2022-REG-10003-02-0045-5，请逐位核对")
            )
        return number


class FullNameForm(forms.Form):
    full_name = forms.CharField(
        label=_("照证书输入持证人全名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填持证人全名")},
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("选择收到的证书 PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的，请重新选择")},
    )
