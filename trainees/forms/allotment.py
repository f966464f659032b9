"""Which rows of a list, or which lists, go to whom; nothing is saved here."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Organization
from portal.accounts.models import User
from portal.ui.posted import RowsField

WHOLE, FREE, RANGE, REGIONS = "whole", "free", "range", "regions"
PARTS = [
    (WHOLE, gettext_lazy("整份名单")),
    (FREE, gettext_lazy("其中未分办的")),
    (RANGE, gettext_lazy("按序号")),
    (REGIONS, gettext_lazy("按地区")),
]
NOBODY = gettext_lazy("不分给某一人（各位审核员都可以审）")


class ReviewerField(forms.ModelChoiceField):
    """One of the Centre's reviewers; who is away today is marked with whoever stands in."""

    def __init__(self, **options):
        options.setdefault("empty_label", NOBODY)
        options.setdefault("required", False)
        super().__init__(User.objects.none(), **options)
        self.deputies: dict[int, list[str]] = {}

    def offer(self, loads) -> None:
        self.deputies = {load.user.pk: load.deputies for load in loads}
        self.queryset = User.objects.filter(pk__in=self.deputies).order_by("full_name", "pk")

    def label_from_instance(self, obj):
        names = self.deputies.get(obj.pk)
        if not names:
            return str(obj)
        return _("%(name)s（今日由%(deputy)s代办）") % {
            "name": obj,
            "deputy": _("、").join(names),
        }


class AllotmentForm(forms.Form):
    """A part of one list."""

    part = forms.ChoiceField(label=gettext_lazy("哪些人"), choices=PARTS, initial=WHOLE)
    first = forms.IntegerField(
        label=gettext_lazy("从序号"), required=False, min_value=1, max_value=99999
    )
    last = forms.IntegerField(
        label=gettext_lazy("到序号"), required=False, min_value=1, max_value=99999
    )
    regions = RowsField(
        Organization.objects.none(),
        label=gettext_lazy("地区"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reviewer = ReviewerField(label=gettext_lazy("分给"))

    def __init__(self, data=None, *, regions, loads, part=WHOLE):
        super().__init__(data, label_suffix="")
        self.initial["part"] = part
        self.fields["regions"].queryset = regions
        self.fields["regions"].label_from_instance = lambda body: body.short_name
        self.fields["reviewer"].offer(loads)

    def clean(self):
        chosen = super().clean()
        if chosen.get("part") == RANGE:
            self._check_range(chosen.get("first"), chosen.get("last"))
        if chosen.get("part") == REGIONS and not chosen.get("regions"):
            self.add_error("regions", _("请勾选地区"))
        return chosen

    def _check_range(self, first, last) -> None:
        if first is None and "first" not in self.errors:
            self.add_error("first", _("请填写从哪个序号起"))
        if last is None and "last" not in self.errors:
            self.add_error("last", _("请填写到哪个序号止"))
        if first is not None and last is not None and last < first:
            self.add_error("last", _("不能小于起始序号"))

    def applied(self, entries):
        """The rows of the chosen part."""
        chosen = self.cleaned_data
        if chosen["part"] == FREE:
            return entries.filter(reviewer=None)
        if chosen["part"] == RANGE:
            return entries.filter(no__range=(chosen["first"], chosen["last"]))
        if chosen["part"] == REGIONS:
            return entries.filter(nomination__home__in=chosen["regions"])
        return entries


class ListsForm(forms.Form):
    """Whole lists, ticked in the list of lists; ``release`` gives them back to everybody."""

    reviewer = ReviewerField(
        label=gettext_lazy("分给"),
        empty_label=gettext_lazy("选择审核人…"),
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )
    release = forms.BooleanField(required=False)

    def __init__(self, data=None, *, loads):
        super().__init__(data, label_suffix="", auto_id="lists_%s")
        self.fields["reviewer"].offer(loads)

    def clean(self):
        chosen = super().clean()
        if chosen.get("release"):
            chosen["reviewer"] = None
        elif not chosen.get("reviewer"):
            self.add_error("reviewer", _("请选择审核人"))
        return chosen


class HandOverForm(forms.Form):
    """All that one reviewer has in hand, for another."""

    giver = ReviewerField(
        label=gettext_lazy("把谁的"), required=True, empty_label=gettext_lazy("请选择")
    )
    receiver = ReviewerField(label=gettext_lazy("转给"))

    def __init__(self, data=None, *, loads):
        super().__init__(data, label_suffix="")
        self.fields["giver"].offer([load for load in loads if load.total])
        self.fields["receiver"].offer(loads)

    def clean(self):
        chosen = super().clean()
        if chosen.get("giver") and chosen["giver"] == chosen.get("receiver"):
            self.add_error("receiver", _("请选择另一位同志"))
        return chosen
