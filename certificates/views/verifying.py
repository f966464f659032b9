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

MINUTE, FROM_EVERYWHERE = 60, 6000
GUESSES = 10
# A token has 128 bits and cannot be guessed; a class that scans its papers in one
# hall, behind one address, must not be turned away.
SCANS = 120
LARGEST = 5 * 1024 * 1024


def limited(per_address: int):
    """So many a minute from one address, guesses and scans apart; a lid on all together."""

    def limit(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            counted = request.method == "POST" or kwargs
            if counted and not _let_through(request, per_address):
                return _page(request, status=429, limit=per_address)
            return view(request, *args, **kwargs)

        return guarded

    return limit


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@limited(GUESSES)
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
@limited(SCANS)
def by_token(request, token):
    return _page(request, answer=verification.by_token(token), token=token)


@never_cache
@sensitive_post_parameters()
@require_POST
@limited(GUESSES)
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
@limited(GUESSES)
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


def _let_through(request, per_address) -> bool:
    kind = "scan" if per_address == SCANS else "verify"
    limits = [(kind, throttle.address(request), per_address), ("verify", "", FROM_EVERYWHERE)]
    return all(throttle.allow(*key, limit, MINUTE) for *key, limit in limits)


def _page(request, *, status=200, **context) -> HttpResponse:
    context = {
        "form": NumberForm(),
        "name_form": FullNameForm(),
        "file_form": FileForm(),
        "checked_at": clock.now(),
        **context,
    }
    return render(request, "certificates/pages/verify.html", context, status=status)
