"""What keeps a list from being sent: blocking problems, each with what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.models import Cohort, Mandate
from programs.policies.mandate import mandate_covers
from trainees.checking.amendment import of_amendment
from trainees.limits import enrols
from trainees.models import Roster, RosterEntry
from trainees.states import ImportState, RosterKind

SHOWN = 20


@dataclass(frozen=True)
class Obstacle:
    """One problem; ``entry`` is the row concerned, None for the whole list."""

    text: str
    entry: RosterEntry | None = None


def obstacles(roster: Roster, cohort: Cohort, mandate: Mandate | None) -> list[Obstacle]:
    """Everything that stands in the way of 提交, the whole list's troubles first."""
    return [*_of_the_class(roster, cohort, mandate), *_of_rows(roster)]


def _of_the_class(roster, cohort, mandate) -> list[Obstacle]:
    amending = roster.kind == RosterKind.AMENDMENT
    found = of_amendment(roster, cohort) if amending else []
    if not amending and not enrols(cohort):
        found.append(
            _("班次“%(state)s”，招生中的班次才能提交名单")
            % {"state": cohort.get_state_display()}
        )
    if not (verdict := mandate_covers(mandate, cohort.track)):
        found.append(verdict.reason)
    if roster.imports.filter(state=ImportState.ACCEPTING).exists():
        found.append(_("正在接收导入的学员，请等接收完成再提交"))
    if not roster.entries.exists():
        found.append(_("名单是空的，请先导入或添加学员"))
    return [Obstacle(text) for text in found]


def _of_rows(roster: Roster) -> list[Obstacle]:
    disowned = roster.entries.exclude(nomination__declined_at=None).for_table()[:SHOWN]
    return [
        Obstacle(
            _("第 %(no)s 行 %(name)s：%(authority)s答复不是其推荐，请改为自主选拔或移出名单")
            % {
                "no": row.no,
                "name": row.nomination.trainee.name,
                "authority": row.nomination.authority.short_name,
            },
            row,
        )
        for row in disowned
    ]
