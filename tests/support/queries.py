"""What a page costs in queries, its frame included.

The frame's bell and counters belong to other apps and change with them; that
a list does not grow is shown by comparing, not by one figure for all time.
"""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def cost(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
