"""Under which terms a person is found, and which terms a typed text asks for.

A term is a Chinese character of the name, two neighbouring characters of name
or enterprise, syllables and initials of the name, a Latin word, a credit code,
or a keyed index of the last characters of the document's number. All terms are
lower case without spaces, so that one column holds them on every database.
"""

import re
import unicodedata
from dataclasses import dataclass

from portal.crypto import blind_index

from .pinyin import spellings
from .text import HAN, narrow

TAIL_PURPOSE = "trainees.trainee.id_tail"
TAIL_LENGTHS = (4, 5, 6)
# Of 64 hex digits: a tail needs no more to be told apart, and cannot be turned round anyway.
TAIL_DIGITS = 16
CODE_LENGTH = 18
TAIL = re.compile(r"[0-9]{3,5}[0-9x]\Z")
NOT_WORD = re.compile(r"[\W_]+")
CHINESE = re.compile(f"[{HAN}]+")
MOST_WORDS = 5


@dataclass(frozen=True)
class Sought:
    """What a text asks for: every term, and every part that must stand as typed."""

    terms: tuple[str, ...]
    parts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)


def bare(text: str) -> str:
    """Letters, digits and characters alone, in one spelling: ``A·B（C）`` is ``abc``."""
    return NOT_WORD.sub("", narrow(text).casefold())


def tails(number: str) -> list[str]:
    """Keyed indexes of the last four, five and six characters of a document's number."""
    text = narrow(number).casefold()
    return [_tail(text[-length:]) for length in TAIL_LENGTHS if len(text) > length]


def person_terms(name: str, name_latin: str = "") -> set[str]:
    """Characters and pairs, syllables and initials, and the words of a Latin name."""
    chinese = "".join(CHINESE.findall(name))
    found = set(chinese) | _pairs(chinese)
    for syllables in spellings(chinese):
        found |= _spelled([_latin(syllable) for syllable in syllables])
    for text in (name, name_latin):
        words = [_latin(word) for word in text.split() if word.isascii() or _latin(word)]
        words = [word for word in words if word]
        found |= {*words, "".join(words)} if words else set()
    return found - {""}


def enterprise_terms(uscc: str, *names: str) -> set[str]:
    """The credit code, every pair of Chinese characters, and Latin words."""
    found = {uscc.casefold()}
    for name in names:
        for run in CHINESE.findall(name):
            found |= _pairs(run)
        found |= set(re.findall(r"[a-z0-9]{2,}", narrow(name).casefold()))
    return found


def sought(text: str) -> Sought:
    """The terms and parts of at most five words; nothing where no word can be looked up."""
    terms, parts = [], []
    for word in narrow(text).casefold().split()[:MOST_WORDS]:
        if _latin(word) and not CHINESE.search(word):
            terms.append(_word(bare(word), _latin(word)))
            continue
        runs = CHINESE.findall(bare(word))
        terms += [run for run in runs if len(run) == 1]
        terms += [pair for run in runs for pair in sorted(_pairs(run))]
        if len(bare(word)) > 2:
            parts.append(bare(word))
    return Sought(tuple(dict.fromkeys(terms)), tuple(parts))


def _word(plain: str, latin: str) -> str:
    """A word without Chinese: a credit code, the tail of a number, or a spelling."""
    if len(plain) == CODE_LENGTH:
        return plain
    return _tail(plain) if TAIL.match(plain) else latin


def _tail(text: str) -> str:
    return blind_index(text, purpose=TAIL_PURPOSE)[:TAIL_DIGITS]


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _spelled(syllables: list[str]) -> set[str]:
    """wang, hao, ran; wanghao, wanghaoran, haoran; wh, whr."""
    found, initials = set(syllables), "".join(syllable[:1] for syllable in syllables)
    for length in range(2, len(syllables) + 1):
        found |= {"".join(syllables[:length]), "".join(syllables[-length:])}
        found.add(initials[:length])
    return found


def _latin(word: str) -> str:
    """Letters and digits of the Latin alphabet; ü as v, the way pinyin is typed."""
    plain = narrow(word).casefold().replace("ü", "v")
    plain = unicodedata.normalize("NFKD", plain)
    plain = re.sub(r"[^a-z0-9]", "", plain)
    return re.sub(r"\b([ln])yu(?!an)", r"\1v", plain)
