"""Words that must not stand readable in an address: sealed there for one person alone."""

import base64
import hashlib
import json
from functools import wraps
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

WORDS, LIST = "q", "list"
NOT_ASKED = ("csrfmiddlewaretoken", "page")


class SealedField(forms.CharField):
    """Words a list is looked through for: its ``{% filterbar %}`` sends them by POST."""


def has_sealed_words(form) -> bool:
    return any(isinstance(field, SealedField) for field in form.fields.values())


def sealed_words(view):
    """A list whose filter's words arrive by POST and go into its address under seal.

    The view answers GET only and reads its filter from ``opened(request)``.
    """

    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "GET":
            return view(request, *args, **kwargs)
        asked = request.POST.copy()
        for name in NOT_ASKED:
            asked.pop(name, None)
        if words := asked.pop(WORDS, [""])[-1].strip():
            asked[WORDS] = seal(words, user=request.user, use=LIST)
        return redirect(f"{request.path}?{asked.urlencode()}")

    return answer


def asking_for(words: str, user) -> str:
    """The query of such a list that looks for ``words``, for a link to it."""
    return urlencode({WORDS: seal(words, user=user, use=LIST)})


def opened(request):
    """What the address asks for, the sealed words in clear; words in clear there are none."""
    asked = request.GET.copy()
    if WORDS in asked:
        asked[WORDS] = unseal(asked[WORDS], user=request.user, use=LIST)
    return asked


def seal(text: str, *, user, use: str) -> str:
    """``text`` for an address that only ``user`` can open again, for this ``use``."""
    return _box(use).encrypt(json.dumps([user.pk, text]).encode()).decode()


def unseal(token: str, *, user, use: str) -> str:
    """What was sealed, or nothing: for no token, a changed one, or somebody else's."""
    try:
        owner, text = json.loads(_box(use).decrypt(token.encode()))
    except (InvalidToken, ValueError):
        return ""
    return text if owner == user.pk else ""


def _box(use: str) -> Fernet:
    digest = hashlib.sha256(f"portal.ui.sealed:{use}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
