from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from programs.reminders import LONGEST_FORECAST


def _day(label) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请填写日期，例如 2022-11-04")},
    )


class SimulationForm(forms.Form):
    """One day, or from a day (the year's opening when empty) to another."""

    first = _day(_("从哪天"))
    last = _day(_("到哪天"))

    def __init__(self, data, *, today, opening):
        super().__init__(data)
        self.today, self.opening = today, opening

    def clean(self):
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if not self.errors:
            first = first or (self.opening if last else self.today)
            given |= {"first": first, "last": last or first}
            self._check(given)
        return given

    def _check(self, given) -> None:
        if given["last"] < given["first"]:
            self.add_error("last", _("结束的日期不能早于开始的日期"))
        elif (given["last"] - given["first"]).days >= LONGEST_FORECAST:
            words = _t("一次最多预演 %(count)d 天，请分段查看") % {"count": LONGEST_FORECAST}
            self.add_error("last", words)
