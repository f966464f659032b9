"""The calendar that deadlines go by: as published, and what the Bureau entered beside it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.audit.timeline import timeline
from portal.calendar.models import Holiday
from portal.calendar.published import last_published_year, published
from portal.ui.pages import pill_links
from portal.workflow.engine import IllegalStep
from programs.actions import holiday as actions
from programs.forms.holiday import ChangeForm, HolidayForm, RemovalForm
from programs.policies.holiday import may_edit_calendar
from programs.queries.holiday import year_days

YEARS = 6


@require_GET
def holiday_list(request):
    return _list(request, HolidayForm(initial={"day": request.GET.get("day", "")}))


@require_POST
def holiday_add(request):
    form = HolidayForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    try:
        holiday = actions.add_holiday(**form.cleaned_data, **_acting(request))
    except ValidationError as problems:
        form.add_error(None, problems)
        return _list(request, form, 422, **_warned(problems))
    messages.success(request, _("已登记：%(day)s") % {"day": holiday})
    return _back(holiday)


@require_http_methods(["GET", "POST"])
def holiday_detail(request, pk):
    holiday = _holiday(request, pk)
    if request.method == "GET":
        return _detail(request, holiday)
    form = ChangeForm(request.POST)
    return _act(
        request,
        holiday,
        "form",
        form,
        lambda values: actions.change_holiday(holiday, **values, **_acting(request)),
        _("已更改：%(day)s"),
    )


@require_POST
def holiday_remove(request, pk):
    holiday = _holiday(request, pk)
    form = RemovalForm(request.POST)
    return _act(
        request,
        holiday,
        "removal",
        form,
        lambda values: actions.remove_holiday(holiday, **values, **_acting(request)),
        _("已撤销：%(day)s，恢复为公布的安排"),
    )


def _act(request, holiday, name, form, verb, done):
    """Wrong or unconfirmed input is 422 with what was typed, somebody quicker 409."""
    if not form.is_valid():
        return _detail(request, holiday, 422, **{name: form})
    try:
        verb(form.cleaned_data)
    except ValidationError as problems:
        form.add_error(None, _without_fields(problems, form))
        return _detail(request, holiday, 422, warned=name, **_warned(problems), **{name: form})
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _moved_on(request, holiday)
    messages.success(request, done % {"day": holiday})
    return _back(holiday)


def _back(holiday):
    return redirect(f"{reverse('holidays:list')}?year={holiday.day.year}")


def _moved_on(request, holiday):
    current = Holiday.objects.visible_to(request.actor).filter(pk=holiday.pk).first()
    if current is None:
        return _list(request, HolidayForm(initial={"day": holiday.day}), 409)
    return _detail(request, current, 409)


def _without_fields(problems, form):
    """What concerns a field that this form does not show stands above it."""
    known = getattr(problems, "error_dict", {})
    shown = all(field in form.fields for field in known)
    return problems if shown else ValidationError(problems.messages)


def _warned(problems) -> dict:
    found = isinstance(problems, actions.MovesReminders)
    if not found:
        return {}
    return {"effects": problems.effects, "fingerprint": problems.fingerprint}


def _acting(request) -> dict:
    return {"actor": request.actor, "confirmed": request.POST.get("confirmed", "")}


def _holiday(request, pk) -> Holiday:
    return get_object_or_404(Holiday.objects.visible_to(request.actor), pk=pk)


def _list(request, form, status=200, **more):
    years = _years()
    year = _year(request, years)
    edits = list(Holiday.objects.visible_to(request.actor).filter(day__year__in=years))
    days = {known: year_days(known, edits) for known in years}
    context = {
        "year": year,
        "pills": _pills(request, year, days),
        "days": days[year],
        "is_published": bool(published(year)),
        "today": clock.today(),
        "form": form,
        "may_edit": bool(may_edit_calendar(request.actor)),
        **more,
    }
    return render(request, "programs/holidays/list.html", context, status=status)


def _pills(request, year, days) -> list[dict]:
    choices = [(str(known), str(known)) for known in days]
    counts = {str(known): len(found) for known, found in days.items()}
    links = pill_links(request, "year", choices, counts)
    return [{**link, "current": link["text"] == str(year)} for link in links]


def _years() -> list[int]:
    """From last year to the next that can be arranged."""
    this = clock.today().year
    return list(range(this - 1, max(last_published_year(), this + 1) + 1))[:YEARS]


def _year(request, years) -> int:
    chosen = request.GET.get("year", "")
    if not chosen:
        return clock.today().year
    if chosen not in {str(year) for year in years}:
        raise Http404
    return int(chosen)


def _detail(request, holiday, status=200, *, form=None, removal=None, **more):
    context = {
        "holiday": holiday,
        "published": published(holiday.day.year).get(holiday.day),
        "may_edit": may_edit_calendar(request.actor, holiday),
        "is_past": holiday.day < clock.today(),
        "form": form or ChangeForm.of(holiday),
        "removal": removal or RemovalForm(initial={"seen": holiday.version}),
        "timeline": timeline(holiday),
        **more,
    }
    return render(request, "programs/holidays/detail.html", context, status=status)
