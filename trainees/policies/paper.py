"""Who has a draft paper made of a frozen list, and of which lists there is one."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny
from trainees.policies.roster import may_decide_roster
from trainees.states import PaperKind, SnapshotAct

# A table longer than this would hold up every other paper for minutes.
MOST_ROWS = 2000


def may_order_paper(actor, paper) -> Verdict:
    """Whoever reads the snapshot; a reply is drafted by whoever decides the list."""
    verdict = _has_such_a_paper(paper)
    if not verdict or actor.kind == "system":
        return verdict
    if actor.kind == Kind.AUTHORITY:
        return deny(_("名单文书只给承担机构和审核单位"))
    if actor.duties == {Duty.AUDITOR}:
        return deny(_("审计员只能查看，不能办理"))
    if paper.kind == PaperKind.REPLY:
        return may_decide_roster(actor, paper.snapshot.roster)
    return ALLOW


def is_answered(actor, paper) -> bool:
    """Whether the paper is the draft of a reply to the actor's own body: not for its eyes."""
    body = paper.snapshot.roster.cohort.organization
    return paper.kind == PaperKind.REPLY and body.code == actor.organization_slug


def is_the_portal(actor, _paper) -> Verdict:
    if actor.kind != "system":
        return deny(_("文书由后台任务制作"))
    return ALLOW


def _has_such_a_paper(paper) -> Verdict:
    snapshot = paper.snapshot
    if paper.kind == PaperKind.RETURN_SLIP and snapshot.act != SnapshotAct.RETURN:
        return deny(_("这次办理没有退回，没有退回意见单"))
    if paper.kind == PaperKind.REPLY and snapshot.act != SnapshotAct.DECIDE:
        return deny(_("名单办结后才拟批复"))
    if paper.kind != PaperKind.REPLY and snapshot.people > MOST_ROWS:
        return deny(
            _("名单超过 %(most)d 人，不做 PDF，请下载 Excel 名单汇总表") % {"most": MOST_ROWS}
        )
    return ALLOW
