"""What a class asks to be changed of somebody enrolled."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainees.data.text import tidy
from trainees.states import ChangeKind


class PeopleFilter(forms.Form):
    """Whom of a large class a change is about."""

    q = forms.CharField(label=_("姓名或企业"), required=False, max_length=40)

    def applied(self, enrolments):
        words = self.cleaned_data["q"].strip() if self.is_valid() else ""
        if not words:
            return enrolments
        firm = Q(nomination__enterprise__name__icontains=words)
        return enrolments.filter(Q(trainee__name__icontains=words) | firm)


class ChangeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("变更"),
        choices=ChangeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择退班或更正")},
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        required=False,
        help_text=_("只在更正时填；证件号码有误的请退班后另报"),
    )
    post = forms.CharField(label=_("职务"), max_length=60, required=False)
    enterprise = forms.CharField(
        label=_("企业名称"),
        max_length=100,
        required=False,
        help_text=_("只改写错的字；同一企业的其他学员随之更正"),
    )
    reason = forms.CharField(
        label=_("变更原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明变更原因")},
    )

    @property
    def values(self) -> dict:
        """What was typed for a correction, white space tidied."""
        return {n: tidy(self.cleaned_data[n]) for n in ("name", "post", "enterprise")}
