"""Each kind of body's list, put together from what its duties allow."""

from django.db.models import Q

from institutions.states import Duty, Kind
from portal.ui.todos import Todo
from programs.policies.offices import is_bureau_officer
from programs.todos.circular import circulars_to_publish, receipts
from programs.todos.cohort import for_planner, plans_to_countersign, plans_to_decide
from programs.todos.contact_sheet import own_sheet, scans_owed, sheets_to_judge
from programs.todos.filing import classes_to_open, filings_to_coordinate, filings_to_mend
from programs.todos.milestone import bodies_to_phone


def for_bureau(actor) -> list[Todo]:
    if not is_bureau_officer(actor):
        return []
    own_centre = Q(organization__kind=Kind.CENTRE)
    return [
        *sheets_to_judge(actor),
        *circulars_to_publish(actor),
        *plans_to_decide(actor, own_centre),
        *filings_to_coordinate(actor),
        *bodies_to_phone(),
    ]


def for_centre(actor) -> list[Todo]:
    found = [*receipts(actor), *for_planner(actor), *classes_to_open(actor)]
    if not actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        found += plans_to_decide(actor, ~Q(organization__kind=Kind.CENTRE))
    return found


def for_authority(actor) -> list[Todo]:
    found = receipts(actor)
    if Duty.LIAISON in actor.duties:
        found += own_sheet(actor) + scans_owed(actor) + filings_to_mend(actor)
    if not actor.duties.isdisjoint({Duty.LIAISON, Duty.LEAD}):
        found += plans_to_countersign(actor)
    return found


def for_institution(actor) -> list[Todo]:
    return [*receipts(actor), *for_planner(actor), *classes_to_open(actor)]
