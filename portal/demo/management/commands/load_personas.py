"""``manage.py load_personas``: the rehearsal's ways in."""

from django.core.exceptions import PermissionDenied
from django.core.management import BaseCommand, CommandError

from portal.demo.personas import MissingBodies, load_personas


class Command(BaseCommand):
    help = "Make the rehearsal personas; those that are there are left alone."

    def handle(self, **options):
        try:
            made = load_personas()
        except (MissingBodies, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{made} personas made")
