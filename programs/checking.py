"""What a plan still lacks before it is sent."""

from decimal import Decimal

from django.utils.translation import gettext as _

from institutions.states import Kind

TEXTS = ["objectives", "modules"]


def plan_problems(cohort) -> dict[str, str]:
    """By field, one sentence each; empty when the plan may be sent (R15)."""
    problems = {
        name: _("请填写%(field)s") % {"field": cohort._meta.get_field(name).verbose_name}
        for name in TEXTS
        if not getattr(cohort, name).strip()
    }
    required = Decimal(cohort.program.completion_rule.get("required_hours", 0))
    if cohort.planned_hours < required:
        problems["classroom_hours"] = _(
            "课堂与实践学时合计 %(hours)s，少于本年度结业要求的 %(required)s 学时"
        ) % {"hours": cohort.planned_hours.normalize(), "required": required}
    if cohort.organization.kind == Kind.CENTRE and not cohort.partners.exists():
        problems["partners"] = _("专题培训由人才交流中心联合其他单位开展，请选择合作单位")
    return problems
