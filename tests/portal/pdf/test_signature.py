"""The place kept for a signature."""

import hashlib
from datetime import UTC, datetime

import pytest

from portal.pdf import signature
from tests.portal.pdf.test_rendering import made

AT = datetime(2023, 11, 10, 16, 30, tzinfo=UTC)


def test_what_is_signed_is_the_whole_file_but_the_place_itself():
    seen = []

    def message(digest):
        seen.append(digest)
        return b"\xab" * 100

    [content] = made("<p>证书</p>", reserved=100)
    signed = signature.fill(content, 100, claimed_at=AT, message=message)

    place = signed.index(b"<" + b"ab" * 100 + b">")
    digest = hashlib.sha256(signed[:place] + signed[place + 202 :]).digest()
    assert seen == [digest]
    assert len(signed) == len(content)
    assert b"/M(D:20231111003000+08'00')" in signed
    assert (
        f"/ByteRange[0000000000 {place:010} {place + 202:010} {len(signed) - place - 202:010}]"
    ).encode() in signed


def test_a_file_is_signed_once():
    [content] = made("<p>证书</p>", reserved=100)
    signed = signature.fill(content, 100, claimed_at=AT, message=lambda digest: b"\x01")

    with pytest.raises(signature.NoPlace):
        signature.fill(signed, 100, claimed_at=AT, message=lambda digest: b"\x01")


def test_a_file_without_a_place_is_refused():
    with pytest.raises(signature.NoPlace):
        signature.fill(made("<p>证书</p>")[0], 100, claimed_at=AT, message=bytes)


def test_a_message_longer_than_its_place_is_refused():
    [content] = made("<p>证书</p>", reserved=10)

    with pytest.raises(ValueError, match="longer"):
        signature.fill(content, 10, claimed_at=AT, message=lambda digest: bytes(11))
