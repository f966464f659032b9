"""What a class's page shows beside the class."""

from portal.audit.models import Entry


def last_change(target) -> Entry:
    """The newest entry on a row: who did the last thing to it, and when."""
    return Entry.objects.about(target).first()


def return_note(cohort) -> str:
    """What the deciding office wrote when it last returned the plan."""
    returned = Entry.objects.about(cohort).filter(action=f"{cohort._meta.label_lower}.return")
    entry = returned.first()
    return entry.detail.get("note", "") if entry else ""
