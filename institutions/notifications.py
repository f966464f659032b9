"""What people are told about deputies."""

from django.utils.translation import gettext_lazy as _

from portal.notices import routes

SUBJECTS = {
    "deputy.appointed": _("代办：%(deputy)s代%(principal)s（%(duty)s）"),
    "deputy.revoked": _("代办已提前结束：%(deputy)s代%(principal)s（%(duty)s）"),
}


def register() -> None:
    for topic, subject in SUBJECTS.items():
        routes.register(topic, subject=subject, template=f"institutions/notices/{topic}.txt")
