"""A class in teaching, and what its people did; the authorities that workbooks name."""

import pytest

from institutions.models import Organization
from institutions.states import Duty, Group, Kind
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import actor
from tests.factories.rosters import regions
from tests.factories.trainees import enrolled, manager, reviewer


@pytest.fixture
def authorities(db):
    """The authorities of the notice and two samples, as the judge of regions knows them."""
    rows = [
        Organization(
            kind=Kind.AUTHORITY,
            code=region.code,
            name=region.office,
            short_name=region.short,
            region_name=region.full,
            gbt2260=region.area,
            group=Group.PROVINCIAL,
        )
        for region in regions().all.values()
    ]
    return Organization.objects.bulk_create(rows)


@pytest.fixture
def taught():
    """A class in teaching with three people enrolled, and its manager."""
    cohort = enrolled(size=3).cohort
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.TEACHING)
    cohort.refresh_from_db()
    return cohort


@pytest.fixture
def teacher(taught):
    return manager(taught)


@pytest.fixture
def lead():
    """Who allots lists at the Centre."""
    return actor(Kind.CENTRE, Duty.LEAD)


@pytest.fixture
def one():
    """A reviewer of the Centre."""
    return reviewer()


@pytest.fixture
def other():
    """Another reviewer of the Centre."""
    return reviewer()
