"""Looking through a list by its filter: words go by POST, the address keeps them sealed."""

from urllib.parse import unquote

from django.urls import reverse


def answered(client, url, q, **query):
    """The answer of a list after ``q`` was sent; its address must not hold it in clear."""
    sent = client.post(url, {"q": q, **query})
    assert sent.status_code == 302
    assert q not in unquote(sent.url)
    page = client.get(sent.url)
    assert page.status_code == 200
    return page


def found(client, name, *args, q, **query) -> str:
    """The page of such a list."""
    return answered(client, reverse(name, args=args), q, **query).content.decode()
