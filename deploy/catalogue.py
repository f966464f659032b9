"""The English catalogue against the texts in the code; needs no GNU gettext.

Chinese is the source language: a message's id is its Chinese text, so the
English catalogue is the only one. Without options it lists what is wrong and
exits 1; with ``--update`` it adds missing entries (to be translated by hand)
and drops unused ones.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
SOURCES = ("portal", "institutions", "programs", "trainees", "certificates", "templates")
KEYWORDS = {
    "_": None,
    "_t": None,  # gettext beside gettext_lazy
    "_column": (2,),  # a roster's column and its label
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0 +-]*\d*(?:\.\d+)?[sdrf]|\{\w*\}")
SHOWN = 30
HAN = re.compile(r"[\u3400-\u9fff]")

Key = tuple[str | None, str | tuple[str, str]]


def messages_in(text: str, *, is_template: bool) -> Iterator[Key]:
    """``(context, id)`` of every marked text; a plural's id is ``(singular, plural)``."""
    if is_template:
        # The tokenizer would take a template's indentation for Python's.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    source = BytesIO(text.encode())
    for _line, found, _comments, context in extract("python", source, KEYWORDS):
        yield context, tuple(found) if isinstance(found, (tuple, list)) else found


def messages_of_the_house() -> dict[Key, str]:
    """Every marked text and the first file it stands in."""
    found: dict[Key, str] = {}
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if (
                path.suffix not in {".py", ".html", ".txt", ".svg"}
                or "migrations" in path.parts
            ):
                continue
            text = path.read_text(encoding="utf-8")
            for key in messages_in(text, is_template=path.suffix != ".py"):
                found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def read_catalogue() -> Catalog:
    with CATALOGUE.open("rb") as handle:
        return read_po(handle, locale="en")


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one entry's translation."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if not all(texts):
        yield "untranslated"
        return
    wanted = sorted(PLACEHOLDER.findall(ids[-1]))
    # A singular may leave its number out: "1 row", "one row".
    if sorted(PLACEHOLDER.findall(texts[-1])) != wanted:
        yield f"placeholders differ from {wanted}"
    if any(HAN.search(text) for text in texts) and "keep-han" not in message.flags:
        yield "still Chinese"


def problems(used: dict[Key, str], catalogue: Catalog) -> list[str]:
    """One line per missing, unused or faulty entry."""
    entries = {(m.context, m.id): m for m in catalogue if m.id}
    lines = [f"missing: {key[1]!r} ({used[key]})" for key in used if key not in entries]
    lines += [f"unused: {key[1]!r}" for key in entries if key not in used]
    for key, message in entries.items():
        if key in used:
            lines += [f"{fault}: {key[1]!r}" for fault in faults(message)]
    return lines


def updated(used: dict[Key, str], old: Catalog) -> Catalog:
    """The old translations of the texts in use, and empty entries for the new ones."""
    entries = {(m.context, m.id): m for m in old if m.id}
    fresh = Catalog(locale="en", fuzzy=False, header_comment="# English texts of the portal.")
    fresh.mime_headers = old.mime_headers
    for key in sorted(used, key=lambda key: (str(key[1]), key[0] or "")):
        known = entries.get(key)
        fresh.add(
            key[1],
            known.string if known else None,
            flags=known.flags if known else (),
            context=key[0],
        )
    return fresh


def save(catalogue: Catalog) -> None:
    """Without locations and dates, which change with every unrelated edit."""
    plain = BytesIO()
    write_po(plain, catalogue, width=96, no_location=True, omit_header=True)
    header = (
        "# English texts of the portal; made by deploy/catalogue.py, translated by hand.\n"
        'msgid ""\nmsgstr ""\n'
        '"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    CATALOGUE.write_bytes(header.encode() + plain.getvalue())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--all", action="store_true", help=f"list more than {SHOWN} problems")
    options = parser.parse_args(arguments)
    used, catalogue = messages_of_the_house(), read_catalogue()
    if options.update:
        catalogue = updated(used, catalogue)
        save(catalogue)
    lines = problems(used, catalogue)
    for line in lines if options.all else lines[:SHOWN]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"catalogue: {len(used)} texts, {len(lines)} problems\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
