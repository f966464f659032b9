from . import reading


class BusinessTimeMiddleware:
    """One request sees one offset of business time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with reading():
            return self.get_response(request)
