from django.utils.translation import gettext_lazy as _

from portal.notices import routes


def register() -> None:
    routes.register(
        "certificate.issued",
        subject=_("结业证书已颁发：%(cohort)s"),
        template="certificates/notices/issued.txt",
    )
