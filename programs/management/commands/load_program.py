"""``manage.py load_program 2022-2023``: a year's reference data, idempotent."""

from django.core.management import BaseCommand, CommandError

from programs.loading import load_program, years


class Command(BaseCommand):
    help = "载入一个年度的单位、方向、任务、时点和通知草稿；可重复执行"

    def add_arguments(self, parser):
        parser.add_argument("code", help="/".join(years()))

    def handle(self, *, code, **options):
        if code not in years():
            raise CommandError(f"没有 {code} 年度的数据，可用：{'、'.join(years())}")
        program = load_program(code)
        self.stdout.write(f"{program.code} {program.title}：已载入")
