"""Limits of a quota, and what it is about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.states import QuotaBy, QuotaUnit, Severity

MOST = 9999
COUNTED = [("class", _("每个班分别计算")), ("year", _("全年各班合计"))]
NUMBER = {
    "invalid": _("请填写整数"),
    "min_value": _("不能是负数"),
    "max_value": _("不能超过 %(limit_value)s"),
}


class LimitsForm(forms.Form):
    """``seen`` is the version that was on the screen."""

    unit = forms.ChoiceField(
        label=_("单位"),
        choices=QuotaUnit,
        initial=QuotaUnit.PEOPLE,
        help_text=_("上限的百分比以名额为基数，下限的以通过人数为基数"),
    )
    cap = forms.IntegerField(
        label=_("上限"),
        required=False,
        min_value=0,
        max_value=MOST,
        error_messages=NUMBER,
    )
    floor = forms.IntegerField(
        label=_("下限"),
        required=False,
        min_value=0,
        max_value=MOST,
        error_messages=NUMBER,
        help_text=_("下限只作提示"),
    )
    severity = forms.ChoiceField(label=_("上限的效力"), choices=Severity, initial=Severity.WARN)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    reason = forms.CharField(
        label=_("理由或依据"),
        max_length=200,
        error_messages={"required": _("请写明理由或依据")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, rule):
        names = ("unit", "cap", "floor", "severity", "is_active")
        return cls(
            initial={**{name: getattr(rule, name) for name in names}, "seen": rule.version}
        )


class QuotaForm(LimitsForm):
    """设定: what it is about too; of a year also how it counts."""

    target = forms.ChoiceField(
        label=_("对象"), error_messages={"required": _("请选择配额的对象")}
    )
    counted = forms.ChoiceField(label=_("怎样计算"), choices=COUNTED, initial="class")
    seen = None
    field_order = ["target", "counted"]

    def __init__(self, data=None, *, targets, of_class=False):
        super().__init__(data)
        groups = [
            (QuotaBy(by).label, [(f"{by}:{value}", name) for value, name in values])
            for by, values in targets.items()
        ]
        self.fields["target"].choices = [("", _("请选择")), *groups]
        if of_class:
            del self.fields["counted"]

    @property
    def rule(self) -> dict:
        """What the verb takes."""
        values = dict(self.cleaned_data)
        by, _colon, value = values.pop("target").partition(":")
        counted = values.pop("counted", "class")
        return {**values, "by": by, "value": value, "per_class": counted == "class"}
