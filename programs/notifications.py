"""What the programme year tells people: one subject and one plain text per topic."""

from django.utils.translation import gettext_lazy as _

from portal.notices import routes

SUBJECTS = {
    "circular.published": _("请签收通知：%(title)s"),
    "contact_sheet.submitted": _("%(authority)s报送了信息表，请确认"),
    "contact_sheet.scanned": _("%(authority)s补传了信息表盖章扫描件，请确认"),
    "contact_sheet.entered": _("中小企业局已按来文代录信息表"),
    "contact_sheet.returned": _("信息表已退回，请修改后重新报送"),
    "contact_sheet.accepted": _("信息表已确认"),
    "milestone.postponed": _("“%(milestone)s”延期至 %(due_on)s"),
    "milestone.extended": _("“%(milestone)s”的期限为%(organization)s延至 %(due_on)s"),
    "milestone.extension_withdrawn": _("“%(milestone)s”：%(organization)s的单独期限已撤销"),
    "milestone.reminder": _("请办理“%(milestone)s”：%(due)s"),
    "milestone.overdue": _("催报“%(milestone)s”：%(due)s"),
    "milestone.urged": _("催报“%(milestone)s”：%(due)s"),
    "milestone.letter": "%(subject)s",
    "plan.submitted": _("请会签培训方案：%(cohort)s"),
    "plan.answered": _("培训方案会签已有结果，请批准或退回：%(cohort)s"),
    "plan.objected": _("%(authority)s对培训方案有意见：%(cohort)s"),
    "plan.returned": _("培训方案已退回，请修改后重新报送：%(cohort)s"),
    "plan.approved": _("培训方案已批准：%(cohort)s"),
    "cohort.cancelled": _("班次已取消：%(cohort)s"),
    "filing.submitted": _("%(authority)s报送了联合委托培养备案，请统筹：%(filing)s"),
    "filing.returned": _("联合委托培养备案已退回，请补正后重新报送：%(filing)s"),
    "filing.accepted": _("已纳入统筹，编号 %(number)s：%(filing)s"),
    "filing.advised": _("联合委托培养备案建议调整：%(filing)s"),
    "filing.cancelled": _("联合委托培养备案已取消：%(filing)s"),
}


def register() -> None:
    for topic, subject in SUBJECTS.items():
        routes.register(topic, subject=subject, template=f"programs/notices/{topic}.txt")
