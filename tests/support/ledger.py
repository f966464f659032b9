"""The ledger of notices with its one guard taken away, for tests that must then fail."""

from django.db import connection

from portal.jobs.models import Job
from portal.notices.models import Notice


class Ledger:
    """The unique constraint that makes a reminder happen once, on or off."""

    every = list(Notice._meta.constraints)
    once = next(constraint for constraint in every if constraint.name == "notice_once")

    def __init__(self, *, on):
        self.on = on

    def __enter__(self):
        if not self.on:
            # SQLite makes the table anew from what the model then lists.
            Notice._meta.constraints = [c for c in self.every if c is not self.once]
            with connection.schema_editor() as editor:
                editor.remove_constraint(Notice, self.once)

    def __exit__(self, *problem):
        if not self.on:
            Notice.objects.all().delete()
            Job.objects.all().delete()
            Notice._meta.constraints = self.every
            with connection.schema_editor() as editor:
                editor.add_constraint(Notice, self.once)
