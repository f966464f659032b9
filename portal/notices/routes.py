"""What each topic says: subject and text. Apps register theirs in ``AppConfig.ready()``."""

from dataclasses import dataclass

from django.template import Context
from django.template.loader import get_template

from portal.language import house_language


class UnknownTopic(LookupError):
    """Nobody registered words for this topic."""


@dataclass(frozen=True, slots=True)
class Route:
    subject: str
    template: str

    def words(self, context: dict) -> tuple[str, str]:
        """Subject and body, in the portal's own language whoever acts."""
        with house_language():
            subject = " ".join((str(self.subject) % context).split())
            # A plain text: what is escaped here would reach the reader as &quot;.
            page = get_template(self.template).template
            return subject[:200], page.render(Context(context, autoescape=False)).strip()


_routes: dict[str, Route] = {}


def register(topic: str, *, subject, template: str) -> None:
    """Give ``topic`` (``roster.approved``) its words.

    Args:
        subject: Lazily translated; ``%(name)s`` is filled from the context.
        template: Plain text (``programs/notices/circular.txt``), rendered
            with the context. Names only: no numbers of identity papers or
            telephones. The link is added by the portal.
    """
    if topic in _routes:
        raise ValueError(f"notice topic {topic!r} is registered twice")
    _routes[topic] = Route(subject, template)


def known(topic: str) -> Route:
    try:
        return _routes[topic]
    except KeyError:
        raise UnknownTopic(topic) from None


def topics() -> dict[str, Route]:
    return dict(_routes)
