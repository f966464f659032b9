"""The search of the directory of contacts."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.states import Kind
from portal.ui.sealed import SealedField
from programs.queries.contacts import LISTED, matching


class ContactsFilter(forms.Form):
    """By body, person, telephone or address, and kind of body; nonsense filters nothing."""

    q = SealedField(label=gettext_lazy("单位、姓名或电话"), required=False, max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("单位类型"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
        kinds = [(kind.value, kind.label) for kind in Kind if kind in LISTED]
        self.fields["kind"].choices = [("", _("全部")), *kinds]

    def narrow(self, bodies, actor):
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("kind"):
            bodies = bodies.filter(kind=chosen["kind"])
        if chosen.get("q"):
            bodies = matching(bodies, chosen["q"], actor)
        return bodies
