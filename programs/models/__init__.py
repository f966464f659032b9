from .chasing import PhoneCall
from .circular import Annex, Circular, Receipt
from .cohort import Cohort, Countersign
from .contact_sheet import ContactSheet, SheetScan
from .filing import Filing
from .milestone import Extension, Milestone, Postponement
from .program import ContactDesk, Mandate, Program, Track

__all__ = [
    "Annex",
    "Circular",
    "Cohort",
    "ContactDesk",
    "ContactSheet",
    "Countersign",
    "Extension",
    "Filing",
    "Mandate",
    "Milestone",
    "PhoneCall",
    "Postponement",
    "Program",
    "Receipt",
    "SheetScan",
    "Track",
]
