from django.urls import path

from portal.operations.views import health, inbox, jobs, outbox

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

job_patterns = [
    path("", jobs.job_list, name="list"),
    path("<uuid:public_id>/", jobs.job_progress, name="progress"),
    path("<uuid:public_id>/retry/", jobs.job_retry, name="retry"),
    path("<uuid:public_id>/cancel/", jobs.job_cancel, name="cancel"),
]

notice_patterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read_all, name="inbox_read_all"),
    path("inbox/<uuid:public_id>/", inbox.inbox_notice, name="inbox_notice"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<uuid:public_id>/", outbox.outbox_notice, name="outbox_notice"),
    path("outbox/<uuid:public_id>/resend/", outbox.outbox_resend, name="outbox_resend"),
    path(
        "outbox/<uuid:public_id>/readdress/", outbox.outbox_readdress, name="outbox_readdress"
    ),
]
