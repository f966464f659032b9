"""What trainees do for themselves."""

from django.db import transaction

from portal.audit.trail import record
from portal.policy import require
from trainees import register
from trainees.models import Trainee
from trainees.policies.my import is_oneself


@transaction.atomic
def confirm_latin_name(trainee: Trainee, *, name_latin: str, actor) -> Trainee:
    """Keep the spelling the person confirms for English papers; empty means none wanted."""
    require(is_oneself(actor, trainee))
    before, trainee.name_latin = trainee.name_latin, name_latin
    trainee.save(update_fields=["name_latin"])
    register.make_findable(trainee.nominations.values_list("pk", flat=True))
    record(actor, "confirm_latin_name", trainee, before=before, after=name_latin)
    return trainee
