"""代录: an officer enters what came by fax, by post or on paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.files.keeping import discard, keep
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.actions import contact_sheet as actions
from programs.forms.contact_sheet_entry import SheetEntryForm
from programs.models import ContactSheet
from programs.obligations import authorities_addressed
from programs.policies.contact_sheet import may_enter_sheet, may_set_aside_sheet
from programs.queries import contact_sheet as queries

from .contact_sheet import running_program


@require_http_methods(["GET", "POST"])
def enter(request):
    program = running_program(request)
    require(may_enter_sheet(request.actor, ContactSheet(program=program)))
    bodies = authorities_addressed(program)
    if request.method == "GET":
        chosen = bodies.filter(code=request.GET.get("authority", "")).first()
        form = SheetEntryForm(authorities=bodies, initial={"authority": chosen})
        return _page(request, form, _open_edition(request, program, chosen))
    form = SheetEntryForm(request.POST, request.FILES, authorities=bodies)
    if not form.is_valid():
        chosen = form.cleaned_data.get("authority")
        return _page(request, form, _open_edition(request, program, chosen), 422)
    return _entered(request, program, form)


def _entered(request, program, form):
    facts = form.cleaned_data
    body, scan = facts["authority"], facts["scan"]
    kept = keep(scan.content, name=scan.name, purpose="scan", owner=body.code)
    letter = actions.Letter(facts["channel"], facts["received_at"], kept)
    try:
        sheet = actions.enter_sheet(
            program,
            body,
            values=form.values,
            letter=letter,
            aside=form.aside,
            actor=request.actor,
        )
    except actions.OpenEdition as ongoing:
        discard(kept.key)
        return _page(request, form, ongoing.current, 409)
    except (ValidationError, IllegalStep, PermissionDenied) as refusal:
        discard(kept.key)
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        return _page(request, form, _open_edition(request, program, body), 422)
    messages.success(request, _("已代录，须由另一位同志确认"))
    return redirect("sheets:detail", pk=sheet.pk)


def _open_edition(request, program, authority):
    if authority is None:
        return None
    sheets = ContactSheet.objects.visible_to(request.actor).open().for_table()
    return sheets.filter(program=program, authority=authority).first()


def _page(request, form, ongoing, status=200):
    """The form; beside it the region's open edition, if there is one, and what differs."""
    typed = {name: form[name].value() or "" for name in form._meta.fields}
    context = {
        "form": form,
        "ongoing": ongoing,
        "may_set_aside": ongoing and may_set_aside_sheet(request.actor, ongoing),
        "changes": ongoing and form.is_bound and queries.changes(ongoing.content(), typed),
    }
    return render(request, "programs/sheets/enter.html", context, status=status)
