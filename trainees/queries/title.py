"""Titles as pages show them."""

from django.db.models import Exists, OuterRef

from portal import clock
from trainees.models import Enterprise, EnterpriseTitle, Nomination


def enterprises(actor):
    """Enterprises of people the actor may see."""
    known = Nomination.objects.visible_to(actor).filter(enterprise=OuterRef("pk"))
    return Enterprise.objects.filter(Exists(known)).select_related("authority")


def undated(actor):
    """Titles of these enterprises whose end nobody has entered."""
    known = Nomination.objects.visible_to(actor).filter(enterprise=OuterRef("enterprise"))
    titles = EnterpriseTitle.objects.filter(Exists(known), valid_to=None)
    return titles.select_related("enterprise__authority")


def lines(enterprise: Enterprise) -> list[dict]:
    """An enterprise's titles, the newest rule first; one query."""
    today = clock.today()
    titles = enterprise.titles.order_by("kind", "-rule", "pk")
    return [
        {
            "title": title,
            "is_over": title.valid_to is not None and title.valid_to < today,
            "is_undated": title.valid_to is None,
        }
        for title in titles
    ]
