"""What the catalogue's own check cannot see: how the English reads beside the Chinese."""

import re

import pytest
from django.apps import apps
from django.utils import translation

from deploy import catalogue

CHINESE_ONLY = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
QUOTED = re.compile(r"“[^”]*”")
TAG = re.compile(r"<[^>]*>")


def entries():
    """``(message, ids, texts)`` of every entry that has its English."""
    for message in catalogue.read_catalogue():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(texts):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            yield message, ids, texts


def translated():
    return ((ids, texts) for _message, ids, texts in entries())


def test_chinese_is_left_only_where_a_chinese_word_is_to_be_typed():
    """Such entries are flagged ``keep-han`` and quote the word."""
    left = [
        text
        for message, _ids, texts in entries()
        for text in texts
        if CHINESE_ONLY.search(QUOTED.sub("", text) if "keep-han" in message.flags else text)
    ]

    assert left == []


def test_tags_and_lines_are_those_of_the_chinese():
    def shape(text):
        return TAG.findall(text), text.count("\n")

    differing = [ids[-1] for ids, texts in translated() if shape(ids[-1]) != shape(texts[-1])]

    assert differing == []


def test_sentences_end_where_the_chinese_ones_end():
    """A hint without a full stop stays one; a sentence keeps its own."""
    differing = [
        ids[-1]
        for ids, texts in translated()
        if ids[-1].rstrip().endswith("。") != texts[-1].rstrip().endswith(".")
    ]

    assert differing == []


def test_quotation_marks_come_in_pairs():
    odd = [t for _ids, texts in translated() for t in texts if t.count("“") != t.count("”")]

    assert odd == []


def fields_with_words():
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if field.choices and field.name in {"state", "decision", "opinion"}:
                yield pytest.param(field, id=f"{model._meta.label_lower}.{field.name}")


@pytest.mark.parametrize("field", list(fields_with_words()))
def test_two_states_of_one_thing_have_two_english_words(field):
    english = {ids[0]: texts[0] for ids, texts in translated() if len(ids) == 1}
    with translation.override("zh-hans"):
        words = [english.get(str(label), str(label)) for _code, label in field.choices]

    assert sorted(words) == sorted(set(words))
