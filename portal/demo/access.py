"""Open in rehearsal only; outside it these addresses do not exist."""

from portal.policy import Access

ACCESS = {
    "demo:login": Access(public=True, rehearsal_only=True),
    "demo:clock": Access(rehearsal_only=True),
}
