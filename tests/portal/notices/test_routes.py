"""What is posted has words, and every word of it can be drawn."""

import ast
from pathlib import Path

import pytest
from django.template.loader import get_template

from portal.notices import routes

ROOT = Path(__file__).resolve().parents[3]
APPS = ("portal", "institutions", "programs", "trainees", "certificates")


def posted():
    """Every topic handed by name to ``post(...)``, with the file that does it."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "post"
                if named and node.args and isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value, str(path.relative_to(ROOT))


def test_every_posted_topic_has_words():
    assert [(t, where) for t, where in posted() if t not in routes.topics()] == []
    assert "circular.published" in dict(posted())


@pytest.mark.parametrize("topic", sorted(routes.topics()))
def test_every_template_of_words_stands_and_is_plain_text(topic):
    template = routes.known(topic).template

    assert template.endswith(".txt")
    get_template(template)
