"""Why an authority withdraws somebody it has recommended."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RetractForm(forms.Form):
    note = forms.CharField(
        label=_("撤回的理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("已有班次的，承担机构会看到这段说明"),
        error_messages={"required": _("请写明撤回的理由，例如“本人已调离企业”")},
    )
    # How the person stood when the page was drawn.
    seen = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
