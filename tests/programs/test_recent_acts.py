"""最近动态 on the workbench: what one's own body did last, in words."""

import pytest

from institutions.states import Kind
from portal.audit.trail import record, record_many
from programs.frame import lately
from tests.factories import actor, organization

pytestmark = pytest.mark.django_db


def test_an_act_names_its_object_and_one_on_many_rows_is_told_once(django_assert_num_queries):
    centre = actor(Kind.CENTRE)
    bodies = [organization(), organization(), organization()]
    record_many(centre, "open", bodies)
    record(centre, "save", bodies[0], note="改了简称")
    record(actor(Kind.BUREAU), "save", bodies[0])

    with django_assert_num_queries(1):
        told = [event.text for event in lately(centre)]

    act = f"{centre.label} institutions.organization"
    assert told == [f"{act}.save：改了简称（{bodies[0]}）", f"{act}.open（3 项）"]
