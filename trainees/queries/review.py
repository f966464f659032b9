"""What the review desk shows of one list, each in a fixed number of queries."""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from institutions.models import Organization
from trainees.data.size import FACTORY
from trainees.limits import free_places
from trainees.models import EnterpriseTitle, Nomination, Roster, RosterEntry
from trainees.states import Decision, TitleKind

GRADES = [TitleKind.LITTLE_GIANT, TitleKind.SRDI]


def decision_counts(entries) -> Counter:
    """Rows by decision; one query."""
    return _by_decision(entries)


def desk_counts(entries, day) -> Counter:
    """The same; ``waiting`` on ``day`` with the held that are due, and ``amended`` of them."""
    waiting = entries.to_judge(day)
    return decision_counts(entries) + Counter(
        waiting.aggregate(waiting=Count("pk"), amended=Count("pk", filter=Q(changes__gt=0)))
    )


def authority_names() -> dict[str, str]:
    """Short names of the authorities by code; one query."""
    return dict(Organization.objects.addressees().values_list("code", "short_name"))


def open_counts(roster: Roster) -> Counter:
    """Rows by decision whose decision has not taken effect yet; one query."""
    return _by_decision(roster.entries.unsettled())


def _by_decision(entries) -> Counter:
    return Counter(dict(entries.order_by().values_list("decision").annotate(Count("pk"))))


def desk_rows(entries):
    """Rows with what the desk's table reads of them; two queries."""
    titles = Prefetch("nomination__enterprise__titles", EnterpriseTitle.objects.order_by("pk"))
    return entries.for_table().prefetch_related(titles)


def regions_of(roster: Roster):
    """The home regions of a list's people, in official order."""
    people = Nomination.objects.filter(entries__roster=roster, home=OuterRef("pk"))
    return Organization.objects.filter(Exists(people)).order_by("seq")


def structure(roster: Roster) -> list[dict]:
    """Gauges of the list with its provisional decisions: places, titles, industry, regions.

    ``label``, ``num`` (text), ``value`` (percent), ``note`` and ``cls``.
    """
    approved = roster.entries.filter(decision=Decision.APPROVED)
    firms = approved.values("nomination__enterprise")
    total = approved.count()
    titled = EnterpriseTitle.objects.filter(
        enterprise=OuterRef("nomination__enterprise"), kind__in=GRADES
    )
    giants = titled.filter(kind=TitleKind.LITTLE_GIANT)
    shares = [
        (_("专精特新及以上"), approved.filter(Exists(titled)).count()),
        (_("专精特新“小巨人”"), approved.filter(Exists(giants)).count()),
        (_("工业企业"), firms.filter(nomination__enterprise__industry=FACTORY).count()),
    ]
    regions = approved.values_list("nomination__home__short_name").annotate(n=Count("pk"))
    shares += [(name, number) for name, number in regions.order_by("-n")[:6] if name]
    return [_places(roster, total), *(_share(text, number, total) for text, number in shares)]


def _places(roster: Roster, approved: int) -> dict:
    capacity = roster.cohort.capacity
    free = free_places(roster.cohort)
    taken = capacity - free
    full = taken >= capacity
    return {
        "label": _("班级名额"),
        "num": _("%(approved)d / %(capacity)d 人")
        % {"approved": approved, "capacity": capacity},
        "value": 100 * approved / capacity,
        "note": _("已录取 %(taken)d 人，余 %(free)d 个名额") % {"taken": taken, "free": free},
        "cls": "b-late" if full else "",
    }


def _share(text: str, number: int, total: int) -> dict:
    percent = 100 * number / total if total else 0
    return {
        "label": text,
        "num": _("%(number)d 人 · %(percent)d%%") % {"number": number, "percent": percent},
        "value": percent,
        "note": "",
        "cls": "b-ok",
    }


def neighbours(entries, entry: RosterEntry) -> dict:
    """The rows before and after one among ``entries``; two queries."""
    return {
        "previous": entries.filter(no__lt=entry.no).order_by("-no").first(),
        "next": entries.filter(no__gt=entry.no).order_by("no").first(),
    }
