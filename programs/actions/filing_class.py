"""An accepted joint or commissioned training becomes a class."""

from datetime import timedelta

from django.db import transaction

from portal.audit.trail import record
from portal.policy import require
from programs.limits import held_mandate
from programs.models import Cohort, Filing
from programs.policies.filing import may_open_class

from .cohort import plan_cohort


@transaction.atomic
def open_class(filing: Filing, *, actor) -> Cohort:
    """Begin the plan of the filing's class with what the filing says, linked to it.

    A class lasts at least two days: a filing of one day ends on the next.

    Raises:
        PermissionDenied: not taken in, not the institution's manager, the
            class has been begun, or the mandate is no longer active.
    """
    held_mandate(filing.program_id, filing.organization_id)
    filing = Filing.objects.select_for_update(of=("self",)).for_table().get(pk=filing.pk)
    require(may_open_class(actor, filing))
    values = {
        "name": filing.name,
        "capacity": filing.people,
        "starts_on": filing.starts_on,
        "ends_on": max(filing.ends_on, filing.starts_on + timedelta(days=1)),
        "place": filing.place,
        "modules": filing.summary,
    }
    cohort = plan_cohort(
        filing.program, filing.organization, track=filing.track, values=values, actor=actor
    )
    cohort.filing = filing
    cohort.save(update_fields=["filing"])
    record(actor, "open_class", filing, code=cohort.code)
    return cohort
