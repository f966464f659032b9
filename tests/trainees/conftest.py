"""A class in teaching, and what its people did."""

import pytest

from programs.models import Cohort
from programs.states import CohortState
from tests.factories.trainees import enrolled, manager


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
