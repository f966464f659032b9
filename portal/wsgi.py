import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Utf8Request(WSGIRequest):
    """A request whose bytes are UTF-8, whatever its header claims.

    Django takes the charset of a ``Content-Type`` for any codec Python knows:
    ``base64`` raises before the first middleware, ``unicode_escape`` lets in
    lone surrogates that no database and no seal can take.
    """

    encoding = property(lambda self: "utf-8", lambda self, charset: None)


class Handler(WSGIHandler):
    request_class = Utf8Request


def make_application() -> Handler:
    django.setup(set_prefix=False)
    return Handler()


application = make_application()
