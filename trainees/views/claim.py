"""The door for trainees, and the class teacher's sheet with its code."""

import segno
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutions.actor import HAT, TRAINEE_HAT
from portal import clock
from portal.accounts import throttle
from portal.ui.links import absolute
from programs.models import Cohort
from trainees.actions import claim as actions
from trainees.forms.claim import ClaimForm
from trainees.models import ClassCode, Enrolment
from trainees.policies.claim import may_issue_class_code
from trainees.queries.claim import ClaimRefused, find_claimable

BACKEND = "portal.accounts.backends.PortalBackend"
QUARTER_HOUR = 15 * 60
PER_ADDRESS, PER_MOBILE, FROM_EVERYWHERE = 30, 6, 600


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def claim(request, code=""):
    """Open one's account. Every wrong combination gets one and the same answer."""
    if request.method == "GET":
        return _claim(request, ClaimForm(initial={"code": code}), 200)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _claim(request, form, 422)
    if not _let_through(request, form.cleaned_data["mobile"]):
        form.add_error(None, _("尝试次数过多，请 15 分钟后再试，或请班主任当面办理"))
        return _claim(request, form, 429)
    try:
        find_claimable(form.claim())
        newcomer = actions.claim_account(
            form.claim(), password_hash=form.password_hash(), actor=request.actor
        )
    except ClaimRefused:
        text = _(
            "激活码、姓名、手机号码、证件号码后六位对不上，或账号已经激活；请核对或联系班主任"
        )
        form.add_error(None, text)
        return _claim(request, form, 422)
    except ValidationError as taken:
        form.add_error(None, taken)
        return _claim(request, form, 422)
    login(request, newcomer.user, backend=BACKEND)
    request.session[HAT] = TRAINEE_HAT
    messages.success(request, _("账号已激活"))
    return redirect("my:home")


@never_cache
@require_GET
def class_code(request, pk):
    """The class's code with its QR code, for the wall or the chat group."""
    cohort = _cohort(request, pk)
    code = ClassCode.objects.visible_to(request.actor).filter(cohort=cohort)
    code = code.filter(withdrawn_at=None).first()
    people = Enrolment.objects.visible_to(request.actor).filter(cohort=cohort).active()
    context = {
        "cohort": cohort,
        "code": code,
        "may_issue": may_issue_class_code(request.actor, cohort),
        "people": people.select_related("trainee__user"),
    }
    if code is not None and context["may_issue"]:
        clear = code.clear()
        address = absolute(reverse("activate:code", args=[clear]))
        qr = segno.make(address, error="m")
        # In days: the code runs by the machine's clock, which a rehearsal does not show.
        days_left = (code.expires_at - clock.wall()).days + 1
        context |= {"clear": clear, "address": address, "days_left": days_left}
        context["qr"] = qr.svg_inline(scale=5)
    return render(request, "trainees/claims/class_code.html", context)


@require_POST
def class_code_issue(request, pk):
    cohort = _cohort(request, pk)
    known = ClassCode.objects.visible_to(request.actor).filter(cohort=cohort).exists()
    actions.issue_class_code(cohort, actor=request.actor)
    told = _("已开具新的班级激活码，原来的随即失效") if known else _("已开具班级激活码")
    messages.success(request, told)
    return redirect("activate:class_code", pk=pk)


@require_POST
def account_reset(request, pk, enrolment):
    cohort = _cohort(request, pk)
    people = Enrolment.objects.visible_to(request.actor).filter(cohort=cohort)
    person = get_object_or_404(
        people.select_related("trainee__user", "cohort__organization"), pk=enrolment
    )
    actions.reset_account(person, actor=request.actor)
    text = _("已重置 %(name)s 的账号，请用班级激活码重新激活")
    messages.success(request, text % {"name": person.trainee.name})
    return redirect("activate:class_code", pk=pk)


def _let_through(request, mobile) -> bool:
    limits = [
        (throttle.address(request), PER_ADDRESS),
        (f"mobile:{mobile}", PER_MOBILE),
        ("", FROM_EVERYWHERE),
    ]
    return all(throttle.allow("claim", key, limit, QUARTER_HOUR) for key, limit in limits)


def _cohort(request, pk) -> Cohort:
    cohorts = Cohort.objects.visible_to(request.actor).select_related("organization")
    return get_object_or_404(cohorts, pk=pk)


def _claim(request, form, status):
    context = {"form": form, "consent_version": actions.CONSENT_VERSION}
    return render(request, "trainees/claims/claim.html", context, status=status)
