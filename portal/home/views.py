from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET


@require_GET
def front(request):
    if request.actor.user is not None:
        return redirect("home:workbench")
    return render(request, "home/front.html")


@require_GET
def workbench(request):
    return render(request, "home/workbench.html")
