"""What a reviewer filters by and decides; nothing is saved here."""

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.ui.sealed import SealedField
from trainees.models import RosterEntry
from trainees.states import Decision, Reason, RosterState, TitleKind

ALL = ("", _("全部"))
WAITING = [RosterState.SUBMITTED, RosterState.IN_REVIEW]
SHARE_ALL, SHARE_MINE, SHARE_FREE = "all", "mine", "free"


def first_share(actor) -> str:
    """What is shown when nothing was chosen: a reviewer's own, everything to all others."""
    reviews = actor.kind == Kind.CENTRE and Duty.REVIEWER in actor.duties
    return SHARE_MINE if reviews and Duty.LEAD not in actor.duties else SHARE_ALL


def share_choices(actor) -> list[tuple]:
    """Whose rows, the actor's usual choice first and under the empty value."""
    words = {
        SHARE_ALL: _("全部"),
        SHARE_MINE: _("我的和未分办的"),
        SHARE_FREE: _("未分办的"),
    }
    first = first_share(actor)
    return [("", words.pop(first)), *words.items()]


def _of_share(entries, share: str, actor):
    if share == SHARE_FREE:
        return entries.filter(reviewer=None)
    return entries.shared_by(actor.persons)


class RosterFilter(forms.Form):
    """The list of lists, by state, track and name."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("待办理")),
            ("all", _("全部")),
            *[choice for choice in RosterState.choices if choice[0] != RosterState.DRAFT],
        ],
    )
    track = forms.ChoiceField(label=_("培训方向"), required=False)
    late = forms.ChoiceField(
        label=_("期限"), required=False, choices=[ALL, ("1", _("逾期提交"))]
    )
    share = forms.ChoiceField(label=_("审核人"), required=False)
    q = forms.CharField(label=_("班级或机构"), required=False, max_length=40)

    def __init__(self, data, *, tracks, reviewers, actor):
        super().__init__(data)
        self.actor = actor
        self.fields["track"].choices = [ALL, *((str(t.pk), t.name) for t in tracks)]
        people = [(str(user.pk), str(user)) for user in reviewers]
        self.fields["share"].choices = [*share_choices(actor), *people]

    def applied(self, rosters):
        """``rosters`` as filtered; a filter that means nothing is left out."""
        chosen = self.cleaned_data if self.is_valid() else {}
        state = chosen.get("state", "")
        if state != "all":
            rosters = rosters.filter(state__in=[state] if state else WAITING)
        if chosen.get("track"):
            rosters = rosters.filter(cohort__track=chosen["track"])
        if chosen.get("late"):
            rosters = rosters.filter(is_late=True)
        rosters = self._shared(rosters, chosen.get("share", ""))
        if words := chosen.get("q", "").strip():
            named = Q(cohort__name__icontains=words)
            rosters = rosters.filter(named | Q(cohort__organization__name__icontains=words))
        return rosters

    def _shared(self, rosters, share: str):
        share = share or first_share(self.actor)
        if share == SHARE_ALL:
            return rosters
        rows = RosterEntry.objects.filter(roster=OuterRef("pk"))
        if share.isdigit():
            return rosters.filter(Exists(rows.filter(reviewer=share)))
        return rosters.filter(Exists(_of_share(rows, share, self.actor)))


class DeskFilter(forms.Form):
    """Rows of one list, as the desk and acts on all filtered rows see them."""

    CHECKS = {
        "flagged": Q(flag_count__gt=0),
        "clean": Q(flag_count=0),
        "amended": Q(changes__gt=0),
        "unamended": ~Q(returned_facts={}) & Q(changes=0) & ~Q(decision=Decision.RETURNED),
        "unconfirmed": Q(nomination__authority__isnull=False, nomination__confirmed_at=None),
    }
    decision = forms.ChoiceField(
        label=_("审核状态"),
        required=False,
        choices=[
            ("", _("待审和暂缓到期")),
            ("all", _("全部")),
            (Decision.APPROVED, _("拟通过")),
            (Decision.RETURNED, _("拟退回")),
            (Decision.REJECTED, _("拟不通过")),
            (Decision.HELD, _("暂缓")),
        ],
    )
    check = forms.ChoiceField(
        label=_("自动检查"),
        required=False,
        choices=[
            ALL,
            ("flagged", _("有提示")),
            ("clean", _("无提示")),
            ("amended", _("退回后改过的")),
            ("unamended", _("退回后没有改的")),
            ("unconfirmed", _("推荐待确认")),
        ],
    )
    region = forms.ModelChoiceField(
        Organization.objects.none(), label=_("地区"), required=False, empty_label=_("全部")
    )
    title = forms.ChoiceField(
        label=_("企业称号"), required=False, choices=[ALL, *TitleKind.choices]
    )
    share = forms.ChoiceField(label=_("审核人"), required=False)
    q = SealedField(label=_("姓名或企业"), required=False, max_length=40)

    def __init__(self, data, *, regions, actor):
        super().__init__(data)
        self.actor = actor
        self.fields["share"].choices = share_choices(actor)
        self.fields["region"].queryset = regions
        self.fields["region"].label_from_instance = lambda body: body.short_name

    def shared(self, entries):
        """Without the other filters: the rows whose counts the page shows."""
        chosen = self.cleaned_data if self.is_valid() else {}
        share = chosen.get("share") or first_share(self.actor)
        return entries if share == SHARE_ALL else _of_share(entries, share, self.actor)

    def applied(self, entries):
        entries = self.shared(entries)
        chosen = self.cleaned_data if self.is_valid() else {}
        decision = chosen.get("decision")
        if not decision:
            entries = entries.to_judge(clock.today())
        elif decision != "all":
            entries = entries.filter(decision=decision)
        if chosen.get("check"):
            entries = entries.filter(self.CHECKS[chosen["check"]])
        if chosen.get("region"):
            entries = entries.filter(nomination__home=chosen["region"])
        if chosen.get("title"):
            entries = entries.filter(nomination__enterprise__titles__kind=chosen["title"])
        if words := chosen.get("q", "").strip():
            person = Q(nomination__trainee__name__icontains=words)
            entries = entries.filter(person | Q(nomination__enterprise__name__icontains=words))
        return entries


class JudgementForm(forms.Form):
    """One decision for the chosen rows, with the reason that goes with it."""

    anchor = "h-rows"
    decision = forms.ChoiceField(label=_("审核意见"), choices=Decision)
    reason = forms.ChoiceField(
        label=_("理由"), required=False, choices=[("", _("选择理由…")), *Reason.choices]
    )
    note = forms.CharField(
        label=_("说明（机构可见）"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = forms.DateField(
        label=_("暂缓到"),
        required=False,
        error_messages={"invalid": _("请填写日期，例如 2022-11-04")},
    )


class OpinionFileForm(forms.Form):
    """A 审核表 that was filled in."""

    file = forms.FileField(
        label=_("填好的审核表"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_("从本页导出并填好的，10 MB 以内，最多 2000 行"),
        error_messages={"required": _("请选择填好的审核表")},
    )


class RevealForm(forms.Form):
    """Why a number is read in clear; kept with the act."""

    reason = forms.CharField(
        label=_("查看原因"),
        max_length=200,
        help_text=_("原因、时间和您的姓名将记入操作记录"),
        error_messages={"required": _("请写明查看原因，例如“核对报到证件”")},
    )
