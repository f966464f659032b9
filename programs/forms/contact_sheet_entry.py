"""代录: an information form that came by fax, by post or on paper, typed by an officer."""

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Organization
from portal.files.uploads import check_upload
from portal.ui.posted import whole
from programs.states import SheetChannel

from .contact_sheet import MOST_BYTES, SCANS, ContactSheetForm

MINUTES = "%Y-%m-%dT%H:%M"
LETTER = ["authority", "channel", "received_at", "scan", "leader_reviewed"]


class SheetEntryForm(ContactSheetForm):
    """The form's own fields, before them what the letter itself tells."""

    authority = forms.ModelChoiceField(
        label=gettext_lazy("来文单位"),
        queryset=Organization.objects.none(),
        error_messages={"required": gettext_lazy("请选择来文单位")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("来文方式"),
        choices=[("", "---------"), *SheetChannel.choices[1:]],
        error_messages={"required": gettext_lazy("请选择来文方式")},
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("收到时间"),
        help_text=gettext_lazy("是否逾期按这一时间算"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        input_formats=[MINUTES, "%Y-%m-%d %H:%M"],
        error_messages={
            "required": gettext_lazy("请填写收到时间"),
            "invalid": gettext_lazy("请填写日期和时间，例如 2022-10-31 09:30"),
        },
    )
    scan = forms.FileField(
        label=gettext_lazy("来文扫描件"),
        help_text=gettext_lazy("PDF、JPG 或 PNG，10 MB 以内"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": gettext_lazy("请选择来文扫描件")},
    )
    leader_reviewed = forms.BooleanField(
        label=gettext_lazy("来文盖有单位公章，或有分管负责同志签字"),
        error_messages={
            "required": gettext_lazy("没有公章也没有签字的来文不能代录，请退请补办")
        },
    )

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities
        for name in LETTER:
            self.fields[name].disabled = False
        letter = Fieldset(
            _("来文"),
            Div(*(Field(name) for name in LETTER), css_class="fgrid"),
            css_class="fieldgroup",
        )
        self.helper.layout = Layout(letter, *self.helper.layout)

    @property
    def values(self) -> dict:
        """What the letter says, by field of the information form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    @property
    def aside(self) -> tuple[int, int] | None:
        """The open edition the officer has seen and sets aside: key and revision."""
        parts = [whole(part) for part in self.data.get("aside", "").split(".")]
        return tuple(parts) if len(parts) == 2 and None not in parts else None

    def clean_scan(self):
        return check_upload(self.cleaned_data["scan"], SCANS, MOST_BYTES)
