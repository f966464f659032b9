"""Who would be told what, on a day or over the whole season; nothing is sent."""

from itertools import groupby

from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal import clock
from programs import reminders
from programs.forms.simulation import SimulationForm
from programs.queries.ladder import LEADER


@require_GET
def simulation(request):
    today = clock.today()
    form = SimulationForm(request.GET, today=today, opening=reminders.season_begin(today))
    valid = form.is_valid()
    context = {
        "form": form,
        "groups": _groups(_found(form.cleaned_data, today)) if valid else [],
    }
    if valid:
        context |= {"first": form.cleaned_data["first"], "last": form.cleaned_data["last"]}
    status = 200 if valid else 422
    return render(request, "programs/milestones/simulation.html", context, status=status)


def _found(days, today) -> list:
    if days["first"] == days["last"]:
        return reminders.simulated(days["first"], today)
    return reminders.season(days["first"], days["last"])


def _groups(found) -> list[dict]:
    """One line for a day, date, rung and level; the words are those to the first body."""

    def line(item):
        kind = item.milestone.pk, item.rung.name, item.due_at, item.level
        return item.sent_on, *kind

    groups = [list(items) for _line, items in groupby(sorted(found, key=line), line)]
    letters = reminders.letters([items[0] for items in groups])
    return [_group(*pair) for pair in zip(groups, letters, strict=True)]


def _group(items, letter) -> dict:
    first, (subject, body) = items[0], letter
    return {
        "day": first.sent_on,
        "milestone": first.milestone,
        "rung": first.rung.name,
        "when": reminders.when(first.rung),
        "to_leader": first.level == LEADER,
        "bodies": [(item.organization, len(item.recipients)) for item in items],
        "recipients": sum(len(item.recipients) for item in items),
        "subject": subject,
        "body": body,
    }
