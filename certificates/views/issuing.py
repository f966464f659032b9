"""The Centre's pages: who may get a certificate, a batch under way, the files."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.actions import batch as actions
from certificates.forms.issue import IssueForm
from certificates.models import Certificate, CertificateBatch
from certificates.policies.issuing import is_issuer
from certificates.queries import issuing as queries
from certificates.queries.inquiry import checks_of
from portal import clock
from portal.audit.timeline import timeline
from portal.jobs.models import Job
from portal.ui.posted import typed
from programs.models import Cohort


@require_GET
def cohort_list(request):
    """Classes with what is done and what waits."""
    cohorts = Cohort.objects.visible_to(request.actor).filter(state__in=actions.READY)
    context = {"rows": queries.issuing_overview(cohorts.for_table())}
    return render(request, "certificates/pages/list.html", context)


@require_http_methods(["GET", "POST"])
def cohort_detail(request, pk):
    """The preflight list of one class; posting issues for the chosen."""
    cohort = _cohort(request, pk)
    candidates = queries.candidates(cohort, clock.today())
    people = [row.enrolment for row in candidates if not row.problem]
    form = IssueForm(typed(request), people=people, initial={"issued_on": clock.today()})
    if request.method == "GET" or not form.is_valid():
        return _cohort_page(request, cohort, candidates, form)
    try:
        batch = actions.issue_certificates(cohort, **form.cleaned_data, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _cohort_page(request, cohort, candidates, form)
    messages.success(request, _("已编号 %(count)d 份，正在制证") % {"count": batch.count})
    return redirect("certificates:batch", public_id=batch.public_id)


@require_GET
def batch_detail(request, public_id):
    batch = _batch(request, public_id)
    certificates = batch.certificates.select_related("enrolment__trainee").order_by("serial")
    jobs = Job.objects.visible_to(request.actor).filter(
        kind=actions.MAKE, payload__batch=batch.pk
    )
    context = {
        "batch": batch,
        "counts": queries.batch_counts(batch),
        "certificates": certificates,
        "job": jobs.order_by("-pk").first(),
        "may_issue": is_issuer(request.actor),
        "timeline": timeline(batch),
    }
    return render(request, "certificates/pages/batch.html", context)


@require_POST
def batch_retry(request, public_id):
    batch = _batch(request, public_id)
    try:
        count = actions.retry_certificates(batch, actor=request.actor)
    except ValidationError as problems:
        messages.warning(request, " ".join(problems.messages))
    else:
        messages.success(request, _("已重新排队 %(count)d 份") % {"count": count})
    return redirect("certificates:batch", public_id=public_id)


@require_GET
def mine(request):
    """The trainee's own certificates, for a phone."""
    certificates = Certificate.objects.visible_to(request.actor).select_related(
        "file", "enrolment__completion"
    )
    rows = checks_of(list(certificates.order_by("-pk")))
    return render(request, "certificates/pages/mine.html", {"rows": rows})


def _cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)


def _batch(request, public_id) -> CertificateBatch:
    batches = CertificateBatch.objects.visible_to(request.actor)
    return get_object_or_404(batches.select_related("cohort"), public_id=public_id)


def _cohort_page(request, cohort, candidates, form):
    chosen = set(form.data.getlist("enrolments")) if form.is_bound else None
    rows = [(row, chosen is None or str(row.enrolment.pk) in chosen) for row in candidates]
    context = {
        "cohort": cohort,
        "rows": rows,
        "form": form,
        "may_issue": is_issuer(request.actor),
        "batches": CertificateBatch.objects.visible_to(request.actor).filter(cohort=cohort),
    }
    status = 422 if form.is_bound else 200
    return render(request, "certificates/pages/cohort.html", context, status=status)
