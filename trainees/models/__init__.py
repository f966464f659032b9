from .amendment import RosterChange
from .class_code import ClassCode
from .duplicate import DistinctPair
from .enrolment import Completion, Enrolment, StudyRecord
from .enterprise import Enterprise, EnterpriseName, EnterpriseTitle
from .nomination import Nomination
from .paper import RosterPaper
from .quota import QuotaRule
from .recommendation import Recommendation
from .recusal import Recusal
from .roster import Roster, RosterEntry
from .roster_import import ImportFile, ImportRow, RosterImport
from .search import SearchEntry
from .snapshot import RosterSnapshot
from .trainee import Trainee

__all__ = [
    "ClassCode",
    "Completion",
    "DistinctPair",
    "Enrolment",
    "Enterprise",
    "EnterpriseName",
    "EnterpriseTitle",
    "ImportFile",
    "ImportRow",
    "Nomination",
    "QuotaRule",
    "Recommendation",
    "Recusal",
    "Roster",
    "RosterChange",
    "RosterEntry",
    "RosterImport",
    "RosterPaper",
    "RosterSnapshot",
    "SearchEntry",
    "StudyRecord",
    "Trainee",
]
