import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def frame():
    """``frame(client)``: what every page costs this person before it shows anything."""

    def measure(client) -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get("/help/")
        return len(taken)

    return measure
