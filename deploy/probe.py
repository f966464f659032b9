"""Health of the web role from inside its container: exit 0 when /readyz answers 200."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

site = urlsplit(os.environ["PORTAL_SITE_URL"])
request = urllib.request.Request(
    "http://127.0.0.1:8000/readyz",
    headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme},
)
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 -- the address above
        sys.exit(answer.status != 200)
except urllib.error.URLError as problem:
    sys.exit(str(problem))
