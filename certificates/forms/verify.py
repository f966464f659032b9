from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.verification import lists
from certificates.verification.answers import is_number

LARGEST = 5 * 1024 * 1024


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
    """The file itself, where the browser cannot reckon its hash."""

    file = forms.FileField(
        label=_("把收到的证书 PDF 拖到这里，或选择文件"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的，请重新选择")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 5 MB，不是本平台颁发的证书"))
        return file


class HashForm(forms.Form):
    """What the browser reckoned from a file that stays where it is."""

    sha256 = forms.RegexField(
        r"^[0-9a-f]{64}\Z", error_messages={"invalid": _("校验值有误，请重新选择文件")}
    )


class ListForm(forms.Form):
    """Numbers with names or codes, one certificate a line; cleaned to the lines read."""

    lines = forms.CharField(
        label=_("粘贴编号和姓名，每行一份证书"),
        max_length=200 * lists.MOST,
        strip=False,
        help_text=_(
            "编号和姓名（或防伪校验码）之间用空格、逗号或制表符隔开，可从 Excel 直接粘贴"
        ),
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("请粘贴要查验的编号和姓名")},
    )

    def clean_lines(self):
        lines = lists.read(self.cleaned_data["lines"])
        if not lines:
            raise forms.ValidationError(_("请粘贴要查验的编号和姓名"))
        if len(lines) > lists.MOST:
            raise forms.ValidationError(
                _("一次最多查验 %(most)d 行，现在有 %(count)d 行，请分几次粘贴")
                % {"most": lists.MOST, "count": len(lines)}
            )
        return lines
