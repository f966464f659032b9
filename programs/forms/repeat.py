from django import forms
from django.utils.translation import gettext_lazy as _

from programs.states import RepeatRule


class RepeatRuleForm(forms.Form):
    """Whether earlier attendance is pointed out, of whom, and how far back."""

    rule = forms.ChoiceField(
        label=_("以往参加过培训的"),
        choices=RepeatRule,
        widget=forms.RadioSelect,
        help_text=_("只作提示，录取与否由审核员决定；改后提交的名单按新规则检查"),
        error_messages={"invalid_choice": _("请选择按本人、按企业或不提示")},
    )
    years = forms.IntegerField(
        label=_("往前查几年"),
        min_value=1,
        max_value=10,
        error_messages={
            "invalid": _("请填写 1 至 10 年"),
            "min_value": _("请填写 1 至 10 年"),
            "max_value": _("请填写 1 至 10 年"),
        },
    )

    def __init__(self, data, *, program):
        kept = {"rule": program.repeat_rule, "years": program.repeat_years}
        super().__init__(data, initial=kept)
