"""The vocabularies of bodies and people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a body is in the programme (R11, R14, R36)."""

    BUREAU = "bureau", _("中小企业局")
    CENTRE = "centre", _("人才交流中心")
    AUTHORITY = "authority", _("中小企业主管部门")
    INSTITUTION = "institution", _("培训承担机构")
    PARTNER = "partner", _("合作单位")
    EVALUATOR = "evaluator", _("第三方评估机构")


class Group(TextChoices):
    """The board's groups, in the notice's order; ``sample`` is never counted among the 37."""

    PROVINCIAL = "provincial", _("省、自治区、直辖市")
    PLANNED_CITY = "separately_planned_city", _("计划单列市")
    XPCC = "xpcc", _("新疆生产建设兵团")
    SAMPLE = "sample", _("演练样例")


class Duty(TextChoices):
    """What a person does for a body (design §3)."""

    OFFICER = "officer", _("经办人")
    LEAD = "lead", _("负责同志")
    REVIEWER = "reviewer", _("审核员")
    ISSUER = "issuer", _("发证员")
    LIAISON = "liaison", _("联络员")
    MANAGER = "manager", _("项目负责人")
    CLASS_TEACHER = "class_teacher", _("班主任")
    CLERK = "clerk", _("教务员")
    SCORER = "scorer", _("评估专家")
    AUDITOR = "auditor", _("审计员")


DUTIES = {
    Kind.BUREAU: {Duty.OFFICER, Duty.LEAD, Duty.AUDITOR},
    Kind.CENTRE: {
        Duty.REVIEWER,
        Duty.ISSUER,
        Duty.LEAD,
        Duty.MANAGER,
        Duty.CLASS_TEACHER,
        Duty.CLERK,
        Duty.AUDITOR,
    },
    Kind.AUTHORITY: {Duty.LIAISON, Duty.LEAD},
    Kind.INSTITUTION: {Duty.MANAGER, Duty.CLASS_TEACHER, Duty.CLERK},
    Kind.PARTNER: {Duty.MANAGER, Duty.CLASS_TEACHER, Duty.CLERK},
    Kind.EVALUATOR: {Duty.SCORER, Duty.LEAD},
}

_RUNS_A_CLASS = frozenset({Duty.MANAGER, Duty.CLASS_TEACHER, Duty.CLERK})
GRANTS = {
    Kind.BUREAU: {Duty.LEAD: frozenset(DUTIES[Kind.BUREAU])},
    Kind.CENTRE: {Duty.LEAD: frozenset(DUTIES[Kind.CENTRE]), Duty.MANAGER: _RUNS_A_CLASS},
    Kind.AUTHORITY: {
        Duty.LIAISON: frozenset(DUTIES[Kind.AUTHORITY]),
        Duty.LEAD: frozenset(DUTIES[Kind.AUTHORITY]),
    },
    Kind.INSTITUTION: {Duty.MANAGER: _RUNS_A_CLASS},
    Kind.PARTNER: {Duty.MANAGER: _RUNS_A_CLASS},
    Kind.EVALUATOR: {Duty.LEAD: frozenset(DUTIES[Kind.EVALUATOR])},
}
"""Which duty may give which others within its own body: never more than its own scope."""

FIRST_DUTIES = {
    Kind.BUREAU: (Duty.OFFICER, Duty.LEAD),
    Kind.CENTRE: (Duty.REVIEWER, Duty.LEAD),
    Kind.AUTHORITY: (Duty.LIAISON,),
    Kind.INSTITUTION: (Duty.MANAGER,),
    Kind.PARTNER: (Duty.MANAGER,),
    Kind.EVALUATOR: (Duty.SCORER, Duty.LEAD),
}
"""What the opening code makes of a body's first user.

Where only a lead may give duties, the first user is one too: otherwise
nobody could ever be invited.
"""
