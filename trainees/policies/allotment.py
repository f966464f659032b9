"""Whose rows are whose: a row that was allotted is judged by its reviewer or the lead."""

from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.policy import ALLOW, Verdict, deny
from trainees.models import RosterEntry


def has_share(actor, roster) -> Verdict:
    """Some row of the list is this person's, or nobody's; the lead has a say in all."""
    if Duty.LEAD in actor.duties:
        return ALLOW
    if RosterEntry.objects.filter(roster=roster).shared_by(actor.persons).exists():
        return ALLOW
    return deny(_("这份名单已分给其他审核员，您可以查看"))


def may_judge_row(actor, entry, aside) -> Verdict:
    """Of a list the actor may review: whether this row is theirs to judge.

    Args:
        aside: From what the actor stands aside (:func:`aside_of`), read once
            for all rows.
    """
    verdict = aside.verdict(entry)
    if not verdict:
        return verdict
    if entry.reviewer_id is None or entry.reviewer_id in actor.persons:
        return ALLOW
    if Duty.LEAD in actor.duties:
        return ALLOW
    return deny(_("已分给%(name)s审核") % {"name": entry.reviewer})
