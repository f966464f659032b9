"""What people are told about lists, and how acts on them read in a history.

Names of classes and counts, never of persons.
"""

from django.utils.translation import gettext_lazy as _

from portal.audit.timeline import describe
from portal.notices import routes

SUBJECTS = {
    "roster.submitted": _("%(cohort)s提交了学员名单"),
    "roster.proposed": _("%(cohort)s的名单已审完，请确认"),
    "roster.reconsider": _("%(cohort)s的名单须重新审核"),
    "roster.returned": _("%(cohort)s的名单退回修改"),
    "roster.decided": _("%(cohort)s的名单已办理"),
    "completion.proposed": _("%(cohort)s提出了结业建议，请确认"),
    "completion.confirmed": _("%(cohort)s的结业结果已确认"),
    "completion.returned": _("%(cohort)s的结业建议退回重新评定"),
    "nomination.disowned": _("%(cohort)s：%(authority)s答复一名学员不是其推荐"),
}
ACTS = {
    "trainees.roster": {
        "begin": _("开始编制名单"),
        "accept_rows": _("收入学员"),
        "remove_entries": _("移出学员"),
        "approved_rows": _("拟通过学员"),
        "returned_rows": _("拟退回学员"),
        "rejected_rows": _("拟不通过学员"),
        "held_rows": _("暂缓学员"),
        "pending_rows": _("将学员改回待审"),
    },
    "trainees.nomination": {"list": _("列入名单"), "amend": _("更正内容")},
    "trainees.rosterentry": {"judge": _("审核"), "disown": _("否认推荐")},
    "trainees.trainee": {
        "reveal_id_number": _("查看证件号码"),
        "rename": _("更正姓名"),
    },
    "trainees.enrolment": {"enrol": _("录取")},
    "trainees.rosterimport": {"upload": _("上传名单文件"), "correct_row": _("改正一行")},
}


def register() -> None:
    for model, words in ACTS.items():
        describe(model, words)
    for topic, subject in SUBJECTS.items():
        template = f"trainees/notices/{topic.replace('.', '_')}.txt"
        routes.register(topic, subject=subject, template=template)
