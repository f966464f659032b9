"""Pairs of people who look like one, as the Centre reads them; fixed queries."""

from django.utils.translation import gettext_lazy

from portal.crypto import mask_mobile
from trainees.checking.twins import pairs_among
from trainees.models import Nomination, Trainee
from trainees.queries.search import address_of, for_page

MOST = 100
REASONS = {
    "name_and_mobile": gettext_lazy("姓名、手机相同"),
    "name_and_enterprise": gettext_lazy("姓名、企业相同"),
    "mobile": gettext_lazy("手机相同"),
}


def pairs_of(program, actor) -> tuple[list[dict], int]:
    """The pairs with somebody of that year, the strongest likeness first, and how many."""
    people = Trainee.objects.filter(
        pk__in=Nomination.objects.visible_to(actor)
        .live()
        .filter(program=program)
        .values("trainee")
    )
    order = list(REASONS)
    found = sorted(
        pairs_among(people).items(),
        key=lambda item: (min(order.index(why) for why in item[1]), item[0]),
    )
    shown = found[:MOST]
    latest = _latest({key for pair, _why in shown for key in pair}, actor)
    pairs = [
        {
            "people": [_person(latest[key], actor) for key in pair],
            "reasons": [REASONS[why] for why in order if why in reasons],
        }
        for pair, reasons in shown
        if all(key in latest for key in pair)
    ]
    return pairs, len(found)


def _latest(people: set[int], actor) -> dict[int, Nomination]:
    """Each one's newest candidacy that the actor may see."""
    rows = for_page(Nomination.objects.visible_to(actor).filter(trainee__in=people))
    return {row.trainee_id: row for row in rows.order_by("pk")}


def _person(nomination: Nomination, actor) -> dict:
    return {
        "of": nomination,
        "mobile": mask_mobile(nomination.trainee.mobile),
        "url": address_of(nomination, actor),
    }
