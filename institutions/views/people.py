"""Who works here: colleagues and their duties, the directory of bodies, one's own details."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutions import queries
from institutions.actions import account, membership
from institutions.actor import HAT, TRAINEE_HAT, deputy_hats, hats
from institutions.forms.people import DetailsForm, DirectoryFilter, PeopleFilter
from institutions.models import Invitation, Membership, Organization
from institutions.policies import (
    may_confirm_member,
    may_end_duty,
    may_invite,
    may_withdraw_invitation,
    runs_the_programme,
)
from institutions.states import Duty, Kind
from portal import clock
from portal.ui.pages import KeysetPage, capped_count, pill_links
from portal.ui.posted import typed
from portal.ui.sealed import asking_for, opened, sealed_words

A_DAY = timedelta(days=1)
BOARD = ("kind", "seq", "code")
BY_BODY = (*(f"organization__{name}" for name in BOARD), "pk")


@sealed_words
def people(request):
    actor = request.actor
    offices = actor.kind in {Kind.BUREAU, Kind.CENTRE}
    form = PeopleFilter(opened(request), offices=offices)
    members = form.narrow(Membership.objects.visible_to(actor).for_table())
    page = KeysetPage(members, request, order=BY_BODY)
    rows = [
        {
            "member": row,
            "seen": last_seen(row.user.last_login),
            "may_end": may_end_duty(actor, row),
            "may_confirm": row.is_provisional and may_confirm_member(actor, row),
        }
        for row in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "total": capped_count(members),
        "filter": form,
        "offices": offices,
        "invitations": _open_invitations(actor),
        "may_invite": may_invite(actor, actor.organization),
    }
    return render(request, "institutions/people/list.html", context)


@require_POST
def end_duty(request, public_id):
    row = _member(request, public_id)
    membership.end_duty(row, actor=request.actor)
    ended = _("%(name)s不再担任%(duty)s，下一次操作起生效；如需恢复，请重新邀请")
    facts = {"name": row.user, "duty": row.get_duty_display()}
    messages.success(request, ended % facts)
    return _back_to_people(request)


@require_POST
def confirm(request, public_id):
    row = _member(request, public_id)
    membership.confirm_member(row, actor=request.actor)
    messages.success(request, _("已确认%(name)s的职责") % {"name": row.user})
    return _back_to_people(request)


@require_GET
def directory(request):
    form = DirectoryFilter(request.GET)
    bodies = form.narrow(Organization.objects.visible_to(request.actor))
    bodies = queries.with_sign_in(bodies)
    counts = queries.sign_in_counts(bodies)
    state = request.GET.get("state", "")
    if state in queries.SIGN_IN_STATES:
        bodies = queries.in_sign_in_state(bodies, state)
    choices = [
        ("", _("全部")),
        ("entered", _("已开户")),
        ("code_out", _("已开具开户码")),
        ("no_account", _("未开户")),
    ]
    context = {
        "rows": [
            (body, last_seen(body.last_entry), asking_for(body.name, request.user))
            for body in bodies.order_by(*BOARD)
        ],
        "filter": form,
        "pills": pill_links(request, "state", choices, counts),
        "may_open_codes": bool(runs_the_programme(request.actor)),
    }
    return render(request, "institutions/people/directory.html", context)


@require_http_methods(["GET", "POST"])
def profile(request):
    user = request.user
    known = {"full_name": user.full_name, "mobile": user.mobile}
    form = DetailsForm(typed(request), initial=known)
    if request.method == "POST" and form.is_valid():
        account.update_own_details(**form.cleaned_data, actor=request.actor)
        messages.success(request, _("已保存您的姓名和手机号码"))
        return redirect("institutions:profile")
    duties = [Duty(duty).label for duty in sorted(request.actor.duties)]
    context = {
        "form": form,
        "hats": hats(user),
        "duties": duties,
        "deputy_hats": deputy_hats(request.actor),
    }
    status = 422 if form.errors else 200
    return render(request, "institutions/people/profile.html", context, status=status)


@require_POST
def change_hat(request):
    """Act for another of one's bodies from now on."""
    chosen = request.POST.get("hat", "")
    open_to = {TRAINEE_HAT, *(body.code for body in hats(request.user))}
    open_to |= {row.hat for row in deputy_hats(request.actor)}
    if chosen not in open_to:
        raise Http404
    request.session[HAT] = chosen
    request.session.cycle_key()
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("home:workbench")
    return redirect(target)


def _back_to_people(request):
    """The list as it was filtered."""
    asked = request.GET.urlencode()
    return redirect(reverse("institutions:people") + (f"?{asked}" if asked else ""))


def last_seen(moment) -> str:
    """How long ago somebody signed in, in days of machine time.

    A date would be the machine's, and in rehearsal it would stand years
    away from every other date on the page.
    """
    if moment is None:
        return _("从未登录")
    days = (clock.local_day(clock.wall()) - clock.local_day(moment)).days
    if days < 1:
        return _("今天")
    return ngettext("%(days)d 天前", "%(days)d 天前", days) % {"days": days}


def _member(request, public_id) -> Membership:
    members = Membership.objects.visible_to(request.actor).for_table()
    return get_object_or_404(members, public_id=public_id)


def _open_invitations(actor):
    """``(invitation, days left)`` of those that still open and that one may withdraw.

    A day that has begun counts whole.
    """
    moment = clock.wall()
    links = Invitation.objects.visible_to(actor).usable(moment).select_related("organization")
    return [
        (link, -((moment - link.expires_at) // A_DAY))
        for link in links.order_by("-pk")
        if may_withdraw_invitation(actor, link)
    ]
