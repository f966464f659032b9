from django import forms
from django.utils.translation import gettext_lazy as _


class ClockForm(forms.Form):
    """The rehearsal bar: a day to go to, or the next one on which something happens."""

    act = forms.ChoiceField(choices=[("set", ""), ("next", "")])
    clock = forms.DateField(
        label=_("演练日期"),
        required=False,
        error_messages={"invalid": _("演练日期：请按 2022-11-01 的格式填写")},
    )

    def clean(self):
        typed = super().clean()
        if typed.get("act") == "set" and not typed.get("clock") and not self.errors:
            self.add_error("clock", _("演练日期：请选一个日期"))
        return typed
