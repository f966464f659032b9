"""The page of one certificate: facts, editions, what was asked for and decided; the file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.actions import change as actions
from certificates.actions import edition as editions
from certificates.forms.change import ChangeForm
from certificates.models import Certificate, CertificateChange
from certificates.policies.change import (
    OFFICES,
    may_ask_change,
    may_download_certificate,
)
from certificates.queries import change as queries
from certificates.states import CertificateState, ChangeKind, ChangeState
from certificates.workflow.certificate import CERTIFICATE
from certificates.workflow.change import CHANGE
from institutions.states import Kind
from portal.files.streaming import stream
from portal.policy import require
from portal.ui.posted import unsent, words
from portal.workflow.engine import IllegalStep

CHANGE_STEPS = {
    "approve": actions.approve_change,
    "refuse": actions.refuse_change,
    "withdraw": actions.withdraw_change,
}
STEPS = {"retry": editions.retry_edition, "void": editions.void_certificate}


@require_GET
def detail(request, public_id):
    return _detail(request, _certificate(request, public_id))


@require_GET
def download(request, public_id):
    """The stored file as it was issued; what is no longer valid to the offices, marked so."""
    certificate = _certificate(request, public_id)
    if certificate.file is None:
        raise Http404
    require(may_download_certificate(request.actor, certificate))
    answer = stream(certificate.file)
    if certificate.state != CertificateState.ISSUED:
        label = f"{certificate.get_state_display()}-{certificate.file.name}"
        answer.headers["Content-Disposition"] = content_disposition_header(True, label)
    return answer


@require_http_methods(["GET", "POST"])
def ask(request, public_id, kind):
    """What is to be changed and why; a second person decides."""
    if kind not in ChangeKind.values:
        raise Http404
    certificate = _certificate(request, public_id)
    verdict = queries.ask_verdict(request.actor, certificate, kind)
    if request.method == "GET":
        return _ask(request, certificate, kind, ChangeForm(kind=kind), verdict)
    require(may_ask_change(request.actor, certificate, kind))
    form = ChangeForm(request.POST, kind=kind)
    if not form.is_valid():
        return _ask(request, certificate, kind, form, verdict, 422)
    try:
        actions.ask_change(certificate, kind, **form.cleaned_data, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        verdict = queries.ask_verdict(request.actor, certificate, kind)
        return _ask(request, certificate, kind, form, verdict, 409)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _ask(request, certificate, kind, form, verdict, 422)
    messages.success(request, _("已提出申请，等另一位同志复核"))
    return redirect("certificates:detail", public_id=public_id)


@require_POST
def change_step(request, pk, name):
    rows = CertificateChange.objects.visible_to(request.actor).for_table()
    change = get_object_or_404(rows, pk=pk)
    certificate = _certificate(request, change.certificate.public_id)
    return _step(request, certificate, change, name, CHANGE_STEPS, CHANGE)


@require_POST
def step(request, public_id, name):
    """An edition that could not be made: again, or void."""
    certificate = _certificate(request, public_id)
    return _step(request, certificate, certificate, name, STEPS, CERTIFICATE)


def _step(request, certificate, row, name, verbs, workflow):
    if name not in verbs:
        raise Http404
    note = unsent(request)
    if request.POST.get("seen", row.state) != row.state:
        changed = _("页面打开后，状态已变为“%(state)s”，请看过再办理")
        return _overtaken(
            request, certificate, changed % {"state": row.get_state_display()}, note
        )
    try:
        said = words(request)
        options = {"note": said} if name != "retry" else {}
        verbs[name](row, actor=request.actor, **options)
    except IllegalStep as moved_on:
        return _overtaken(request, certificate, moved_on, note)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, certificate, 422, note)
    messages.success(request, _("已办理：%(step)s") % {"step": workflow.steps[name].label})
    return redirect("certificates:detail", public_id=certificate.public_id)


def _overtaken(request, certificate, moved_on, note):
    messages.warning(request, str(moved_on))
    return _detail(request, _certificate(request, certificate.public_id), 409, note)


def _certificate(request, public_id) -> Certificate:
    rows = Certificate.objects.visible_to(request.actor).for_table()
    return get_object_or_404(rows, public_id=public_id)


def _detail(request, certificate, status=200, kept=""):
    actor = request.actor
    changes = CertificateChange.objects.visible_to(actor).for_table()
    changes = list(changes.filter(enrolment=certificate.enrolment_id))
    waiting = next((row for row in changes if row.state == ChangeState.PROPOSED), None)
    siblings = Certificate.objects.visible_to(actor).filter(enrolment=certificate.enrolment_id)
    office = actor.kind in OFFICES
    context = {
        "certificate": certificate,
        "editions": siblings.select_related("file").order_by("-edition", "-pk"),
        "changes": changes,
        "ended_by": queries.ended_by(certificate, changes),
        "waiting": waiting,
        "waiting_steps": CHANGE.available(waiting, actor) if waiting else {},
        "waiting_refusal": CHANGE.verdict(waiting, "approve", actor).reason if waiting else "",
        "corrections": queries.differences(waiting.certificate, waiting.facts)
        if waiting and waiting.facts
        else [],
        "acts": queries.acts(actor, certificate) if actor.kind == Kind.CENTRE else [],
        "steps": {
            n: s for n, s in CERTIFICATE.available(certificate, actor).items() if n in STEPS
        },
        "differs": queries.differences(certificate, queries.facts_now(certificate))
        if office and certificate.state == CertificateState.ISSUED
        else [],
        "download": may_download_certificate(actor, certificate),
        "is_office": office,
        "sees_words": office or actor.kind == "trainee",
        "timeline": queries.history(certificate, changes) if office else [],
        "kept": kept,
    }
    return render(request, "certificates/pages/detail.html", context, status=status)


def _ask(request, certificate, kind, form, verdict, status=200):
    replaces = kind == ChangeKind.REPLACE and verdict
    facts = queries.facts_now(certificate) if replaces else {}
    context = {
        "certificate": certificate,
        "kind": ChangeKind(kind),
        "form": form,
        "verdict": verdict,
        "differs": queries.differences(certificate, facts) if facts else [],
    }
    return render(request, "certificates/pages/ask.html", context, status=status)
