"""What every page draws around its content.

Whatever needs a query is lazy: a fragment or an error page that does not
draw the frame does not pay for it.
"""

from functools import partial

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from institutions.actor import PUBLIC_ACTOR
from portal import clock
from portal.pdf import fonts
from portal.ui import chrome, navigation, todos

TEXT_SIZE_COOKIE = "text"
FOR_EVERYONE = ("consult", "personas", "published", "first_steps")
HTML_LANG = {"zh-hans": "zh-CN", "en": "en"}


def page(request):
    actor = getattr(request, "actor", PUBLIC_ACTOR)
    groups = SimpleLazyObject(lambda: navigation.items(actor))
    return {
        "actor": actor,
        "layout": _layout(actor),
        "rehearsal": settings.REHEARSAL,
        "business_now": SimpleLazyObject(clock.now),
        "business_day": SimpleLazyObject(clock.today),
        "html_lang": HTML_LANG.get(get_language(), "zh-CN"),
        "text_size": "lg" if request.COOKIES.get(TEXT_SIZE_COOKIE) == "lg" else "",
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "cjk_face": SimpleLazyObject(fonts.ready),
        "navigation": groups,
        "current_page": SimpleLazyObject(lambda: navigation.current(groups, request.path)),
        "todo_count": SimpleLazyObject(lambda: todos.count(actor)),
        "programme_line": SimpleLazyObject(lambda: chrome.ask("programme_line", actor)),
        "hat_url": SimpleLazyObject(lambda: chrome.ask("hat_url", actor)),
        **{slot: SimpleLazyObject(partial(chrome.ask, slot)) for slot in FOR_EVERYONE},
    }


def _layout(actor) -> str:
    if actor.user is None:
        return "public"
    return "trainee" if actor.kind == "trainee" else "staff"
