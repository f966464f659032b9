"""Why a certificate is to be changed; nothing is saved here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.states import REASONS, ChangeReason


class ChangeForm(forms.Form):
    """The reason from the list of its kind, and the circumstances in words."""

    reason = forms.ChoiceField(
        label=_("原因"),
        error_messages={"required": _("请选择原因"), "invalid_choice": _("请从列表中选择原因")},
    )
    explanation = forms.CharField(
        label=_("说明"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明依据和经过，300 字以内。持证人登录后能看到，不要写他人的个人信息。"),
        error_messages={"required": _("请写明依据和经过")},
    )

    def __init__(self, data=None, *, kind: str):
        super().__init__(data, label_suffix="")
        offered = [(code, ChangeReason(code).label) for code in REASONS[kind]]
        self.fields["reason"].choices = [("", _("请选择")), *offered]
