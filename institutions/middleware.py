from institutions.actor import HAT, PUBLIC_ACTOR, actor_for


class ActorMiddleware:
    """Puts ``request.actor`` on every request; anonymous visitors are the public."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = PUBLIC_ACTOR
        if request.user.is_authenticated:
            request.actor = actor_for(request.user, request.session.get(HAT, ""))
        return self.get_response(request)
