"""The people an actor may find, and the page on which each of them is worked on."""

from django.db.models import Prefetch
from django.urls import reverse

from institutions.states import Kind
from trainees.data.terms import sought
from trainees.models import Nomination, RosterEntry
from trainees.states import RosterState


def found_by(actor, words: str):
    """Nominations the actor may know of, all of them or those that the words name."""
    people = Nomination.objects.visible_to(actor)
    return people.sought(sought(words)) if words else people


def for_page(nominations):
    """What a page of results draws; one query for the rows and one for their lists."""
    rows = RosterEntry.objects.select_related("roster").order_by("-pk")
    listed = Prefetch("entries", rows, to_attr="listed")
    return nominations.for_table().select_related("program", "home").prefetch_related(listed)


def address_of(nomination: Nomination, actor) -> str:
    """Where this actor reads on about this person, or nothing."""
    entry = next(iter(nomination.listed), None)
    if entry is None or actor.kind == Kind.AUTHORITY:
        return ""
    own = nomination.cohort and (nomination.cohort.organization.code == actor.organization_slug)
    if own and actor.kind != Kind.BUREAU:
        return reverse("rosters:detail", args=[entry.roster_id])
    if entry.roster.state == RosterState.DRAFT:
        return ""
    desk = reverse("rosters:review", args=[entry.roster_id])
    return f"{desk}?decision=all&person={entry.pk}"
