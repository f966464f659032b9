"""What a request claims about its own bytes: nothing that the portal believes."""

from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from portal.wsgi import application

pytestmark = pytest.mark.django_db
CODECS = ["base64", "hex", "rot13", "idna", "undefined", "zlib", "unicode_escape", "utf-16"]


@pytest.fixture(autouse=True)
def _keep_the_connection():
    """The real application closes what the test itself still needs."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def status(path, content_type, body=b"", query=""):
    environ = RequestFactory().generic("POST" if body else "GET", path).environ
    environ |= {
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "QUERY_STRING": query,
        "wsgi.input": BytesIO(body),
    }
    answered = []
    application(environ, lambda line, headers: answered.append(int(line.split()[0])))
    return answered[0]


@pytest.mark.parametrize("codec", CODECS)
def test_an_address_is_read_as_utf_8_whatever_the_header_says(codec):
    assert status("/verify/", f"text/plain; charset={codec}", query="a=%ff") == 200


@pytest.mark.parametrize("codec", CODECS)
def test_a_form_is_read_as_utf_8_whatever_the_header_says(codec):
    lines = ["--x", 'Content-Disposition: form-data; name="number"', "", r"\ud800", "--x--", ""]
    body = "\r\n".join(lines).encode()

    # Without the page's token the form is refused, after it was read.
    assert (
        status("/accounts/login/", f"multipart/form-data; boundary=x; charset={codec}", body)
        == 403
    )
