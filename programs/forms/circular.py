"""A notice's text, its annexes, and the filter of who has confirmed it."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.states import Kind
from portal.files.formats import holds_macros
from portal.files.uploads import check_upload
from programs.models import Circular
from programs.models.circular import TEXT

# Old Word and Excel files are what WPS writes as .wps and .et.
ANNEXES = {"pdf", "docx", "doc", "xlsx", "xls"}
MOST_BYTES = 20 * 1024 * 1024
ADDRESSED = [Kind.AUTHORITY, Kind.CENTRE, Kind.INSTITUTION, Kind.PARTNER]


class CircularForm(forms.ModelForm):
    class Meta:
        model = Circular
        fields = TEXT

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["issued_on"].error_messages["invalid"] = _("请填写日期，例如 2022-10-25")
        self.fields["document_no"].help_text = _("没有文号的不填")
        self.fields["body"].help_text = _("段落之间空一行")
        self.fields["body"].widget.attrs["rows"] = 14
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写%(field)s") % {"field": field.label}
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def values(self) -> dict:
        """What the verb takes: field names of the notice."""
        return {name: self.cleaned_data[name] for name in TEXT}


class AnnexForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("附件名称"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("不填的用文件名"),
    )
    file = forms.FileField(
        label=gettext_lazy("附件文件"),
        allow_empty_file=True,
        help_text=gettext_lazy("PDF、Word、Excel 或 WPS 文件，20 MB 以内，不带宏"),
        error_messages={"required": gettext_lazy("请选择附件文件")},
    )

    def clean_file(self):
        upload = check_upload(self.cleaned_data["file"], ANNEXES, MOST_BYTES)
        if holds_macros(upload.content):
            said = _("文件“%(name)s”带有宏，请另存为不带宏的文件再上传")
            raise ValidationError(said % {"name": upload.name})
        return upload


class ReceiptFilter(forms.Form):
    """By kind of body and name; nonsense filters nothing."""

    kind = forms.ChoiceField(label=gettext_lazy("单位类型"), required=False)
    q = forms.CharField(label=gettext_lazy("单位名称"), required=False, max_length=40)

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
        kinds = [(kind.value, kind.label) for kind in ADDRESSED]
        self.fields["kind"].choices = [("", _("全部")), *kinds]

    def narrow(self, receipts):
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("kind"):
            receipts = receipts.filter(organization__kind=chosen["kind"])
        if chosen.get("q"):
            receipts = receipts.filter(
                Q(organization__name__icontains=chosen["q"])
                | Q(organization__short_name__icontains=chosen["q"])
            )
        return receipts
