"""Blind indexes find a value again, across rotations, and tell nothing without the key."""

import hashlib
import re

from portal.crypto import blind_index, token_digest

OLD, NEW = "a" * 64, "b" * 64
NUMBER = "990000199001010094"


def index():
    return blind_index(NUMBER, purpose="trainees.id_number")


def test_an_index_is_64_hex_digits_and_no_plain_hash():
    assert re.fullmatch(r"[0-9a-f]{64}", index())
    assert index() != hashlib.sha256(NUMBER.encode()).hexdigest()
    assert index() == index()


def test_indexes_of_different_values_and_purposes_differ():
    assert (
        len(
            {
                index(),
                blind_index(NUMBER, purpose="trainees.mobile"),
                blind_index("990000199001010095", purpose="trainees.id_number"),
                # No two (purpose, value) pairs may run together.
                blind_index("r" + NUMBER, purpose="trainees.id_numbe"),
            }
        )
        == 4
    )


def test_the_index_survives_a_rotation_from_start_to_end(settings):
    settings.DATA_KEY = OLD
    before = index()
    settings.DATA_KEY = f"{NEW},{OLD}"
    during = index()
    settings.DATA_KEY = f"{NEW},index:{OLD}"
    after = index()

    assert before == during == after


def test_forgetting_the_old_key_would_change_every_index(settings):
    settings.DATA_KEY = OLD
    before = index()
    settings.DATA_KEY = NEW

    assert index() != before


def test_a_token_digest_depends_on_the_secret_key_alone(settings):
    settings.SECRET_KEY = "x" * 40
    first = token_digest("KX7D-29QM")
    settings.DATA_KEY = NEW

    assert token_digest("KX7D-29QM") == first
    assert token_digest("KX7D-29QN") != first

    settings.SECRET_KEY = "y" * 40

    assert token_digest("KX7D-29QM") != first
