"""Encrypted values open only unchanged, in their own place, and across a rotation."""

import random

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.crypto import CannotDecrypt, decrypt, encrypt, is_current

OLD, NEW, OTHER = "a" * 64, "b" * 64, "c" * 64
NUMBER = "990000199001010094"
CONTEXT = "trainees.trainee.id_number:1"


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.DATA_KEY = OLD


@pytest.mark.parametrize("plain", ["", NUMBER, "阿卜杜拉·买买提", "𠮷" * 500])
def test_what_was_encrypted_reads_again(plain):
    assert decrypt(encrypt(plain, context=CONTEXT), context=CONTEXT) == plain


def test_the_same_value_never_looks_the_same_twice():
    ciphers = {encrypt(NUMBER, context=CONTEXT) for _ in range(50)}

    assert len(ciphers) == 50
    assert not any(NUMBER.encode() in cipher for cipher in ciphers)


def test_a_number_of_eighteen_digits_takes_51_bytes():
    assert len(encrypt(NUMBER, context=CONTEXT)) == 1 + 4 + 12 + 18 + 16


def test_a_memoryview_from_the_database_reads_like_bytes():
    cipher = memoryview(encrypt(NUMBER, context=CONTEXT))

    assert decrypt(cipher, context=CONTEXT) == NUMBER
    assert is_current(cipher)


def test_a_value_moved_to_another_row_or_field_is_refused():
    ciphers = {
        f"trainees.trainee.{field}:{row}": encrypt(
            NUMBER, context=f"trainees.trainee.{field}:{row}"
        )
        for field in ("id_number", "mobile")
        for row in range(10)
    }
    opened = [
        (place, other)
        for place, cipher in ciphers.items()
        for other in ciphers
        if opens(cipher, other)
    ]

    assert opened == [(place, place) for place in ciphers]


def opens(cipher, context) -> bool:
    try:
        decrypt(cipher, context=context)
    except CannotDecrypt:
        return False
    return True


def test_every_flipped_bit_is_refused():
    cipher = encrypt(NUMBER, context=CONTEXT)
    flipped = [
        bytes(b ^ (1 << bit) if i == at else b for i, b in enumerate(cipher))
        for at in range(len(cipher))
        for bit in range(8)
    ]

    assert [c for c in flipped if opens(c, CONTEXT)] == []


def test_cut_foreign_and_random_bytes_are_refused():
    cipher = encrypt(NUMBER, context=CONTEXT)
    chance = random.Random(7)  # noqa: S311 -- repeatable noise, no secret
    cut = [cipher[:n] for n in range(len(cipher))] + [cipher + b"\0"]
    noise = [chance.randbytes(chance.randrange(80)) for _ in range(500)]

    assert [c for c in cut + noise if opens(c, CONTEXT)] == []


def test_after_a_rotation_old_values_read_and_new_ones_are_written_under_the_new_key(settings):
    old = encrypt(NUMBER, context=CONTEXT)
    settings.DATA_KEY = f"{NEW}, {OLD}"

    assert decrypt(old, context=CONTEXT) == NUMBER
    assert not is_current(old)

    rewritten = encrypt(decrypt(old, context=CONTEXT), context=CONTEXT)
    settings.DATA_KEY = f"{NEW},index:{OLD}"

    assert is_current(rewritten)
    assert decrypt(rewritten, context=CONTEXT) == NUMBER
    assert not opens(old, CONTEXT)


def test_another_key_opens_nothing(settings):
    cipher = encrypt(NUMBER, context=CONTEXT)
    settings.DATA_KEY = OTHER

    assert not opens(cipher, CONTEXT)


@pytest.mark.parametrize(
    ("configured", "said"),
    [
        ("short", "至少 32 个字符"),
        (f"{OLD},short", "至少 32 个字符"),
        (f"{OLD},", "至少 32 个字符"),
        (f"index:{OLD}", "至少要有一个加密密钥"),
        (f"{NEW},index:{OLD},index:{OTHER}", "只能标一个"),
        (f"{OLD},{OLD}", "写了两次"),
    ],
)
def test_a_nonsense_keyring_is_refused_in_one_line(settings, configured, said):
    settings.DATA_KEY = configured

    with pytest.raises(ImproperlyConfigured) as refused:
        encrypt(NUMBER, context=CONTEXT)
    assert said in str(refused.value)
    assert configured not in str(refused.value)
