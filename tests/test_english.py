"""What the catalogue's own check cannot see: how the English reads beside the Chinese."""

import re

import pytest
from django.apps import apps
from django.utils import translation

from deploy import catalogue

CHINESE_ONLY = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
TAG = re.compile(r"<[^>]*>")


def translated():
    """``(ids, texts)`` of every entry that has its English."""
    for message in catalogue.read_catalogue():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(texts):
            yield message.id if isinstance(message.id, tuple) else (message.id,), texts


def test_no_chinese_mark_is_left_in_the_english():
    left = [text for _ids, texts in translated() for text in texts if CHINESE_ONLY.search(text)]

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
