"""Inviting colleagues, and one's own details."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.states import Duty, Kind
from portal.accounts.fields import FullNameField, MobileField
from portal.ui.sealed import SealedField


class InviteForm(forms.Form):
    full_name = FullNameField(label=_("同事姓名"))
    mobile = MobileField(label=_("同事手机号码"), required=False, help_text=_("可不填"))
    duty = forms.ChoiceField(label=_("职责"), widget=forms.RadioSelect)

    def __init__(self, *args, duties, **options):
        super().__init__(*args, label_suffix="", **options)
        self.fields["duty"].choices = [d for d in Duty.choices if d[0] in duties]
        for name in ("full_name", "mobile"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class DetailsForm(forms.Form):
    full_name = FullNameField()
    mobile = MobileField()

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)


class JoinForm(forms.Form):
    """For somebody who is signed in: nothing to fill in, their account joins."""

    def person(self) -> None:
        return None


class PeopleFilter(forms.Form):
    q = SealedField(label=_("姓名或单位"), required=False, max_length=40)
    duty = forms.ChoiceField(label=_("职责"), required=False)
    kind = forms.ChoiceField(label=_("单位类型"), required=False)
    state = forms.ChoiceField(
        label=_("确认情况"),
        required=False,
        choices=[("", _("全部")), ("provisional", _("待确认"))],
    )

    def __init__(self, *args, offices: bool, **options):
        super().__init__(*args, label_suffix="", **options)
        self.fields["duty"].choices = [("", _("全部")), *Duty.choices]
        self.fields["kind"].choices = [("", _("全部")), *Kind.choices]
        if not offices:
            del self.fields["kind"]

    def narrow(self, memberships):
        """Those that fit; a value nobody offered narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("q"):
            memberships = memberships.filter(
                Q(user__full_name__icontains=chosen["q"])
                | Q(organization__name__icontains=chosen["q"])
                | Q(organization__short_name__icontains=chosen["q"])
            )
        if chosen.get("duty"):
            memberships = memberships.filter(duty=chosen["duty"])
        if chosen.get("kind"):
            memberships = memberships.filter(organization__kind=chosen["kind"])
        if chosen.get("state"):
            memberships = memberships.filter(is_provisional=True)
        return memberships


class DirectoryFilter(forms.Form):
    q = forms.CharField(label=_("名称或代码"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("类型"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
        self.fields["kind"].choices = [("", _("全部")), *Kind.choices]

    def narrow(self, bodies):
        """Those that fit; a value nobody offered narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("q"):
            bodies = bodies.filter(
                Q(name__icontains=chosen["q"])
                | Q(short_name__icontains=chosen["q"])
                | Q(code__iexact=chosen["q"])
            )
        if chosen.get("kind"):
            bodies = bodies.filter(kind=chosen["kind"])
        return bodies


class AccountFilter(forms.Form):
    q = SealedField(label=_("姓名、用户名或手机"), required=False, max_length=40)

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)

    def narrow(self, users):
        q = self.cleaned_data["q"] if self.is_valid() else ""
        return users.matching(q) if q else users
