"""What people are told about certificates: names of classes, never of persons, no reasons."""

from django.utils.translation import gettext_lazy as _

from portal.notices import routes

SUBJECTS = {
    "certificate.change_asked": _("%(cohort)s：一份结业证书申请%(what)s，请复核"),
    "certificate.change_refused": _("%(cohort)s：结业证书的%(what)s申请未同意"),
    "certificate.changed_holder": _("您的结业证书已办理%(what)s"),
    "certificate.changed_institution": _("%(cohort)s：一份结业证书已办理%(what)s"),
}


def register() -> None:
    routes.register(
        "certificate.issued",
        subject=_("结业证书已颁发：%(cohort)s"),
        template="certificates/notices/issued.txt",
    )
    for topic, subject in SUBJECTS.items():
        name = topic.partition(".")[2]
        routes.register(topic, subject=subject, template=f"certificates/notices/{name}.txt")
