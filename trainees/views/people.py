"""Reading an identity number in clear: by POST, for a reason, on record."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from portal.ui.posted import typed
from trainees.actions.people import reveal_id_number
from trainees.forms.review import RevealForm
from trainees.models import Trainee
from trainees.policies.nomination import may_reveal_id_number


@require_http_methods(["GET", "POST"])
@cache_control(no_store=True, private=True)
def reveal(request, public_id):
    people = Trainee.objects.visible_to(request.actor)
    person = get_object_or_404(people, public_id=public_id)
    form = RevealForm(typed(request))
    context = {
        "person": person,
        "form": form,
        "verdict": may_reveal_id_number(request.actor, person),
    }
    if request.method == "POST" and form.is_valid():
        context["number"] = reveal_id_number(
            person, reason=form.cleaned_data["reason"], actor=request.actor
        )
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "trainees/people/reveal.html", context, status=status)
