from .class_code import ClassCode
from .enrolment import Completion, Enrolment, StudyRecord
from .enterprise import Enterprise, EnterpriseTitle
from .nomination import Nomination
from .roster import Roster, RosterEntry
from .roster_import import ImportFile, ImportRow, RosterImport
<<<<<<< HEAD
from .search import SearchEntry
=======
from .snapshot import RosterSnapshot
>>>>>>> main
from .trainee import Trainee

__all__ = [
    "ClassCode",
    "Completion",
    "Enrolment",
    "Enterprise",
    "EnterpriseTitle",
    "ImportFile",
    "ImportRow",
    "Nomination",
    "Roster",
    "RosterEntry",
    "RosterImport",
<<<<<<< HEAD
    "SearchEntry",
=======
    "RosterSnapshot",
>>>>>>> main
    "StudyRecord",
    "Trainee",
]
