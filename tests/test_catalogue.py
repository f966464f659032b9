"""The English catalogue is checked without GNU gettext, so the check itself is tested."""

import pytest
from babel.messages.catalog import Catalog

from deploy import catalogue


def test_texts_of_templates_are_found_wherever_they_may_stand():
    page = """
    {% comment %}{% translate "注释里的" %}{% endcomment %}
        <h1>{% translate "学员名单" %}</h1>
      {% page_head title=_("审核") %}
    {{ value|default:_("无") }}
    {% blocktranslate count n=rows trimmed %}
      {{ n }} 行
    {% plural %}
      共 {{ n }} 行
    {% endblocktranslate %}
    """

    found = list(catalogue.messages_in(page, is_template=True))

    assert found == [
        (None, "学员名单"),
        (None, "审核"),
        (None, "无"),
        (None, ("%(n)s 行", "共 %(n)s 行")),
    ]


def test_texts_of_the_code_are_found_with_their_context():
    code = (
        '_("甲"), pgettext("表头", "乙"), ngettext("%(n)d 人", "共 %(n)d 人", n), plain("丙")'
    )

    found = list(catalogue.messages_in(code, is_template=False))

    assert found == [(None, "甲"), ("表头", "乙"), (None, ("%(n)d 人", "共 %(n)d 人"))]


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("名单", "Roster", None),
        ("名单", "", "untranslated: '名单'"),
        ("名单", "名单", "still Chinese: '名单'"),
        ("%(n)d 人", "people", "placeholders differ from ['%(n)d']: '%(n)d 人'"),
        ("已用 %(p)s%%", "%(p)s%% used", None),
    ],
)
def test_a_faulty_translation_is_named(text, translation, fault):
    entries = Catalog(locale="en")
    entries.add(text, translation)

    said = catalogue.problems({(None, text): "page.html"}, entries)

    assert said == ([fault] if fault else [])


def test_missing_and_unused_entries_are_named_and_put_right():
    entries = Catalog(locale="en")
    entries.add("旧文", "old text")
    used = {(None, "新文"): "page.html"}

    assert catalogue.problems(used, entries) == [
        "missing: '新文' (page.html)",
        "unused: '旧文'",
    ]
    assert catalogue.problems(used, catalogue.updated(used, entries)) == [
        "untranslated: '新文'"
    ]
