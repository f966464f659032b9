from django import forms
from django.utils.translation import gettext_lazy as _


class IssueForm(forms.Form):
    """Whom, and the date that stands on the paper."""

    enrolments = forms.TypedMultipleChoiceField(
        label=_("学员"),
        coerce=int,
        error_messages={
            "required": _("请至少选择一名学员"),
            "invalid_choice": _("所选学员中有人已有证书或不再符合条件，请刷新后重新选择"),
        },
    )
    issued_on = forms.DateField(
        label=_("发证日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请填发证日期"),
            "invalid": _("请填日期，例如 2023-12-06"),
        },
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].choices = [(row.pk, str(row)) for row in people]
