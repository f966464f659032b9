"""Keyset pages: steady under change, deep, filtered, and silent about what they sort by."""

from datetime import timedelta

import pytest
from django.utils.http import urlencode

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.calendar.models import Holiday
from portal.ui.pages import Capped, KeysetPage, capped_count, pill_links
from tests.factories import organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    """Seven bodies; two share each rank, so that the order needs its tie-break."""
    return [organization(name=f"单位{n}", seq=n // 2) for n in range(7)]


def page_at(rf, url="/list/", order=("seq", "-pk"), size=3, rows=None):
    rows = Organization.objects.all() if rows is None else rows
    return KeysetPage(rows, rf.get(url), order=order, size=size)


def all_pages(rf, **options):
    """Bounded, so that a page that leads to itself fails instead of hanging."""
    page = page_at(rf, **options)
    for _ in range(10):
        yield page
        if not page.has_next:
            return
        page = page_at(rf, "/list/" + page.next_url, **options)
    pytest.fail("the pages do not end")


@pytest.mark.parametrize("order", [("-id",), ("seq", "-pk"), ("-seq", "name"), ("name",)])
def test_turning_the_pages_shows_every_row_once_in_order(rf, bodies, order):
    shown = [row for page in all_pages(rf, order=order) for row in page]

    assert shown == list(Organization.objects.order_by(*order, "pk"))


@pytest.mark.parametrize("order", [("-id",), ("seq", "-pk"), ("-seq", "name")])
def test_turning_back_shows_the_same_pages(rf, bodies, order):
    forward = list(all_pages(rf, order=order))
    backward = [forward[-1]]
    while backward[-1].has_previous and len(backward) < 10:
        backward.append(page_at(rf, "/list/" + backward[-1].previous_url, order=order))

    assert [list(page) for page in reversed(backward)] == [list(page) for page in forward]
    assert backward[-1].has_next


def test_rows_added_in_front_neither_repeat_nor_hide_others(rf, bodies):
    first = page_at(rf)
    organization(name="插队", seq=0)

    second = page_at(rf, "/list/" + first.next_url)

    assert list(second) == list(bodies_in_order(bodies))[3:6]


def bodies_in_order(rows):
    return sorted(rows, key=lambda row: (row.seq, -row.pk))


def test_a_boundary_row_may_be_decided_away_meanwhile(rf, bodies):
    first = page_at(rf)
    Organization.objects.filter(pk=first.rows[-1].pk).delete()

    second = page_at(rf, "/list/" + first.next_url)

    assert list(second) == list(bodies_in_order(bodies))[3:6]


def test_the_address_keeps_the_filters_and_hides_the_sort_value(rf, bodies):
    page = page_at(
        rf, "/list/?" + urlencode({"kind": "institution", "q": "单"}), order=("name",)
    )

    assert page.next_url.startswith("?kind=institution&q=")
    assert "单位2" not in page.next_url
    assert page.first_url == "?" + urlencode({"kind": "institution", "q": "单"})


@pytest.mark.parametrize("mark", ["x", "gAAAAABk", "%00", "1' or 1=1"])
def test_a_spoilt_mark_opens_the_first_page(rf, bodies, mark):
    page = page_at(rf, "/list/?" + urlencode({"page": mark}))

    assert list(page) == list(page_at(rf))
    assert not page.has_previous


def test_a_mark_of_another_order_opens_the_first_page(rf, bodies):
    other = page_at(rf, order=("name",)).next_url

    assert list(page_at(rf, "/list/" + other)) == list(page_at(rf))


def test_a_page_behind_which_nothing_is_left_starts_again(rf, bodies):
    second = page_at(rf).next_url
    Organization.objects.filter(pk__in=[row.pk for row in bodies_in_order(bodies)[3:]]).delete()

    page = page_at(rf, "/list/" + second)

    assert list(page) == bodies_in_order(bodies)[:3]


def test_days_and_moments_survive_the_mark(rf):
    today = clock.today()
    days = [
        Holiday.objects.create(day=today + timedelta(days=n), reason="因") for n in range(4)
    ]
    options = {"order": ("-day",), "size": 2, "rows": Holiday.objects.all()}

    shown = [row for page in all_pages(rf, **options) for row in page]

    assert shown == days[::-1]


def test_a_column_that_may_be_empty_cannot_order_pages(rf, bodies):
    page = page_at(rf, order=("home__seq",), rows=Organization.objects.select_related("home"))

    with pytest.raises(ValueError, match="home__seq"):
        page.next_url  # noqa: B018 -- making the address reads the column


@pytest.mark.parametrize("depth", [1, 40])
def test_a_deep_page_costs_one_query_like_the_first(rf, django_assert_num_queries, depth):
    rows = [
        Organization(kind=Kind.PARTNER, code=f"X{n:04d}", name=f"单位{n}", seq=1)
        for n in range(120)
    ]
    Organization.objects.bulk_create(rows)
    url = "/list/"
    for _ in range(depth - 1):
        url = "/list/" + page_at(rf, url).next_url

    with django_assert_num_queries(1):
        page = page_at(rf, url)
        urls = page.next_url if page.has_next else ""

    assert len(page) == 3
    assert bool(urls) == (depth < 40)


def test_counting_stops_where_nobody_reads_on(bodies, django_assert_num_queries):
    with django_assert_num_queries(2):
        full, capped = (capped_count(Organization.objects.all(), n) for n in (7, 6))

    assert (str(full), str(capped)) == ("7", "6+")
    assert capped == Capped(7, 6)
    assert capped.is_capped
    assert not full.is_capped


def test_pills_keep_other_filters_and_start_at_the_first_page(rf):
    request = rf.get("/list/?q=x&state=draft&page=abc")

    pills = pill_links(request, "state", [("", "全部"), ("draft", "草稿")], {"": 4})

    assert pills == [
        {"text": "全部", "count": 4, "url": "?q=x", "current": False},
        {"text": "草稿", "count": 0, "url": "?q=x&state=draft", "current": True},
    ]
