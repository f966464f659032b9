from django import forms
from django.utils.translation import gettext_lazy as _


class PostponementForm(forms.Form):
    """延期: a later day for everybody, with the reason that goes into the notice."""

    due_on = forms.DateField(
        label=_("新的截止日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请选择新的截止日期"),
            "invalid": _("请填写日期，例如 2022-11-04"),
        },
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        error_messages={"required": _("请写明延期的理由，将随通知发给未办理的单位")},
    )
