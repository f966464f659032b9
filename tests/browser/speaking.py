"""The portal's words in the language of whoever walks: one walk, heard in each."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext, pgettext


@dataclass(frozen=True)
class Speech:
    """``speech("已录取 %(n)d 人", n=2)``: what a page in this language says."""

    language: str = "zh-CN"

    def __call__(self, words: str, context: str = "", **values) -> str:
        with translation.override("en" if self.language.startswith("en") else "zh-hans"):
            said = pgettext(context, words) if context else gettext(words)
        return said % values if values else said
