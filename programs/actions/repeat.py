"""What the year counts as repeated attendance: of persons, of enterprises, or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import record
from portal.policy import require
from programs.models import Program
from programs.policies.repeat import may_rule_repeats
from programs.states import RepeatRule

YEARS = range(1, 11)


@transaction.atomic
def change_repeat_rule(program: Program, *, rule: str, years: int, actor) -> Program:
    """It holds for lists submitted from now on; what was found on earlier ones stays.

    Raises:
        ValidationError: no such rule, or years out of bounds.
    """
    require(may_rule_repeats(actor, program))
    if rule not in RepeatRule.values:
        raise ValidationError({"rule": _("请选择按本人、按企业或不提示")})
    if years not in YEARS:
        raise ValidationError({"years": _("请填写 1 至 10 年")})
    program = Program.objects.select_for_update().get(pk=program.pk)
    before = {"rule": program.repeat_rule, "years": program.repeat_years}
    program.repeat_rule, program.repeat_years = rule, years
    program.save(update_fields=["repeat_rule", "repeat_years"])
    after = {"rule": rule, "years": years}
    record(actor, "change_repeat_rule", program, before=before, after=after)
    return program
