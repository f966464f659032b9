"""What every page draws around its content."""

from django.conf import settings

from portal import clock


def page(request):
    return {
        "actor": getattr(request, "actor", None),
        "rehearsal": settings.REHEARSAL,
        "business_now": clock.now(),
    }
