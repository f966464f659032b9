"""What an officer types while chasing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from portal import clock
from portal.ui import wording

MINUTE = "%Y-%m-%dT%H:%M"


class BodiesField(forms.ModelMultipleChoiceField):
    """Bodies by code; what no code can be does not reach the database, which refuses NUL."""

    def clean(self, value):
        return super().clean([code for code in value or [] if code.isprintable()])


class UrgeForm(forms.Form):
    bodies = BodiesField(
        label=_("单位"),
        queryset=Organization.objects.none(),
        to_field_name="code",
        error_messages={"required": _("请至少勾选一个单位")},
    )
    note = forms.CharField(label=_("附言"), max_length=200, required=False, strip=True)

    def __init__(self, *args, visible, **options):
        super().__init__(*args, label_suffix="", **options)
        self.fields["bodies"].queryset = visible


class CallForm(forms.Form):
    number = forms.CharField(label=_("拨打的号码"), max_length=60)
    spoke_with = forms.CharField(label=_("通话人"), max_length=60)
    answer = forms.CharField(
        label=_("答复"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    called_at = forms.DateTimeField(
        label=_("通话时间"),
        input_formats=[MINUTE],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={"invalid": _("请填写日期和时间，例如 2022-11-02 09:30")},
    )

    def __init__(self, *args, **options):
        now = wording.local(clock.now()).strftime(MINUTE)
        super().__init__(*args, label_suffix="", initial={"called_at": now}, **options)
        self.fields["number"].widget.attrs["autocomplete"] = "off"


class LetterForm(forms.Form):
    subject = forms.CharField(label=_("标题"), max_length=100)
    text = forms.CharField(
        label=_("正文"), max_length=2000, widget=forms.Textarea(attrs={"rows": 7})
    )

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
