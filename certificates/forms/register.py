"""How the register is searched: words under seal, plain filters in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.numbering import normalize
from certificates.states import CertificateState
from certificates.verification.answers import is_number
from trainees.data.terms import sought

ALL = ("", _("全部"))


class RegisterSearch(forms.Form):
    """A number, whole, or (part of) a holder's name; sent by POST, sealed in the address."""

    words = forms.CharField(
        label=_("编号或姓名"),
        max_length=60,
        help_text=_("完整的证书编号，或持证人姓名（一个字也可以）、拼音、首字母"),
        error_messages={"required": _("请填写编号或姓名")},
    )

    def clean_words(self):
        words = self.cleaned_data["words"].strip()
        if is_number(words):
            return normalize(words)
        if not sought(words):
            raise forms.ValidationError(_("请填写汉字、字母或数字"))
        return words


class RegisterFilter(forms.Form):
    """State, year, track and class; ``who`` carries the sealed words along."""

    who = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *CertificateState.choices]
    )
    program = forms.ModelChoiceField(
        None, label=_("年度"), required=False, empty_label=_("全部")
    )
    track = forms.ChoiceField(label=_("方向"), required=False)
    cohort = forms.ModelChoiceField(
        None, label=_("班次"), required=False, empty_label=_("全部")
    )

    def __init__(self, data, *, programs, tracks, cohorts):
        super().__init__(data, label_suffix="")
        self.fields["program"].queryset = programs
        self.fields["program"].label_from_instance = lambda year: year.code
        names = {track.code: track.name for track in tracks}
        self.fields["track"].choices = [ALL, *names.items()]
        self.fields["cohort"].queryset = cohorts
        self.fields["cohort"].label_from_instance = lambda cohort: cohort.code

    def narrow(self, certificates):
        """The rows chosen; nonsense in the address filters nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        columns = {
            "state": "state",
            "program": "enrolment__program",
            "track": "enrolment__cohort__track__code",
            "cohort": "enrolment__cohort",
        }
        rules = {columns[name]: chosen[name] for name in columns if chosen.get(name)}
        return certificates.filter(**rules)
