"""A class in teaching, and what its people did; the authorities that workbooks name."""

import pytest

from institutions.models import Organization
from institutions.states import Group, Kind
from programs.models import Cohort
from programs.states import CohortState
from tests.factories.rosters import regions
from tests.factories.trainees import enrolled, manager


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
