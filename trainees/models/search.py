"""How people are found: the terms of each nomination, kept for both databases.

On PostgreSQL the terms are an array under a GIN index; on SQLite a text whose
words triggers keep in a full-text table. Index, table and triggers are made by
``0003_search``; a query looks the same on either.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

FULL_TEXT = "trainees_search_words"


class TermsField(models.Field):
    """A set of words without spaces; the only question to it is ``holds``."""

    def db_type(self, connection):
        return "text[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        words = sorted(value)
        return words if connection.vendor == "postgresql" else " ".join(words)


@TermsField.register_lookup
class Holds(models.Lookup):
    """``terms__holds=[…]``: every one of these words is among the terms."""

    lookup_name = "holds"

    def get_db_prep_lookup(self, value, connection):
        return "", [list(value)]

    def get_prep_lookup(self):
        return self.rhs

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> %s::text[]", [*params, list(self.rhs)]

    def as_sql(self, compiler, connection):
        """SQLite: the full-text table gives the rows of all words at once."""
        quote = compiler.quote_name_unless_alias
        column = f"{quote(self.lhs.alias)}.{quote('nomination_id')}"
        words = " ".join('"' + word.replace('"', '""') + '"' for word in self.rhs)
        table = quote(FULL_TEXT)
        found = f"SELECT rowid FROM {table} WHERE {table} MATCH %s"  # noqa: S608 -- own names
        return f"{column} IN ({found})", [words]


class SearchEntry(models.Model):
    """检索条目: what one nomination is found by; written with it, never shown.

    ``text`` is name and enterprise in one spelling: pairs of characters find
    candidates, and what was typed must stand there as a whole.
    """

    nomination = models.OneToOneField(
        "Nomination", models.CASCADE, primary_key=True, related_name="search"
    )
    terms = TermsField(_("检索词"))
    text = models.TextField(_("检索文本"))

    class Meta:
        verbose_name = verbose_name_plural = _("检索条目")

    def __str__(self):
        return str(self.nomination_id)
