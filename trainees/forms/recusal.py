"""From what a reviewer stands aside; nothing is saved here."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Organization
from institutions.states import Kind
from trainees.models import Enterprise, Nomination
from trainees.states import RecusalKind

REASON = {"required": gettext_lazy("请写明回避的事由，例如“与企业负责人是亲属”")}


class ReasonField(forms.CharField):
    def __init__(self):
        super().__init__(label=gettext_lazy("事由"), max_length=200, error_messages=REASON)


class RecusalForm(forms.Form):
    """A body, a region, or a firm by its credit code."""

    kind = forms.ChoiceField(
        label=gettext_lazy("回避对象"),
        choices=[choice for choice in RecusalKind.choices if choice[0] != RecusalKind.PERSON],
    )
    institution = forms.ModelChoiceField(
        None, label=gettext_lazy("承担机构"), required=False, empty_label=gettext_lazy("请选择")
    )
    region = forms.ModelChoiceField(
        None, label=gettext_lazy("地区"), required=False, empty_label=gettext_lazy("请选择")
    )
    uscc = forms.CharField(
        label=gettext_lazy("企业的统一社会信用代码"), required=False, max_length=18
    )
    reason = ReasonField()

    def __init__(self, data=None, *, actor):
        super().__init__(data, label_suffix="")
        bodies = Organization.objects.visible_to(actor)
        kinds = [Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE]
        self.actor = actor
        self.fields["institution"].queryset = bodies.filter(kind__in=kinds)
        self.fields["region"].queryset = bodies.addressees()
        self.fields["region"].label_from_instance = lambda body: body.short_name

    def clean(self):
        chosen = super().clean()
        kind = chosen.get("kind")
        if kind == RecusalKind.ENTERPRISE:
            chosen["subject"] = self._firm(chosen.get("uscc", ""))
        elif kind:
            chosen["subject"] = chosen.get(kind)
            if not chosen["subject"]:
                self.add_error(kind, _("请选择回避对象"))
        return chosen

    def _firm(self, code: str) -> Enterprise | None:
        known = Nomination.objects.visible_to(self.actor).values("enterprise")
        firm = Enterprise.objects.filter(uscc=code.strip().upper(), pk__in=known).first()
        if firm is None:
            self.add_error("uscc", _("提交的名单里没有这家企业，请核对信用代码"))
        return firm


class RowRecusalForm(forms.Form):
    """What one row of a list is about: the person, the firm, the region, the body."""

    kind = forms.ChoiceField(label=gettext_lazy("回避对象"), widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, data=None, *, entry):
        super().__init__(data, label_suffix="")
        nomination = entry.nomination
        self.subjects = {
            RecusalKind.PERSON: nomination.trainee,
            RecusalKind.ENTERPRISE: nomination.enterprise,
            RecusalKind.REGION: nomination.home,
            RecusalKind.INSTITUTION: entry.roster.cohort.organization,
        }
        self.fields["kind"].choices = [
            (
                kind,
                _("%(kind)s：%(name)s")
                % {"kind": kind.label, "name": getattr(subject, "short_name", subject)},
            )
            for kind, subject in self.subjects.items()
            if subject is not None
        ]

    def clean(self):
        chosen = super().clean()
        chosen["subject"] = self.subjects.get(chosen.get("kind"))
        return chosen


class LiftForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("解除的理由"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明解除回避的理由")},
    )
