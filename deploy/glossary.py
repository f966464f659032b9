"""Writes the models' part of docs/glossary.md from the models' own docstrings.

A model's docstring reads ``中文: what it is.``; the part outside the two
marks is written by hand.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs/glossary.md"
BEGIN, END = "<!-- models: deploy/glossary.py -->", "<!-- end of models -->"
OURS = ("portal.", "institutions", "programs", "trainees", "certificates")


def rows() -> list[str]:
    """One table row per model of ours: 中文, ``app.Model``, what it is."""
    from django.apps import apps  # noqa: PLC0415 -- after django.setup()

    models = [m for m in apps.get_models() if m.__module__.startswith(OURS)]
    return [
        f"| {model._meta.verbose_name} | `{model._meta.label}` | {meaning(model)} |"
        for model in sorted(models, key=lambda m: m._meta.label)
    ]


def meaning(model) -> str:
    """The docstring's first paragraph without the Chinese word before its colon."""
    first = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    _word, colon, rest = first.partition(":")
    return (rest if colon else first).strip().replace("|", "/")


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django  # noqa: PLC0415 -- settings come first

    django.setup()
    before, _begin, rest = GLOSSARY.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = ["| 中文 | 代码 | 含义 |", "|---|---|---|", *rows()]
    content = f"{before}{BEGIN}\n" + "\n".join(table) + f"\n{END}{after}"
    GLOSSARY.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
