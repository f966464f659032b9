from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.ui import chrome, navigation, workbench
from portal.ui import todos as worklist

OFFICES = ("bureau", "centre")
PLANNERS = ("institution", "partner")


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("年度计划")

    def ready(self):
        from . import frame, jobs, notifications, obligations  # noqa: PLC0415 -- models
        from .todos import lists, milestone  # noqa: PLC0415 -- as above

        for duty in (obligations.RECEIPT, obligations.CONTACT_SHEET, obligations.PLAN):
            obligations.register(duty)
        notifications.register()
        jobs.register()
        worklist.register("bureau", lists.for_bureau)
        worklist.register("centre", lists.for_centre)
        worklist.register("authority", lists.for_authority)
        worklist.register(PLANNERS, lists.for_institution)
        alarm = milestone.reminders_not_sent
        worklist.register(("bureau", "operator"), alarm, milestone.count_not_sent)
        _announce_pages()
        _fill_frame(frame)


def _announce_pages() -> None:
    from .todos import cohort, contact_sheet, filing  # noqa: PLC0415 -- as above

    page = navigation.register
    sheets, plans = contact_sheet.sheets_waiting, cohort.plans_waiting
    answers, back = cohort.countersigns_waiting, cohort.plans_returned
    page("bureau", "do", _("信息表看板"), "sheets:board", "grid", 10, count=sheets)
    page("authority", "do", _("工作信息表"), "sheets:mine", "doc", 10)
    page("authority", "do", _("方案会签"), "cohorts:countersigns", "check", 20, count=answers)
    page(OFFICES, "do", _("培训方案"), "cohorts:list", "book", 20, count=plans)
    page(PLANNERS, "do", _("培训方案"), "cohorts:list", "book", 20, count=back)
    title, url = _("联合委托培养"), "filings:list"
    page("bureau", "do", title, url, "swap", 30, count=filing.filings_waiting)
    page("authority", "do", title, url, "swap", 30, count=filing.filings_returned)
    page((*PLANNERS, "centre"), "watch", title, url, "swap", 30)
    page("authority", "watch", _("培训班次"), "cohorts:list", "book", 20)
    page(OFFICES, "watch", _("谁还没办"), "milestones:arrears", "users", 5)
    page((*OFFICES, *PLANNERS, "authority"), "watch", _("通知"), "circulars:list", "mail", 10)
    page((*OFFICES, *PLANNERS, "authority"), "watch", _("通讯录"), "contacts:list", "phone", 90)
    page(OFFICES, "manage", _("年度时点"), "milestones:list", "cal", 10)
    page("bureau", "manage", _("放假调休"), "holidays:list", "cal", 12)
    page("bureau", "manage", _("重复参训"), "repeats:rule", "refresh", 14)


def _fill_frame(frame) -> None:
    chrome.fill("programme_line", frame.programme_line)
    chrome.fill("published", frame.published)
    chrome.fill("consult", frame.rehearsed_consult if settings.REHEARSAL else frame.consult)
    everyone = (*OFFICES, *PLANNERS, "authority", "evaluator")
    workbench.register("milestones", everyone, frame.coming)
    workbench.register("recent", everyone, frame.lately)
    workbench.register("figures", "bureau", frame.bureau_figures)
