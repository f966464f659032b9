"""The glossary's words lead to identifiers that exist, its models' table to the models."""

import re
from pathlib import Path

from deploy import glossary

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "institutions", "programs", "trainees", "certificates")
PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


def test_every_identifier_of_the_words_is_one_in_the_code():
    words = PAGE.partition("## 数据表")[0]
    named = {
        n
        for row in re.findall(r"^\|[^|]*\|([^|]*)\|", words, re.M)
        for n in re.findall(r"`(\w+)`", row)
    }
    code = {
        word
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }

    assert named - code == set()
    assert len(named) > 40


def test_the_table_of_models_is_what_the_models_say():
    table = PAGE.partition(glossary.BEGIN)[2].partition(glossary.END)[0].strip().splitlines()

    # deploy/glossary.py writes it.
    assert table[2:] == glossary.rows()
