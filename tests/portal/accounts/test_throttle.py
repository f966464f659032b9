"""Limits on doors that can be guessed at."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from portal import clock
from portal.accounts import throttle
from portal.accounts.models import Attempt


def test_so_many_tries_pass_and_then_no_more(db):
    tries = [throttle.allow("door", "10.0.0.1", 3, 60) for _ in range(5)]

    assert tries == [True, True, True, False, False]


def test_another_address_and_another_door_are_counted_apart(db):
    throttle.allow("door", "10.0.0.1", 1, 60)

    assert throttle.allow("door", "10.0.0.1", 1, 60) is False
    assert throttle.allow("door", "10.0.0.2", 1, 60) is True
    assert throttle.allow("gate", "10.0.0.1", 1, 60) is True


def test_hammering_does_not_keep_the_door_shut(db):
    with time_machine.travel(clock.wall(), tick=False) as machine:
        throttle.allow("door", "k", 1, 60)
        for _ in range(3):
            machine.shift(25)
            last = throttle.allow("door", "k", 1, 60)

    assert last is True


def test_every_attempt_is_logged_without_saying_whose(db):
    throttle.allow("door", "203.0.113.9", 1, 60)
    throttle.allow("door", "203.0.113.9", 1, 60)

    rows = list(Attempt.objects.order_by("pk").values_list("kind", "refused"))
    keys = set(Attempt.objects.values_list("key", flat=True))

    assert rows == [("door", False), ("door", True)]
    assert len(keys) == 1
    assert "203.0.113.9" not in keys.pop()


def test_attempts_are_forgotten_after_half_a_year(db):
    throttle.note("door", "k")
    with time_machine.travel(clock.wall() + timedelta(days=181)):
        throttle.note("door", "k")

        assert throttle.forget_old_attempts() == 1

    assert Attempt.objects.count() == 1


@pytest.mark.postgres
def test_of_tries_arriving_together_no_more_than_the_limit_pass(transactional_db):
    def attempt(_number):
        try:
            return throttle.allow("door", "k", 5, 60)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(attempt, range(40)))

    assert passed <= 5
    assert Attempt.objects.count() == 40
