"""What people are told about lists and completions.

Names of classes and counts, never of persons.
"""

from django.utils.translation import gettext_lazy as _

from portal.notices import routes

SUBJECTS = {
    "roster.submitted": _("%(cohort)s提交了学员名单"),
    "roster.allotted": _("分给您 %(people)d 人的名单，请审核"),
    "recusal.declared": _("%(name)s申报回避，请改分名单"),
    "roster.proposed": _("%(cohort)s的名单已审完，请确认"),
    "roster.reconsider": _("%(cohort)s的名单须重新审核"),
    "roster.returned": _("%(cohort)s的名单退回修改"),
    "roster.decided": _("%(cohort)s的名单已办理"),
    "roster.locked": _("%(cohort)s的名单已锁定"),
    "completion.proposed": _("%(cohort)s提出了结业建议，请确认"),
    "completion.confirmed": _("%(cohort)s的结业结果已确认"),
    "completion.returned": _("%(cohort)s的结业建议退回重新评定"),
    "nomination.disowned": _("%(cohort)s：%(authority)s答复一名学员不是其推荐"),
    "nomination.retracted": _("%(cohort)s：%(authority)s撤回了一名人选的推荐"),
    "recommendation.sent": _("%(authority)s推荐了 %(people)d 人"),
    "recommendation.withdrawn": _("%(authority)s撤回了推荐"),
}
# What an authority hears of those it recommended; one text, another subject.
SELECTED = {
    "shortlisted": _("%(body)s拟录取了贵单位推荐的 %(people)d 人"),
    "waitlisted": _("%(body)s将贵单位推荐的 %(people)d 人列为候补"),
    "promoted": _("%(body)s将贵单位推荐的 %(people)d 人由候补递补"),
    "enlisted": _("%(body)s将贵单位推荐的 %(people)d 人列入名单"),
    "released": _("%(body)s将贵单位推荐的 %(people)d 人放回推荐库"),
}
DECLINED = _("%(body)s未录取贵单位推荐的 %(people)d 人")


def register() -> None:
    for topic, subject in SUBJECTS.items():
        template = f"trainees/notices/{topic.replace('.', '_')}.txt"
        routes.register(topic, subject=subject, template=template)
    for what, subject in SELECTED.items():
        template = "trainees/notices/selection_moved.txt"
        routes.register(f"selection.{what}", subject=subject, template=template)
    template = "trainees/notices/selection_declined.txt"
    routes.register("selection.declined", subject=DECLINED, template=template)
