"""The portal's components as template tags; a word they do not know stops the page.

Each tag draws the markup contract of the design system. Tags that a table
repeats in every row are built here, larger ones in ``templates/ui/``.
"""

import zlib

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BaseFormSet
from django.template import TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.ui import icons, status, wording
from portal.ui.sealed import has_sealed_words

register = template.Library()

register.filter("moment", wording.moment)
register.filter("weekday", wording.weekday)
register.filter("long_day", wording.long_day)
register.filter("number", wording.number)
register.filter("percent_of", wording.percent)

MESSAGE_TONES = {"success": "ok", "warning": "soon", "error": "late"}
FIGURE_TONES = {"", "hot", "warm", "good"}
BAR_FILLS = {"", "b-ok", "b-late", "b-back", "b-pend"}
REASON_ICONS = {"yes": "check", "no": "x", "warn": "alert", "open": "circle"}
EVENT_KINDS = {"", "done", "back", "late", "next"}
STEP_STATES = {"", "done", "current"}
WIDE_FIELDS = ("text", "search")
SILENT = SafeString('aria-hidden="true"')


def _known(tag, word, value, allowed):
    if value not in allowed:
        choices = ", ".join(repr(choice) for choice in sorted(allowed))
        raise TemplateSyntaxError(f"{tag}: unknown {word} {value!r}; known are {choices}")


def _of(entry, name, default=""):
    """A component's list may hold dicts or objects."""
    if isinstance(entry, dict):
        return entry.get(name, default)
    return getattr(entry, name, default)


# ---------- icons, tags, dates ----------
@register.simple_tag(name="icon")
def draw(name, label=""):
    """``{% icon "clock" %}``; with ``label`` it speaks, else words stand beside it."""
    _known("icon", "icon", name, icons.ICONS)
    speaks = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html('<svg class="icon" {}><use href="#i-{}"/></svg>', speaks, name)


@register.simple_tag(name="tag")
def status_tag(kind, text, icon=""):
    """``{% tag "soon" "今天到期" %}``; ``icon="search"`` instead of the kind's own."""
    _known("tag", "kind", kind, icons.KIND_ICONS)
    name = icon or icons.KIND_ICONS[kind]
    css = "tag" if kind == "plain" else f"tag tag-{kind}"
    return format_html('<span class="{}">{}{}</span>', css, draw(name) if name else "", text)


@register.simple_tag
def state(obj, field="state"):
    """``{% state roster %}``, ``{% state entry field="decision" %}``; words: the choices."""
    kind, name = status.look(obj._meta.label, getattr(obj, field))
    return status_tag(kind, getattr(obj, f"get_{field}_display")(), name)


@register.filter
def due(value):
    """``{{ milestone.due_at|due }}``: 10月31日（周一）24:00 前，还有 1 个工作日."""
    return str(wording.due(value)) if value else wording.EMPTY


@register.simple_tag
def due_tag(value):
    """``{% due_tag todo.due %}``: overdue red, today yellow, later the plain day."""
    if value is None:
        return status_tag("plain", _("不限期"))
    deadline = wording.due(value)
    if deadline.is_past:
        return status_tag("late", deadline.distance)
    if deadline.day == deadline.today:
        return status_tag("soon", deadline.distance)
    text = wording.moment(deadline.day)
    if deadline.day.year == deadline.today.year:
        text = f"{text} {wording.weekday(deadline.day)}"
    return status_tag("plain", text, "cal")


@register.filter
def tone(level):
    """The notice tone of a Django message level."""
    return MESSAGE_TONES.get(level, "info")


# ---------- page parts ----------
@register.simple_block_tag
def page_head(content, title, *meta, state_of=None, tag_kind="", tag_text=""):
    """``{% page_head title "单位" due_text state_of=sheet %}buttons{% endpage_head %}``."""
    mark = state(state_of) if state_of is not None else ""
    if tag_kind:
        mark = format_html("{} {}", mark, status_tag(tag_kind, tag_text))
    context = {"title": title, "mark": mark, "meta": meta, "actions": content.strip()}
    return render_to_string("ui/page_head.html", context)


@register.simple_tag
def crumbs(*trail):
    """``{% crumbs "名单审核" list_url "望江大学 01 班" %}``: label, url, …, the page."""
    if len(trail) % 2 == 0:
        raise TemplateSyntaxError("crumbs: label and url in turn, the last label without url")
    links = list(zip(trail[:-1:2], trail[1::2], strict=True))
    return render_to_string("ui/crumbs.html", {"links": links, "here": trail[-1]})


@register.simple_block_tag
def notice(content, kind, title="", icon=""):
    """``{% notice "soon" "今天到期" %}<p>…</p>{% endnotice %}``."""
    _known("notice", "kind", kind, icons.TONES)
    name = icon or icons.TONES[kind]
    return render_to_string(
        "ui/notice.html", {"content": content, "kind": kind, "title": title, "icon": name}
    )


@register.simple_block_tag
def panel(content, title, id="", flush=False, aside="", link="", link_text="", foot=""):
    """``{% panel "名单进度" id="h-list" link=url link_text="全部" %}…{% endpanel %}``.

    ``flush`` leaves out the padding, for tables and lists.
    """
    context = {
        "content": content,
        "title": title,
        "id": id or f"h-{zlib.crc32(str(title).encode()):x}",
        "flush": flush,
        "aside": aside,
        "link": link,
        "link_text": link_text or _("全部"),
        "foot": foot,
    }
    return render_to_string("ui/panel.html", context)


@register.simple_block_tag
def empty_state(content, title, icon="inbox", text=""):
    """``{% empty_state "还没有名单" icon="users" text=why %}button{% endempty_state %}``."""
    _known("empty_state", "icon", icon, icons.ICONS)
    context = {"title": title, "icon": icon, "text": text, "actions": content.strip()}
    return render_to_string("ui/empty_state.html", context)


@register.simple_block_tag
def verdict(content, kind, title, id="verdict"):
    """``{% verdict "lab" "演练样本，无效力" %}<p>…</p>{% endverdict %}``."""
    _known("verdict", "kind", kind, icons.VERDICTS)
    return format_html(
        '<section class="verdict verdict-{}" aria-labelledby="{}">{}'
        '<div><h2 id="{}">{}</h2>{}</div></section>',
        kind,
        id,
        draw(icons.VERDICTS[kind]),
        id,
        title,
        content,
    )


# ---------- figures ----------
@register.simple_tag
def stat(label, value, hint="", href="", cls="", current=False):
    """``{% stat "待审名单" "4 份" hint="最早 12-21" href=url cls="hot" current=True %}``."""
    _known("stat", "cls", cls, FIGURE_TONES)
    context = {
        "label": label,
        "value": wording.number(value),
        "hint": hint,
        "href": href,
        "cls": cls,
        "current": current,
    }
    return render_to_string("ui/stat.html", context)


@register.simple_tag
def bar(value, cls="", mark=None, label=""):
    """``{% bar 63.2 cls="b-ok" mark=50 %}``: a percentage drawn; the figure stands in text."""
    _known("bar", "cls", cls, BAR_FILLS)
    width = wording.number(float(min(max(value or 0, 0), 100)))
    goal = (
        format_html('<rect class="b-mark" x="{}" width=".6" height="10"/>', mark)
        if mark is not None
        else ""
    )
    speaks = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" {}>'
        '<rect class="{}" width="{}" height="10"/>{}</svg>',
        speaks,
        cls,
        width,
        goal,
    )


@register.simple_tag
def gauge(label, num, value, note="", cls="", mark=None, hot=False):
    """``{% gauge "出勤率" "90%" 90 note="要求 80%" cls="b-ok" mark=80 %}``."""
    tail = (
        format_html('<span class="gauge-note{}">{}</span>', " hot" if hot else "", note)
        if note
        else ""
    )
    return format_html(
        '<div class="gauge"><span>{}</span><span class="gauge-num">{}</span>{}{}</div>',
        label,
        wording.number(num),
        bar(value, cls, mark),
        tail,
    )


# ---------- lists ----------
@register.simple_tag
def timeline(entries):
    """``{% timeline entries %}``: dicts or objects with ``at``, ``text``, ``kind``, ``url``."""
    rows = []
    for entry in entries:
        kind = _of(entry, "kind")
        _known("timeline", "kind", kind, EVENT_KINDS)
        rows.append(
            {
                "css": f"t-{kind}" if kind else "",
                "machine": wording.local(_of(entry, "at")).isoformat(),
                "shown": wording.moment(_of(entry, "at")),
                "text": _of(entry, "text"),
                "url": _of(entry, "url"),
            }
        )
    return render_to_string("ui/timeline.html", {"rows": rows})


@register.simple_tag
def stepbar(steps, label=""):
    """``{% stepbar steps %}``: ``text``, ``note``, ``state`` = ``done``/``current``/empty."""
    for step in steps:
        _known("stepbar", "state", _of(step, "state"), STEP_STATES)
    context = {"steps": steps, "label": label or _("办理进度")}
    return render_to_string("ui/stepbar.html", context)


@register.simple_tag
def reasons(entries):
    """``{% reasons list %}``: dicts ``text``, ``kind`` = ``yes``/``no``/``warn``/``open``."""
    rows = []
    for entry in entries:
        kind = _of(entry, "kind")
        _known("reasons", "kind", kind, REASON_ICONS)
        css = "muted" if kind == "open" else kind
        rows.append((css, draw(REASON_ICONS[kind]), _of(entry, "text")))
    items = format_html_join(
        "", '<li class="{}">{}<span class="text-body">{}</span></li>', rows
    )
    return format_html('<ul class="why">{}</ul>', items)


@register.simple_tag
def todo(item):
    """``{% todo item %}``: one row of ``ul.todos``; the title's link covers the row."""
    return render_to_string("ui/todo.html", {"todo": item})


@register.simple_tag
def tile(name, full_name, url, text, kind="none", icon=""):
    """``{% tile "广东" "广东省" url "已报送" kind="wait" %}``: one cell of ``ol.board``."""
    levels = {"lv1", "lv2", "lv3", "lv4"}
    _known("tile", "kind", kind, set(icons.KIND_ICONS) | levels)
    name_of_icon = icon or icons.KIND_ICONS.get(kind, "")
    return format_html(
        '<li class="tile tile-{}"><a href="{}"><b>{}{}</b>'
        '<span><span class="visually-hidden">{}：</span>{}</span></a></li>',
        kind,
        url,
        name,
        draw(name_of_icon) if name_of_icon else "",
        full_name,
        text,
    )


@register.simple_tag
def pills(entries, label=""):
    """``{% pills entries %}``: ``text``, ``count``, ``url``, ``current``; 0 is shown too."""
    return render_to_string("ui/pills.html", {"pills": entries, "label": label or _("筛选")})


@register.simple_tag
def pager(page, total=None):
    """``{% pager page total=count %}`` under a keyset page."""
    return render_to_string("ui/pager.html", {"page": page, "total": total})


# ---------- forms and acts ----------
@register.simple_tag
def errsum(*forms, title=""):
    """``{% errsum form formset %}``: every fault once more, on top, linked to its field."""
    return render_to_string("ui/errsum.html", {"faults": list(_faults(forms)), "title": title})


@register.simple_tag(takes_context=True)
def has_faults(context):
    """``{% has_faults as faulty %}``: whether any form that was sent to this page came back."""
    if getattr(context.get("request"), "method", "") != "POST":
        return False
    values = context.flatten().values()
    # ``isinstance`` would wake what is lazy: queries, and the cookie of a form's token.
    forms = [value for value in values if issubclass(type(value), BaseForm | BaseFormSet)]
    return any(form.is_bound and not form.is_valid() for form in forms)


def _faults(forms):
    for form in forms:
        if hasattr(form, "management_form"):
            yield from ({"text": text, "anchor": ""} for text in form.non_form_errors())
            yield from _faults(form.forms)
        elif form is not None and form.is_bound:
            yield from _form_faults(form)


def _form_faults(form):
    """In the order of the fields; what is wrong with no field may have its own anchor."""
    whole = [*form.errors.get(NON_FIELD_ERRORS, [])]
    yield from ({"text": text, "anchor": getattr(form, "anchor", "")} for text in whole)
    for name in (name for name in form.fields if name in form.errors):
        field = form[name]
        anchor = field.id_for_label or f"div_{field.auto_id}"
        for text in form.errors[name]:
            yield {"text": _named(form, field, str(text)), "anchor": anchor}


def _named(form, field, text) -> str:
    """With the field's label, unless the text says it, and in a table with whose row it is."""
    said = str(field.label).split("（")[0].split(" (")[0].lower() in text.lower()
    if not said:
        text = _("%(label)s：%(text)s") % {"label": field.label, "text": text}
    whose = getattr(form, "whose", "")
    return _("%(label)s：%(text)s") % {"label": whose, "text": text} if whose else text


@register.simple_tag(takes_context=True)
def filterbar(context, form, clear="", target=""):
    """``{% filterbar form clear=url target="#list" %}``: GET; sealed words go by POST."""
    fields, sealed = [], has_sealed_words(form)
    for field in form.visible_fields():
        kind = getattr(field.field.widget, "input_type", "select")
        css = "form-select" if kind == "select" else "form-control"
        css += f" {css}-sm" + (" is-invalid" if field.errors else "")
        control = field.as_widget(attrs={"class": css})
        fields.append({"field": field, "control": control, "grow": kind in WIDE_FIELDS})
    to = (sealed and clear) or context["request"].path
    parts = {"form": form, "fields": fields, "clear": clear, "target": target, "to": to}
    token = {"sealed": sealed, "csrf_token": context.get("csrf_token")}
    return render_to_string("ui/filterbar.html", parts | token)


@register.simple_tag(takes_context=True)
def step_buttons(context, obj, steps, url_name, key="pk", primary="", danger=""):
    """``{% step_buttons roster steps "trainees:roster_step" %}`` for ``Workflow.available``.

    Each posts to ``reverse(url_name, [obj.<key>, step name])`` with ``seen``
    (the state on the page, so that a stale page is told apart) and ``note``.
    The first step is the primary one unless ``primary`` names another; taking back never is.
    ``danger`` names, by spaces, those drawn in red.
    """
    chosen = primary or next((name for name in steps if name != "withdraw"), "")
    grave = danger.split()
    buttons = [
        {
            "label": step.label,
            "url": reverse(url_name, args=[getattr(obj, key), name]),
            "needs_note": step.needs_note,
            "css": "danger" if name in grave else "primary" if name == chosen else "secondary",
            "id": f"note-{name}-{getattr(obj, key)}",
        }
        for name, step in steps.items()
    ]
    return render_to_string(
        "ui/step_buttons.html",
        {"buttons": buttons, "object": obj, "csrf_token": context.get("csrf_token")},
    )
