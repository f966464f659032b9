"""Who may open the programme year's pages."""

from institutions.states import Kind
from portal.policy import PUBLIC, only

BUREAU = only(Kind.BUREAU)
AUTHORITY = only(Kind.AUTHORITY)
SHEET_READERS = only(Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY)
OFFICES = only(Kind.BUREAU, Kind.CENTRE)
ADDRESSED = only(Kind.AUTHORITY, Kind.CENTRE, Kind.INSTITUTION, Kind.PARTNER)
PLANNERS = only(Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE)
PLAN_READERS = only(Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION, Kind.PARTNER)

ACCESS = {
    "sheets:board": BUREAU,
    "sheets:mine": AUTHORITY,
    "sheets:begin": AUTHORITY,
    "sheets:detail": SHEET_READERS,
    "sheets:edit": AUTHORITY,
    "sheets:check": AUTHORITY,
    "sheets:done": AUTHORITY,
    "sheets:handover": BUREAU,
    "sheets:step": only(Kind.BUREAU, Kind.AUTHORITY),
    "circulars:list": PUBLIC,
    "circulars:detail": PUBLIC,
    "circulars:annex": PUBLIC,
    "circulars:new": BUREAU,
    "circulars:edit": BUREAU,
    "circulars:attach": BUREAU,
    "circulars:remove_annex": BUREAU,
    "circulars:correct": BUREAU,
    "circulars:discard": BUREAU,
    "circulars:publish": BUREAU,
    "circulars:receipts": OFFICES,
    "circulars:receipts_export": OFFICES,
    "circulars:confirm": ADDRESSED,
    "contacts:list": PLAN_READERS,
    "contacts:export": PLAN_READERS,
    "milestones:list": OFFICES,
    "milestones:detail": OFFICES,
    "milestones:arrears": OFFICES,
    "milestones:arrears_export": OFFICES,
    "milestones:correct_address": BUREAU,
    "milestones:step": BUREAU,
    "milestones:rules": BUREAU,
    "milestones:extend": BUREAU,
    "milestones:withdraw_extension": BUREAU,
    "chasing:list": BUREAU,
    "chasing:urge": BUREAU,
    "chasing:workbook": BUREAU,
    "chasing:picture": BUREAU,
    "chasing:body": BUREAU,
    "chasing:call": BUREAU,
    "chasing:letter": BUREAU,
    "cohorts:list": PLAN_READERS,
    "cohorts:new": PLANNERS,
    "cohorts:countersigns": AUTHORITY,
    "cohorts:detail": PLAN_READERS,
    "cohorts:edit": PLANNERS,
    "cohorts:bodies": PLANNERS,
    "cohorts:check": PLANNERS,
    "cohorts:countersign": AUTHORITY,
    "cohorts:step": only(Kind.BUREAU, Kind.CENTRE, Kind.INSTITUTION, Kind.PARTNER),
    "filings:list": PLAN_READERS,
    "filings:export": PLAN_READERS,
    "filings:calendar": BUREAU,
    "filings:new": AUTHORITY,
    "filings:detail": PLAN_READERS,
    "filings:edit": AUTHORITY,
    "filings:check": AUTHORITY,
    "filings:attach": AUTHORITY,
    "filings:agreement": PLAN_READERS,
    "filings:return": BUREAU,
    "filings:class": PLANNERS,
    "filings:step": only(Kind.BUREAU, Kind.AUTHORITY),
}
