from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from programs.queries.arrears import AHEAD, OVERDUE, TODAY, UNREACHABLE
from programs.states import MilestoneKind

ANY = ("", _("全部"))
STATES = [
    ANY,
    (UNREACHABLE, _("无人可送达")),
    (OVERDUE, _("已过期限")),
    (TODAY, _("今天到期")),
    (AHEAD, _("未到期")),
]


class ArrearsFilter(forms.Form):
    """By date, kind of body, state and name; nonsense filters nothing."""

    milestone = forms.ChoiceField(
        label=_("事项"), choices=[ANY, *MilestoneKind.choices], required=False
    )
    kind = forms.ChoiceField(label=_("单位类型"), choices=[ANY, *Kind.choices], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)
    q = forms.CharField(label=_("单位名称"), required=False, max_length=40)

    def keep(self, rows) -> list:
        return [row for row in rows if self._fits(row)] if self.is_valid() else list(rows)

    def _fits(self, row) -> bool:
        wanted, body = self.cleaned_data, row.organization
        names = f"{body.name} {body.short_name}"
        return (
            wanted["milestone"] in {"", row.milestone.kind}
            and wanted["kind"] in {"", body.kind}
            and self._in_state(row, wanted["state"])
            and wanted["q"].strip() in names
        )

    def _in_state(self, row, state) -> bool:
        return row.is_unreachable if state == UNREACHABLE else state in {"", row.state}


class CorrectionForm(forms.Form):
    """Where a reminder that did not arrive shall go; ``notice`` is that letter.

    One may stand in every row of the list: drawn by ``programs/milestones/mail.html``.
    """

    address = forms.EmailField(
        label=_("正确的邮箱"),
        max_length=254,
        error_messages={
            "required": _("请填写正确的邮箱地址"),
            "invalid": _("请填写完整的邮箱地址，例如 liaison@example.cn"),
        },
    )

    def __init__(self, *args, notice, **options):
        auto_id = f"%s-{notice.public_id}"
        super().__init__(*args, auto_id=auto_id, label_suffix="", **options)
        self.notice = notice
