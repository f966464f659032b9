"""The year's quotas from its file; what an officer has changed since stays."""

from programs.models import Program
from trainees.models import QuotaRule

KEY = ("by", "value", "per_class")
FIELDS = ("unit", "cap", "floor", "severity", "is_active")


def load_quotas(program: Program, data: dict) -> None:
    for row in data.get("quotas", []):
        QuotaRule.objects.get_or_create(
            program=program,
            cohort=None,
            **{name: row[name] for name in KEY},
            defaults={name: row[name] for name in FIELDS},
        )
