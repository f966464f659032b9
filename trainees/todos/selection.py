"""What waits about recommended people: letters to send, people to select."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.ui.todos import Todo
from programs.states import MilestoneKind
from programs.todos.milestone import owed
from trainees.models import Nomination, Recommendation
from trainees.queries.selection import PILLS
from trainees.states import NominationState as State
from trainees.states import RecommendationState

from .rosters import MOST, writes_lists


def to_send(actor) -> list[Todo]:
    """For the liaison: letters begun and not sent."""
    rows = _drafts(actor).for_table().annotate(people=Count("nominations"))[:MOST]
    return [
        Todo(
            title=_("发出推荐：%(no)s") % {"no": row.document_no},
            sub=_("已写入 %(people)d 人") % {"people": row.people},
            url=reverse("recommendations:detail", args=[row.pk]),
            action=_("打开推荐"),
            kind="recommendation.send",
        )
        for row in rows
    ]


def count_to_send(actor) -> int:
    return _drafts(actor).count()


def to_select(actor) -> list[Todo]:
    """People sent to one's own classes, and those shortlisted who are on no list yet."""
    if not writes_lists(actor):
        return []
    own = _own(actor)
    sent = own.filter(PILLS[""]).count()
    picked = own.filter(state=State.SHORTLISTED).count()
    due = owed(actor, MilestoneKind.SELECTION) if sent or picked else None
    address, found = reverse("candidates:list"), []
    if sent:
        title = _("选拔推荐人选：%(count)d 人") % {"count": sent}
        found.append(_todo(title, address, due))
    if picked:
        title = _("将拟录取的人选列入名单：%(count)d 人") % {"count": picked}
        found.append(_todo(title, f"{address}?show=shortlisted", due))
    return found


def count_to_select(actor) -> int:
    if not writes_lists(actor):
        return 0
    return _own(actor).filter(PILLS[""]).count()


def _todo(title: str, url: str, due) -> Todo:
    sub = _("主管部门推荐的人选")
    return Todo(title, sub, url, _("办理"), due, "nomination.select")


def _drafts(actor):
    if Duty.LIAISON not in actor.duties:
        return Recommendation.objects.none()
    return Recommendation.objects.visible_to(actor).filter(state=RecommendationState.DRAFT)


def _own(actor):
    found = Nomination.objects.visible_to(actor).offered_to(actor)
    return found.filter(cohort__organization=actor.organization)
