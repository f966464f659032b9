import pytest

from institutions.states import Kind
from tests.factories import actor


@pytest.fixture
def officer(client):
    """An officer of the Bureau, signed in."""
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person
