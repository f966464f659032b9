import re

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from portal.ui.posted import RowsField
from programs.states import LatePolicy

SEPARATORS = re.compile(r"[,，、;；\s]+")
NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
MOST_REASON = 200


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
        help_text=_("随通知发给未办单位，并公布在通知页"),
        max_length=MOST_REASON,
        error_messages={"required": _("请写明延期的理由，将随通知发给未办理的单位")},
    )


class ExtensionForm(forms.Form):
    """单独期限: whose last day is later than the common one, and why."""

    organizations = RowsField(
        label=_("单位"),
        queryset=Organization.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("可选多个：电脑上按住 Ctrl 键（苹果电脑为 ⌘ 键）逐个点选"),
        error_messages={"required": _("请选择至少一个单位")},
    )
    due_on = forms.DateField(
        label=_("单独的截止日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请选择单独的截止日期"),
            "invalid": _("请填写日期，例如 2022-11-04"),
        },
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=MOST_REASON,
        error_messages={"required": _("请写明理由，将随通知发给该单位")},
    )

    def __init__(self, data, *, owed, waiting):
        super().__init__(data, prefix="extension")
        # What is offered are those in arrears; the verb says why any other is refused.
        if owed is not None:
            self.fields["organizations"].queryset = owed
        self.fields["organizations"].widget.choices = [
            (body.pk, body.short_name) for body in waiting
        ]


class LadderField(forms.CharField):
    """Distances in working days, as people type them: ``−3、0，+2``."""

    def prepare_value(self, value):
        if isinstance(value, list):
            return "、".join(f"{step:+d}" if step else "0" for step in value)
        return value

    def to_python(self, value):
        parts = SEPARATORS.split(super().to_python(value).replace("−", "-").replace("＋", "+"))
        parts = [part for part in parts if part]
        for part in parts:
            if not NUMBER.fullmatch(part):
                raise forms.ValidationError(
                    _("“%(part)s”不是整数：请填工作日数，用顿号或逗号分开，例如 -3、0、+2"),
                    params={"part": part},
                )
        return [int(part) for part in parts]


class RulesForm(forms.Form):
    """When is reminded, and what happens to what comes late."""

    ladder = LadderField(
        label=_("提醒阶梯（距截止日的工作日数）"),
        help_text=_("负数在截止日之前，0 是当天，正数在之后；最后一次之后每周一次"),
        max_length=200,
        error_messages={"required": _("请至少填写一个提醒日，例如 -3、0、+2")},
    )
    late_policy = forms.ChoiceField(label=_("逾期处理"), choices=LatePolicy)

    def __init__(self, data, milestone):
        initial = {"ladder": milestone.ladder, "late_policy": milestone.late_policy}
        super().__init__(data, prefix="rules", initial=initial)
