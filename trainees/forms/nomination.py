"""What an authority filters by and answers."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ui.sealed import SealedField
from trainees.states import NominationState, Route

SENT = [NominationState.SUBMITTED, NominationState.RECOMMENDED, NominationState.ADMITTED]
ALL = ("", _("全部"))


class RegionFilter(forms.Form):
    """The region's people, by state, route and name."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[ALL, *((code, NominationState(code).label) for code in SENT)],
    )
    route = forms.ChoiceField(
        label=_("选拔方式"), required=False, choices=[ALL, *Route.choices]
    )
    q = SealedField(label=_("姓名或企业"), required=False, max_length=40)

    def applied(self, nominations):
        chosen = self.cleaned_data if self.is_valid() else {}
        for name in ("state", "route"):
            if chosen.get(name):
                nominations = nominations.filter(**{name: chosen[name]})
        if words := chosen.get("q", "").strip():
            person = Q(trainee__name__icontains=words)
            nominations = nominations.filter(person | Q(enterprise__name__icontains=words))
        return nominations


class DisownForm(forms.Form):
    note = forms.CharField(
        label=_("说明"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("机构和人才交流中心会看到这段说明"),
        error_messages={"required": _("请说明情况，例如“我省未推荐此人”")},
    )


class ConfirmForm(forms.Form):
    """The list to tick one's own recommendations in."""

    anchor = "h-list"
