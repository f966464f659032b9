"""The public's pages: is this certificate genuine, and whose is it?"""

import functools
import hashlib

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates import checking, verification
from certificates.forms.verify import FileForm, FullNameForm, NumberForm
from portal import clock
from portal.accounts import throttle

MINUTE, PER_ADDRESS, FROM_EVERYWHERE = 60, 10, 6000
LARGEST = 5 * 1024 * 1024


def limited(view):
    """Ten tries a minute from one address, and a lid on all together."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        counted = request.method == "POST" or kwargs
        if counted and not _let_through(request):
            return _page(request, status=429, limit=True)
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@limited
def by_number(request):
    if request.method == "GET":
        return _page(request)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    answer = verification.by_number(**form.cleaned_data)
    return _page(request, answer=answer, form=form)


@never_cache
@require_GET
@limited
def by_token(request, token):
    return _page(request, answer=verification.by_token(token), token=token)


@never_cache
@sensitive_post_parameters()
@require_POST
@limited
def full_name(request, token):
    """核对姓名: the full name is shown only to whoever already knows it."""
    answer = verification.by_token(token)
    form = FullNameForm(request.POST)
    if not form.is_valid():
        return _page(request, answer=answer, token=token, name_form=form, status=422)
    known = verification.with_full_name(answer, form.cleaned_data["full_name"])
    verdict = "same" if known else "different"
    return _page(
        request, answer=known or answer, token=token, name_form=form, name_verdict=verdict
    )


@never_cache
@require_POST
@limited
def by_file(request):
    """Hash and signature of an uploaded file; the file itself is not kept."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and form.cleaned_data["file"].size > LARGEST:
        form.add_error("file", _("文件超过 5 MB，不是本平台颁发的证书"))
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    content = form.cleaned_data["file"].read()
    digest = hashlib.sha256(content).hexdigest()
    answer = verification.by_hash(digest)
    return _page(
        request,
        answer=answer,
        file_form=form,
        digest=digest,
        report=checking.check_pdf(content),
    )


def _let_through(request) -> bool:
    limits = [(throttle.address(request), PER_ADDRESS), ("", FROM_EVERYWHERE)]
    return all(throttle.allow("verify", key, limit, MINUTE) for key, limit in limits)


def _page(request, *, status=200, **context) -> HttpResponse:
    context = {
        "form": NumberForm(),
        "name_form": FullNameForm(),
        "file_form": FileForm(),
        "checked_at": clock.now(),
        **context,
    }
    return render(request, "certificates/pages/verify.html", context, status=status)
