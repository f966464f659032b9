from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.ui import beside, chrome, navigation, todos

TRAINING = ("institution", "partner")


class TraineesConfig(AppConfig):
    name = "trainees"
    verbose_name = _("学员")

    def ready(self):
        # The rooms below reach models, which exist only now that every app is loaded.
        from portal.jobs import registry  # noqa: PLC0415
        from programs import loading  # noqa: PLC0415
        from programs import obligations as duties  # noqa: PLC0415
        from trainees import frame, jobs, notifications, obligations  # noqa: PLC0415
        from trainees.actions import paper as papers  # noqa: PLC0415
        from trainees.actions import roster_import as imports  # noqa: PLC0415
        from trainees.loading import load_quotas  # noqa: PLC0415
        from trainees.todos import completion as ending  # noqa: PLC0415
        from trainees.todos import rosters as waiting  # noqa: PLC0415
        from trainees.todos import selection, twins  # noqa: PLC0415

        notifications.register()
        loading.extend(load_quotas)
        beside.register("cohort", frame.quotas_beside)
        registry.register(imports.STAGE_JOB, jobs.stage, label=_("校验名单文件"))
        registry.register(imports.ACCEPT_JOB, jobs.accept, label=_("接收名单"))
        registry.register(papers.MAKE_JOB, jobs.make_paper, queue="pdf", label=_("生成拟稿"))
        for duty in (obligations.RECOMMENDATION, obligations.SELECTION, obligations.ROSTER):
            duties.register(duty)
        duties.register(obligations.COMPLETION)
        _register_todos(waiting)
        _register_pages(waiting)
        _register_endings(ending)
        _register_selection(selection, waiting.writes_lists)
        finders = (*TRAINING, "centre", "bureau", "authority")
        navigation.register(finders, "watch", _("人员查询"), "people:search", "search", 15)
        alike = _("可能重复的人员")
        navigation.register("centre", "watch", alike, "twins:list", "users", 16)
        todos.register("centre", twins.to_tell_apart, twins.count_to_tell_apart)
        undated = _("待补有效期的称号")
        navigation.register(
            ("centre", "authority"), "watch", undated, "titles:undated", "cal", 17
        )


def _register_todos(waiting):
    todos.register((*TRAINING, "centre"), waiting.to_write, waiting.count_to_write)
    todos.register("centre", waiting.to_review, waiting.count_to_review)
    todos.register("bureau", waiting.to_confirm, waiting.count_to_confirm)
    todos.register("authority", waiting.to_answer, waiting.count_to_answer)


def _register_pages(waiting):
    page = navigation.register
    mine, theirs = "rosters:mine", "rosters:list"
    page(TRAINING, "do", _("学员名单"), mine, "users", 10, waiting.count_to_write)
    page("centre", "do", _("名单审核"), theirs, "users", 10, waiting.count_to_review)
    page(
        "centre",
        "watch",
        _("审核分工"),
        "rosters:workload",
        "chart",
        15,
        when=waiting.judges_lists,
    )
    page(
        "centre",
        "watch",
        _("回避申报"),
        "rosters:recusals",
        "ban",
        16,
        when=waiting.judges_lists,
    )
    page("bureau", "watch", _("回避申报"), "rosters:recusals", "ban", 21)
    page("centre", "do", _("自办班次名单"), mine, "book", 40, when=waiting.writes_lists)
    page("bureau", "watch", _("学员名单"), theirs, "users", 20, waiting.count_to_confirm)
    page(("bureau", "centre"), "manage", _("配额"), "quotas:list", "chart", 14)
    answers = waiting.count_to_answer
    page("authority", "do", _("推荐确认"), "nominations:pending", "check", 20, answers)
    page("authority", "watch", _("本地区学员"), "nominations:region", "users", 10)


def _register_selection(selection, writes):
    """The way of people whom authorities recommend themselves."""
    page = navigation.register
    todos.register("authority", selection.to_send, selection.count_to_send)
    todos.register((*TRAINING, "centre"), selection.to_select)
    drafts, offered = selection.count_to_send, selection.count_to_select
    page("authority", "do", _("推荐学员"), "recommendations:list", "mail", 18, drafts)
    page("authority", "watch", _("推荐结果"), "recommendations:results", "chart", 12)
    page(TRAINING, "do", _("推荐人选"), "candidates:list", "user", 12, offered)
    page("centre", "do", _("推荐人选"), "candidates:list", "user", 42, offered, when=writes)


def _register_endings(ending):
    """Hours and completion, the class's own accounts, and the trainee's tabs."""
    page = navigation.register
    todos.register("centre", ending.to_confirm)
    todos.register((*TRAINING, "centre"), ending.to_propose)
    page((*TRAINING, "centre"), "do", _("学时与结业"), "completions:list", "chart", 30)
    page("bureau", "watch", _("学时与结业"), "completions:list", "chart", 25)
    page("trainee", "", _("我的班级"), "my:home", "home", 10)
    page("trainee", "", _("我的信息"), "my:profile", "user", 30)
    chrome.fill("first_steps", _first_step)


def _first_step() -> list[dict]:
    return [{"text": _("学员激活账号"), "url": reverse("activate:claim")}]
