import pytest

from portal.notices import routes
from portal.notices.post import Recipient, post
from portal.policy import SystemActor
from tests.support import smtp_sink


@pytest.fixture
def topic(monkeypatch, tmp_path, settings):
    """``topic(name, subject, text)``: a topic with these words during this test only."""
    monkeypatch.setattr(routes, "_routes", dict(routes._routes))
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def topic(name="test.done", subject="名单已接收", text="{{ who }}，名单已接收。"):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        routes.register(name, subject=subject, template=f"{name}.txt")
        return name

    return topic


@pytest.fixture
def sink(settings):
    """A mail server of the test's own, which the portal is told to use."""
    sink = smtp_sink.start()
    settings.EMAIL_CONFIG = sink.config
    yield sink
    sink.close()


@pytest.fixture
def tell(topic, sink):
    topic()

    def tell(*addresses, by=None):
        post(
            "test.done",
            key="k",
            recipients=[Recipient(address=address) for address in addresses],
            context={"who": "望江大学"},
            link="/rosters/7/",
            actor=by or SystemActor("提醒"),
        )

    return tell
