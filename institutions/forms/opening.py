"""Issuing opening codes, and using one."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from portal.accounts.forms import NewPersonForm

CODE_REFUSED = _(
    "开户码不正确、已使用或已过期。请核对开户码单，仍不能使用的，请联系中小企业局重新开具"
)


class IssueForm(forms.Form):
    """Which bodies get a code; ``seen`` is the newest code when the page was drawn.

    ``scope`` comes from the button: the ticked bodies, or all that have
    neither an account nor a code that still works.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    scope = forms.ChoiceField(choices=[("ticked", ""), ("waiting", "")])
    bodies = forms.MultipleChoiceField(label=_("单位"), required=False)

    def __init__(self, *args, openable: list[Organization], **options):
        super().__init__(*args, label_suffix="", **options)
        self._openable = openable
        self.fields["bodies"].choices = [(body.code, body.name) for body in openable]

    def clean(self):
        typed = super().clean()
        chosen = set(typed.get("bodies", []))
        if typed.get("scope") == "waiting":
            bodies = [body for body in self._openable if not body.people and not body.has_code]
            missing = _t("所有单位都已开户，或持有仍有效的开户码")
        else:
            bodies = [body for body in self._openable if body.code in chosen]
            missing = _t("请至少勾选一个单位")
        if not bodies and "bodies" not in self.errors:
            self.add_error("bodies", missing)
        return {**typed, "bodies": bodies}


class CodeField(forms.CharField):
    def __init__(self):
        super().__init__(
            label=_("开户码"),
            max_length=40,
            help_text=_("印在开户码单上的 12 位字母和数字，大小写、空格、横线均可"),
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
            ),
        )


class UseCodeForm(forms.Form):
    """For somebody who is signed in: the code alone."""

    code = CodeField()

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)

    def refuse_code(self) -> None:
        self.add_error("code", str(CODE_REFUSED))

    def person(self) -> None:
        return None


class FirstUserForm(NewPersonForm):
    """For the first user of a body: the code, and who they are."""

    code = CodeField()

    field_order = ["code", *NewPersonForm.field_order]

    def refuse_code(self) -> None:
        """One answer for wrong, used and expired codes."""
        self.add_error("code", str(CODE_REFUSED))
