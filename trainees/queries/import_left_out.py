"""Which lines of a file list nobody, and which rows were put right on the page."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.models import RosterImport

WHY = {
    "sample": gettext_lazy("示例行，照抄的示例不导入"),
    "total": gettext_lazy("合计、小计行"),
    "header": gettext_lazy("重复的表头"),
    "footer": gettext_lazy("表外的说明或落款"),
    "section": gettext_lazy("没有学员的内容，如分组标题"),
    "blank": gettext_lazy("空行，没有内容或只有序号"),
}
SHORT = {
    "sample": gettext_lazy("示例 %(count)d"),
    "total": gettext_lazy("合计 %(count)d"),
    "header": gettext_lazy("表头 %(count)d"),
    "footer": gettext_lazy("说明 %(count)d"),
    "section": gettext_lazy("分组标题 %(count)d"),
    "blank": gettext_lazy("空行 %(count)d"),
}
# What is still read on one page; the rest is counted.
SHOWN = 100


def count(batch: RosterImport) -> int:
    return sum(last - first + 1 for first, last, _why in batch.skipped)


def panel(batch: RosterImport) -> dict | None:
    """The lines with sheet, numbers and reason, those of one reason in a row together."""
    if not batch.skipped:
        return None
    found = Counter()
    for first, last, why in batch.skipped:
        found[why] += last - first + 1
    said = [str(SHORT[why]) % {"count": found[why]} for why in SHORT if found[why]]
    lines = [
        {"sheet": batch.sheet, "rows": _rows(first, last), "why": WHY[why]}
        for first, last, why in batch.skipped[:SHOWN]
    ]
    return {
        "count": found.total(),
        "summary": _("、").join(said),
        "lines": lines,
        "more": max(len(batch.skipped) - SHOWN, 0),
    }


def mended(batch: RosterImport) -> dict | None:
    """How many rows not taken yet were put right on the page, and their numbers; one query."""
    rows = batch.rows.filter(is_mended=True).order_by("number")
    numbers = list(rows.values_list("number", flat=True)[: SHOWN + 1])
    if not numbers:
        return None
    shown = _("、").join(map(str, numbers[:SHOWN]))
    if len(numbers) <= SHOWN:
        return {"count": len(numbers), "rows": shown}
    return {"count": rows.count(), "rows": _("%(rows)s 等") % {"rows": shown}}


def _rows(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
