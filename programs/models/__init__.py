from .circular import Circular, Receipt
from .cohort import Cohort, Countersign
from .contact_sheet import ContactSheet
from .milestone import Extension, Milestone, Postponement
