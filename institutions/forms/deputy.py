"""Naming who stands in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Membership
from portal.accounts.models import User

DAY = {"required": _("请选择日期"), "invalid": _("请填写日期，例如 2022-11-04")}


class DutyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.get_duty_display()


class DeputyForm(forms.Form):
    duty = DutyChoice(label=_("代办哪项职责"), queryset=None, empty_label=None)
    colleague = forms.ModelChoiceField(
        label=_("代办人"), queryset=None, help_text=_("本单位的在任人员")
    )
    from_on = forms.DateField(
        label=_("开始日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )
    until_on = forms.DateField(
        label=_("截止日期"),
        help_text=_("含当日；一次最长 92 天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args, actor, **options):
        super().__init__(*args, label_suffix="", **options)
        members = Membership.objects.visible_to(actor).active()
        members = members.filter(organization=actor.organization)
        self.fields["duty"].queryset = members.filter(user=actor.user)
        colleagues = User.objects.filter(memberships__in=members).exclude(pk=actor.user.pk)
        self.fields["colleague"].queryset = colleagues.distinct().order_by("full_name")
