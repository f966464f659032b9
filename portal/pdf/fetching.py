"""The only door between a paper and the world, and it is shut.

Papers carry typed text. Whatever address gets into one, nothing is read from
disk or network: only what the renderer itself has put at hand is served.
"""

from weasyprint.urls import URLFetcher, URLFetcherResponse


class Refused(ValueError):
    """A paper asked for something that was not put at hand."""


class Closed(URLFetcher):
    """Serves from memory and refuses everything else.

    Args:
        served: Address to content and media type.

    ``refused`` collects the addresses asked for in vain: WeasyPrint logs a
    failed fetch and goes on, and a paper with a hole must not go out.
    """

    def __init__(self, served: dict[str, tuple[bytes, str]]):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._served = served
        self.refused: list[str] = []

    def fetch(self, url, headers=None):
        if url not in self._served:
            self.refused.append(url)
            raise Refused(url)
        content, media_type = self._served[url]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})
