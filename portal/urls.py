"""The composition root of pages: every app's addresses and who may open them."""

from django.urls import include, path

from certificates import access as certificates_access
from institutions import access as institutions_access
from portal.demo import access as demo_access
from portal.home import access as home_access
from portal.operations import access as operations_access
from portal.operations import urls as operations_urls
from portal.policy import PUBLIC, SIGNED_IN
from programs import access as programs_access
from trainees import access as trainees_access

ALLAUTH = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}

# Pages that allauth brings along and that open to nobody: accounts come from
# activation codes and invitations, and nothing is reset by e-mail.
CLOSED = frozenset(
    {
        "account_confirm_email",
        "account_confirm_login_code",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
    }
)

ACCESS = {
    "set_language": PUBLIC,
    **ALLAUTH,
    **home_access.ACCESS,
    **operations_access.ACCESS,
    **programs_access.ACCESS,
    **trainees_access.ACCESS,
    **demo_access.ACCESS,
    **institutions_access.ACCESS,
    **certificates_access.ACCESS,
}

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.operations.urls")),
    path("", include((operations_urls.notice_patterns, "notices"))),
    path("jobs/", include((operations_urls.job_patterns, "jobs"))),
    path("contact-sheets/", include("programs.urls.contact_sheet")),
    path("circulars/", include("programs.urls.circular")),
    path("contacts/", include("programs.urls.contacts")),
    path("milestones/", include("programs.urls.milestone")),
    path("repeats/", include("programs.urls.repeat")),
    path("holidays/", include("programs.urls.holiday")),
    path("chasing/", include("programs.urls.chasing")),
    path("cohorts/", include("programs.urls.cohort")),
    path("filings/", include("programs.urls.filing")),
    path("completions/", include("trainees.urls.completion")),
    path("activate/", include("trainees.urls.claim")),
    path("my/", include("trainees.urls.my")),
    path("", include("certificates.urls.issuing")),
    path("verify/", include("certificates.urls.verifying")),
    path("rosters/", include("trainees.urls.roster")),
    path("rosters/", include("trainees.urls.paper")),
    path("amendments/", include("trainees.urls.amendment")),
    path("snapshots/", include("trainees.urls.snapshot")),
    path("imports/", include("trainees.urls.roster_import")),
    path("titles/", include("trainees.urls.title")),
    path("twins/", include("trainees.urls.twins")),
    path("search/", include("trainees.urls.search")),
    path("quotas/", include("trainees.urls.quota")),
    path("nominations/", include("trainees.urls.nomination")),
    path("recommendations/", include("trainees.urls.recommendation")),
    path("candidates/", include("trainees.urls.candidate")),
    path("", include("institutions.urls")),
    path("", include("portal.demo.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "portal.home.views.errors.bad_request"
handler403 = "portal.home.views.errors.forbidden"
handler404 = "portal.home.views.errors.not_found"
handler500 = "portal.home.views.errors.server_error"
