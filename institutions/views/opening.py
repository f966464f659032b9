"""Opening codes: the Bureau issues them, a body's first user uses one."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutions import queries, sheets
from institutions.actions import opening as actions
from institutions.forms.opening import FirstUserForm, IssueForm, UseCodeForm
from institutions.models import Organization
from institutions.policies import may_open_codes
from portal import clock
from portal.files.streaming import hand_out_workbook
from portal.policy import ALLOW, Verdict, require
from portal.ui.posted import typed

from .entry import enter, limited, sign_in_url, take_back, too_many

SHEET_SALT = "institutions.opening-sheet"
HOUR = 3600


@require_GET
@never_cache
def issue_page(request):
    openable, verdict = _openable(request)
    return _issue_page(request, openable, _fresh_form(openable), refusal=verdict.reason)


@require_POST
@never_cache
def issue(request):
    """Issue and show: this answer is the only place where the clear codes ever stand."""
    openable, verdict = _openable(request)
    require(verdict)
    form = IssueForm(request.POST, openable=openable)
    if not form.is_valid():
        return _issue_page(request, openable, form, 422)
    bodies, seen = form.cleaned_data["bodies"], form.cleaned_data["seen"]
    try:
        issued = actions.issue_opening_codes(bodies, actor=request.actor, seen=seen)
    except actions.StaleIssue:
        messages.warning(
            request,
            _(
                "本页打开之后已开具过开户码。为免刚印好的开户码单作废，这次没有开具，请核对后再办理"
            ),
        )
        return _issue_page(request, openable, _fresh_form(openable), 409)
    until = clock.today() + actions.LIFETIME
    context = {
        "issued": issued,
        "valid_until": until,
        "door": _door_url(),
        "signed": _signed(request, issued, until),
    }
    return render(request, "institutions/openings/sheet.html", context)


@require_POST
@never_cache
def workbook(request):
    """The sheet just shown, as a workbook: nothing is stored, so it comes back signed."""
    try:
        sheet = signing.loads(request.POST.get("sheet", ""), salt=SHEET_SALT, max_age=HOUR)
    except signing.BadSignature:
        sheet = {}
    if sheet.get("by") != request.user.pk:
        raise PermissionDenied(_("开户码单只能由开具人在开具后一小时内导出"))
    bodies = Organization.objects.visible_to(request.actor).in_bulk(
        list(sheet["codes"]), field_name="code"
    )
    codes = [(bodies[code], clear) for code, clear in sheet["codes"].items()]
    content = sheets.opening_sheet(codes, _door_url(), date.fromisoformat(sheet["until"]))
    return hand_out_workbook(content, _("开户码单.xlsx"))


@limited("opening")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@never_cache
def open_account(request):
    """首次登录: the first user of a body gives its code and says who they are."""
    form_class = FirstUserForm if request.actor.user is None else UseCodeForm
    form = form_class(typed(request))
    if request.method == "GET":
        return _door(request, form)
    if request.too_many:
        form.add_error(None, too_many())
        return _door(request, form, 429)
    if not form.is_valid():
        return _door(request, form, 422)
    try:
        newcomer = actions.redeem_opening_code(
            form.cleaned_data["code"], person=form.person(), actor=request.actor
        )
    except actions.SecretRefused:
        form.refuse_code()
        return _door(request, form, 422)
    except ValidationError as problems:
        take_back(form, problems)
        return _door(request, form, 422)
    return enter(request, newcomer)


def _door(request, form, status=200):
    context = {"form": form, "sign_in": sign_in_url(request)}
    return render(request, "institutions/openings/open.html", context, status=status)


def _openable(request) -> tuple[list[Organization], Verdict]:
    """The bodies that may be chosen, and whether this actor may open codes for them."""
    visible = Organization.objects.visible_to(request.actor)
    openable = queries.openable(request.actor, visible)
    return openable, may_open_codes(request.actor, openable[0]) if openable else ALLOW


def _fresh_form(openable) -> IssueForm:
    return IssueForm(openable=openable, initial={"seen": queries.newest_code()})


def _issue_page(request, openable, form, status=200, refusal=""):
    chosen = set(request.POST.getlist("bodies"))
    context = {
        "rows": [(body, body.code in chosen) for body in openable],
        "form": form,
        "days": actions.LIFETIME.days,
        "refusal": refusal,
    }
    return render(request, "institutions/openings/issue.html", context, status=status)


def _door_url() -> str:
    return settings.SITE_URL + reverse("institutions:open")


def _signed(request, issued, until) -> str:
    """What the page hands back for the workbook; it holds nothing the page does not show."""
    codes = {each.organization.code: each.code for each in issued}
    sheet = {"by": request.user.pk, "codes": codes, "until": until.isoformat()}
    return signing.dumps(sheet, salt=SHEET_SALT, compress=True)
