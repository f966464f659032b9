"""The trainee's own pages, for a phone first."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.ui.posted import typed
from trainees.actions import my as actions
from trainees.forms.my import LatinNameForm
from trainees.models import Enrolment, Trainee
from trainees.queries.completion import progress_of
from trainees.queries.my import has_only_former_duties


@require_GET
def home(request):
    """My class: what was done, and what is still missing for completion."""
    enrolments = Enrolment.objects.visible_to(request.actor).select_related(
        "cohort__organization", "cohort__track", "cohort__teacher", "program", "record"
    )
    current = enrolments.select_related("completion").order_by("-enrolled_at").first()
    context = {
        "enrolment": current,
        "progress": progress_of(current) if current else None,
        "former": current is None and has_only_former_duties(request.actor),
    }
    return render(request, "trainees/my/home.html", context)


@require_http_methods(["GET", "POST"])
def profile(request):
    """Own data as registered; the spelling of the name for English papers is confirmed here."""
    trainee = Trainee.objects.visible_to(request.actor).first()
    if trainee is None:
        return redirect("my:home")
    form = LatinNameForm(typed(request), initial={"name_latin": trainee.name_latin})
    if request.method == "POST" and form.is_valid():
        actions.confirm_latin_name(trainee, actor=request.actor, **form.cleaned_data)
        return redirect("my:profile")
    nominations = trainee.nominations.select_related("enterprise", "program")
    context = {"trainee": trainee, "form": form, "nominations": nominations}
    status = 422 if form.is_bound else 200
    return render(request, "trainees/my/profile.html", context, status=status)
