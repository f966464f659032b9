"""What waits for the issuers, for the workbench and the bell."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.policies.issuing import is_issuer
from certificates.queries.issuing import waiting
from portal.ui.todos import Todo
from programs.states import MilestoneKind
from programs.todos.milestone import owed


def to_issue(actor) -> list[Todo]:
    """For an issuer: classes with confirmed completions and no certificate yet."""
    if not is_issuer(actor):
        return []
    classes = waiting().values("cohort", "cohort__name").annotate(people=Count("pk"))
    classes = list(classes.order_by("cohort"))
    due = owed(actor, MilestoneKind.CERTIFICATES) if classes else None
    return [
        Todo(
            title=_("颁发%(cohort)s的结业证书") % {"cohort": row["cohort__name"]},
            sub=ngettext("%(count)d 人待颁发", "%(count)d 人待颁发", row["people"])
            % {"count": row["people"]},
            url=reverse("certificates:cohort", args=[row["cohort"]]),
            action=_("颁发"),
            due=due,
            kind="certificates",
        )
        for row in classes
    ]
