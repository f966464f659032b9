"""However people invite, accept, end and hand over: nobody gains by their own hand."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from institutions.actions.invitation import accept_invitation, invite, invite_next_liaison
from institutions.actions.membership import end_duty
from institutions.actions.opening import SecretRefused
from institutions.actor import Actor, actor_for
from institutions.models import Membership
from institutions.states import DUTIES, GRANTS, Kind
from tests.factories import member, organization

REFUSALS = (PermissionDenied, ValidationError, SecretRefused)


class Office(RuleBasedStateMachine):
    """Five people in three bodies try everything on each other, and on themselves."""

    def __init__(self):
        super().__init__()
        self.bodies = [organization(k) for k in (Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY)]
        first = [
            (self.bodies[0], "officer"),
            (self.bodies[0], "lead"),
            (self.bodies[1], "lead"),
            (self.bodies[1], "reviewer"),
            (self.bodies[2], "liaison"),
        ]
        self.people = [member(body, duty) for body, duty in first]
        self.tokens = []
        # What each person may hold: the start, and what a distinct grantor gave in scope.
        self.granted = {(p.pk, b.pk, d) for p, (b, d) in zip(self.people, first, strict=True)}

    def _actor(self, who, body) -> Actor:
        return actor_for(self.people[who], self.bodies[body].code)

    @rule(who=st.integers(0, 4), body=st.integers(0, 2), number=st.integers(0, 20))
    def send_an_invitation(self, who, body, number):
        # Mostly what the body knows, now and then what no body of that kind has.
        duties = [*sorted(DUTIES[self.bodies[body].kind]), "scorer"]
        duty = str(duties[number % len(duties)])
        inviter = self._actor(who, body)
        with suppress(*REFUSALS), transaction.atomic():
            _, token = invite(self.bodies[body], duty=duty, full_name="某", actor=inviter)
            assert duty in scope(inviter, self.bodies[body])
            self.tokens.append((token, who, body, duty))

    @precondition(lambda self: self.tokens)
    @rule(who=st.integers(0, 4), back=st.integers(0, 3))
    def accept_one(self, who, back):
        token, inviter, body, duty = self.tokens[-1 - back % len(self.tokens)]
        with suppress(*REFUSALS), transaction.atomic():
            accept_invitation(token, actor=actor_for(self.people[who]))
            assert inviter != who
            self.granted.add((self.people[who].pk, self.bodies[body].pk, duty))

    @rule(who=st.integers(0, 4), body=st.integers(0, 2), number=st.integers(0, 50))
    def end_somebodys_duty(self, who, body, number):
        rows = list(Membership.objects.filter(ended_at=None).order_by("pk"))
        row = rows[number % len(rows)]
        with suppress(*REFUSALS), transaction.atomic():
            end_duty(row, actor=self._actor(who, body))
            assert row.user_id != self.people[who].pk

    @rule(who=st.integers(0, 4), body=st.integers(0, 2), to=st.integers(0, 4))
    def hand_over(self, who, body, to):
        officer, heir = self._actor(who, body), self.people[to]
        with suppress(*REFUSALS), transaction.atomic():
            _, token = invite_next_liaison(self.bodies[2], full_name="接任者", actor=officer)
            accept_invitation(token, actor=Actor(heir, None))
            assert (officer.kind, who == to) == (Kind.BUREAU, False)
            self.granted.add((self.people[to].pk, self.bodies[2].pk, "liaison"))

    @invariant()
    def every_duty_came_from_somebody_else(self):
        rows = Membership.objects.filter(ended_at=None)
        held = set(rows.values_list("user_id", "organization_id", "duty"))
        assert held <= self.granted


def scope(actor, body) -> frozenset[str]:
    if actor.organization_slug != body.code:
        return frozenset()
    scopes = GRANTS[body.kind]
    return frozenset().union(*(scopes.get(duty, frozenset()) for duty in actor.duties))


class EscalationTest(TestCase):
    def test_nobody_gains_a_right_without_a_distinct_grantor(self):
        run(examples=6, steps=25)

    @pytest.mark.proof
    def test_nobody_gains_one_in_two_thousand_steps(self):
        run(examples=50, steps=40)


def run(examples: int, steps: int) -> None:
    calm = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(start_over, settings=calm)


def start_over() -> Office:
    Membership.objects.all().delete()
    return Office()


@pytest.mark.parametrize("kind", list(Kind))
def test_no_duty_reaches_beyond_its_own_bodys_duties(kind):
    assert set(GRANTS[kind]) <= DUTIES[kind]
    assert all(given <= DUTIES[kind] for given in GRANTS[kind].values())
