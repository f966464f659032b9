"""What the lists of recommended people are filtered by, and what an institution answers."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ui.sealed import SealedField
from trainees.states import NominationState as State
from trainees.states import Refusal

ALL = ("", _("全部"))
LISTED = [State.DRAFT, State.SUBMITTED]
STANDINGS = {
    "offered": (_("待机构选拔或在推荐库"), [State.RECOMMENDED]),
    "shortlisted": (_("拟录取"), [State.SHORTLISTED]),
    "waitlisted": (_("候补"), [State.WAITLISTED]),
    "listed": (_("在名单中"), LISTED),
    "admitted": (_("已录取"), [State.ADMITTED]),
    "withdrawn": (_("撤回或已退班"), [State.WITHDRAWN]),
    "declined": (_("未录取"), [State.DECLINED, State.INELIGIBLE]),
}


def named_like(nominations, words: str):
    """People whose name, or whose enterprise's, contains these words."""
    person = Q(trainee__name__icontains=words)
    return nominations.filter(person | Q(enterprise__name__icontains=words))


class ResultFilter(forms.Form):
    """By what became of them and by name; an unknown value filters nothing."""

    result = forms.ChoiceField(
        label=_("结果"),
        required=False,
        choices=[ALL, *((code, label) for code, (label, _states) in STANDINGS.items())],
    )
    q = SealedField(label=_("姓名或企业"), required=False, max_length=40)

    def applied(self, nominations):
        chosen = self.cleaned_data if self.is_valid() else {}
        if code := chosen.get("result"):
            nominations = nominations.filter(state__in=STANDINGS[code][1])
        if words := chosen.get("q", "").strip():
            nominations = named_like(nominations, words)
        return nominations


class CandidateFilter(forms.Form):
    """By region, class and name; within the pill that is shown."""

    show = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    authority = forms.ChoiceField(label=_("推荐部门"), required=False)
    cohort = forms.ChoiceField(label=_("班级"), required=False)
    q = SealedField(label=_("姓名或企业"), required=False, max_length=40)

    def __init__(self, *args, authorities, cohorts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [
            ALL,
            *((row.code, row.short_name) for row in authorities),
        ]
        self.fields["cohort"].choices = [ALL, *((str(row.pk), row.name) for row in cohorts)]

    def applied(self, nominations):
        chosen = self.cleaned_data if self.is_valid() else {}
        if code := chosen.get("authority"):
            nominations = nominations.filter(authority__code=code)
        if cohort := chosen.get("cohort"):
            nominations = nominations.filter(cohort=cohort)
        if words := chosen.get("q", "").strip():
            nominations = named_like(nominations, words)
        return nominations


class ClassForm(forms.Form):
    """Which of one's enrolling classes an act is for."""

    cohort = forms.ModelChoiceField(
        None,
        label=_("班级"),
        empty_label=None,
        error_messages={
            "required": _("请选择班级"),
            "invalid_choice": _("请选择招生中的班级"),
        },
    )

    def __init__(self, *args, cohorts, **kwargs):
        # The filter beside it has a class of its own.
        super().__init__(*args, auto_id="pick_%s", **kwargs)
        self.fields["cohort"].queryset = cohorts
        self.fields["cohort"].widget.attrs["class"] = "form-select form-select-sm w-auto mw-100"


class DeclineForm(forms.Form):
    """Why somebody is not taken; the authority reads it."""

    reason = forms.ChoiceField(
        label=_("理由"),
        choices=[("", _("请选择")), *Refusal.choices],
        error_messages={"required": _("请选择不录取的理由")},
    )
    note = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("主管部门会看到；选“其他”的必填"),
    )
