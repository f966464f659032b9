"""What the documents promise exists."""

import re
from pathlib import Path

import pytest

from tests.test_house_rules import rank

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_link_leads_to_a_file(document):
    targets = LINK.findall(document.read_text(encoding="utf-8"))

    assert [t for t in targets if not (document.parent / t).exists()] == []


def test_every_make_command_of_the_readme_is_a_target():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)

    assert set(re.findall(r"make (\w+)", readme)) - set(targets) == set()


def test_the_architecture_names_the_chain_as_the_contract_has_it():
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \|", page.partition("## The chain")[2], re.M)
    heights = []
    for cell in rows[:12]:
        prefix, _, names = (
            cell.replace("`", "").replace("{", "").replace("}", "").partition(".")
        )
        parts = [f"{prefix}.{n.strip().removeprefix('portal.')}" for n in names.split(",")]
        heights.append({rank(part) if names else rank(prefix) for part in parts})

    assert [len(h) for h in heights] == [1] * 12
    assert [h.pop() for h in heights] == list(range(11, -1, -1))
