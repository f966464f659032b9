"""What people are looked for by: words that stay out of addresses, and plain filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from trainees.data.terms import sought
from trainees.states import NominationState

ALL = ("", _("全部"))
BODIES = [Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE]


class SearchForm(forms.Form):
    """The words; sent by POST, kept in the address only under seal."""

    words = forms.CharField(
        label=_("查找"),
        max_length=60,
        help_text=_(
            "姓名（一个字也可以）、拼音或首字母、证件号后 4 至 6 位、企业名称、信用代码"
        ),
        error_messages={"required": _("请填写要查找的内容")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_words(self):
        words = self.cleaned_data["words"]
        if not sought(words):
            raise forms.ValidationError(_("请填写汉字、字母或数字"))
        return words


class PeopleFilter(forms.Form):
    """Year, region, track, institution and state; ``who`` carries the sealed words along."""

    who = forms.CharField(required=False, widget=forms.HiddenInput)
    program = forms.ModelChoiceField(
        None, label=_("年度"), required=False, empty_label=_("全部")
    )
    track = forms.ChoiceField(label=_("方向"), required=False)
    home = forms.ModelChoiceField(None, label=_("地区"), required=False, empty_label=_("全部"))
    body = forms.ModelChoiceField(None, label=_("机构"), required=False, empty_label=_("全部"))
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *NominationState.choices]
    )

    def __init__(self, data, *, programs, tracks, bodies, actor):
        super().__init__(data)
        self.fields["program"].queryset = programs
        self.fields["program"].label_from_instance = lambda year: year.code
        names = {track.code: track.name for track in tracks}
        self.fields["track"].choices = [ALL, *names.items()]
        offered = {"home": [Kind.AUTHORITY], "body": BODIES}
        for name, kinds in offered.items():
            self.fields[name].queryset = bodies.filter(kind__in=kinds).order_by("seq", "pk")
            self.fields[name].label_from_instance = lambda body: body.short_name
        # Whose people are all of one body or region is not asked for it.
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            del self.fields["body"]
        if actor.kind == Kind.AUTHORITY:
            del self.fields["home"]

    def applied(self, nominations):
        chosen = self.cleaned_data if self.is_valid() else {}
        columns = {
            "program": "program",
            "track": "cohort__track__code",
            "home": "home",
            "body": "cohort__organization",
            "state": "state",
        }
        rules = {columns[name]: chosen[name] for name in columns if chosen.get(name)}
        return nominations.filter(**rules)
