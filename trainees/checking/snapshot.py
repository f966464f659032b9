"""Whether a frozen list is still, byte for byte, what was frozen."""

import json

from django.utils.translation import gettext as _

from portal.audit.models import Entry
from trainees.data.snapshot import digest
from trainees.models import RosterSnapshot
from trainees.queries.snapshot import head


def faults(snapshot: RosterSnapshot) -> list[str]:
    """What does not fit, in sentences; empty if everything does.

    Three witnesses are heard: the digest computed anew, the columns beside
    it, and the trail, whose own chain is sealed elsewhere.
    """
    found = []
    if digest(snapshot.content) != snapshot.sha256:
        found.append(_("内容与校验值不符"))
    if not _reads_the_same(snapshot):
        found.append(_("登记的编号、时间、人数或办理人与内容不符"))
    if _in_the_trail(snapshot) != snapshot.sha256:
        found.append(_("校验值与操作记录不符"))
    if not _follows(snapshot):
        found.append(_("与上一号快照接不上"))
    return found


def _reads_the_same(snapshot) -> bool:
    try:
        held = json.loads(snapshot.content)
    except ValueError:
        return False
    # The class and its body may be renamed, and its plan changed, after the day.
    today = {"program", "class_name", "body", "capacity"}
    said = head(snapshot.roster, snapshot)
    counted = (len(held.get("rows", [])), len(held.get("members", [])))
    return counted == (snapshot.people, snapshot.enrolled) and all(
        held.get(name) == value for name, value in said.items() if name not in today
    )


def _in_the_trail(snapshot) -> str:
    entry = Entry.objects.about(snapshot).filter(action="trainees.rostersnapshot.freeze_roster")
    first = entry.order_by("pk").first()
    return first.detail.get("sha256", "") if first else ""


def _follows(snapshot) -> bool:
    earlier = RosterSnapshot.objects.filter(cohort=snapshot.cohort_id, pk__lt=snapshot.pk)
    before = earlier.order_by("-pk").values_list("sha256", flat=True).first()
    return snapshot.previous == (before or "")
