"""One title of an enterprise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.data.title_rules import RULES
from trainees.models import EnterpriseTitle
from trainees.states import TitleKind


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class TitleForm(forms.Form):
    """``title`` and ``seen`` are of the title on the screen, empty for a new one."""

    kind = forms.ChoiceField(
        label=_("称号"),
        choices=[("", _("请选择")), *TitleKind.choices],
        help_text=_("级别随称号：“小巨人”、高新技术、单项冠军为国家级，专精特新和创新型为省级"),
        error_messages={"required": _("请选择称号")},
    )
    valid_from = forms.DateField(label=_("有效期起"), required=False, widget=DayInput())
    valid_to = forms.DateField(
        label=_("有效期止"),
        required=False,
        widget=DayInput(),
        help_text=_("一般为三年；不知道的留空"),
    )
    rule = forms.ChoiceField(
        label=_("认定依据"),
        required=False,
        choices=[("", _("不适用")), *((rule, rule) for rule in RULES)],
        help_text=_("“小巨人”、专精特新、创新型须选；按认定当时适用的文件"),
    )
    reason = forms.CharField(
        label=_("登记依据"),
        max_length=200,
        help_text=_("如公告文号、平台查询结果；记入操作记录"),
        error_messages={"required": _("请写明依据，如公告文号或查询结果")},
    )
    title = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, title):
        """The form that corrects a title."""
        facts = {name: getattr(title, name) for name in EnterpriseTitle.FACTS}
        return cls(initial={**facts, "title": title.pk, "seen": title.mark})

    @property
    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in (*EnterpriseTitle.FACTS, "reason")}
