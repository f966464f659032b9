"""What a class changed in the rows that went back, counted when they come again."""

from collections import defaultdict

from trainees.models import Roster, RosterEntry
from trainees.queries.entry import differences


def count_changes(roster: Roster) -> None:
    """Keep on each row that once went back how many of its cells were changed since."""
    rows = roster.entries.exclude(returned_facts={}).select_related("nomination")
    alike = defaultdict(list)
    for row in rows:
        alike[len(differences(row))].append(row.pk)
    for number, keys in alike.items():
        RosterEntry.objects.filter(pk__in=keys).update(changes=number)
