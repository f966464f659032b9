"""``manage.py load_season``: personas, players, and the season up to the business time."""

from django.core.management import BaseCommand

from portal.demo.script import load_season


class Command(BaseCommand):
    help = "载入演练身份、演练单位和截至业务时间的演练事件；可重复执行"

    def handle(self, **options):
        played = load_season()
        self.stdout.write(f"演练事件 {played} 项")
