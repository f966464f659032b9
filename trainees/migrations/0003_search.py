"""What finds people by their terms: a GIN index, or on SQLite a full-text table.

The full-text table keeps no text of its own (``content``) and no positions; triggers
follow every row within its transaction. A later change of ``trainees_searchentry`` that
makes SQLite copy the table must make the triggers again.
"""

from django.db import migrations

GIN = (
    "CREATE INDEX trainees_search_terms ON trainees_searchentry "
    "USING gin (terms) WITH (fastupdate = off)"
)
WORDS = """
CREATE VIRTUAL TABLE trainees_search_words USING fts5(
    terms, content='trainees_searchentry', content_rowid='nomination_id',
    tokenize='ascii', detail=none, columnsize=0
)
"""
ADD = "INSERT INTO trainees_search_words(rowid, terms) VALUES (new.nomination_id, new.terms);"
TAKE = (
    "INSERT INTO trainees_search_words(trainees_search_words, rowid, terms) "
    "VALUES ('delete', old.nomination_id, old.terms);"
)
FOLLOW = {"insert": ADD, "update": TAKE + " " + ADD, "delete": TAKE}


def set_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GIN, params=None)
        return
    schema_editor.execute(WORDS, params=None)
    for event, work in FOLLOW.items():
        schema_editor.execute(
            f"CREATE TRIGGER trainees_search_{event} AFTER {event} ON trainees_searchentry "
            f"BEGIN {work} END",
            params=None,
        )


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX trainees_search_terms")
        return
    for event in FOLLOW:
        schema_editor.execute(f"DROP TRIGGER trainees_search_{event}")
    schema_editor.execute("DROP TABLE trainees_search_words")


class Migration(migrations.Migration):
    dependencies = [("trainees", "0002_append_only")]
    operations = [migrations.RunPython(set_up, take_down)]
