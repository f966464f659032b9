from django import forms
from django.utils.translation import gettext_lazy as _

WORKS = [("0", _("休息")), ("1", _("上班"))]


class ChangeForm(forms.Form):
    """What an entered day counts as; ``seen`` is the version that was on the screen."""

    is_workday = forms.TypedChoiceField(
        label=_("安排"),
        choices=WORKS,
        coerce=lambda value: value == "1",
        error_messages={"required": _("请选择休息或上班")},
    )
    name = forms.CharField(label=_("名称"), required=False, max_length=40)
    reason = forms.CharField(
        label=_("依据或理由"),
        help_text=_("例如放假通知的文号，或临时安排的原因"),
        max_length=200,
        error_messages={"required": _("请写明依据或理由，例如放假通知的文号")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, holiday):
        initial = {
            "is_workday": "1" if holiday.is_workday else "0",
            "name": holiday.name,
            "reason": holiday.reason,
            "seen": holiday.version,
        }
        return cls(initial=initial)


class HolidayForm(ChangeForm):
    """登记: a day that is not entered yet."""

    day = forms.DateField(
        label=_("日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请选择日期"),
            "invalid": _("请填写日期，例如 2022-11-04"),
        },
    )
    seen = None
    field_order = ["day", "is_workday", "name", "reason"]


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=_("撤销的理由"),
        max_length=200,
        error_messages={"required": _("请写明撤销的理由")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, **options):
        super().__init__(data, prefix="removal", **options)
