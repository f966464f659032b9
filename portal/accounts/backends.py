from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q


class PortalBackend(AuthenticationBackend):
    """Sign-in by name or mobile; a rehearsal persona is never let in outside rehearsal.

    An unknown name costs as much as a wrong password (allauth hashes all the
    same), and a disabled account answers like an unknown one.
    """

    def _authenticate(self, request, **credentials):
        user = _named(credentials.get("username") or "")
        signed_in = self._check_password(user, credentials["password"])
        # Allauth would lead a disabled account to a page that tells it exists.
        self.unstash_authenticated_user()
        return signed_in

    def user_can_authenticate(self, user):
        if user.persona and not settings.REHEARSAL:
            return False
        return super().user_can_authenticate(user)

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _named(typed: str):
    """The account with that sign-in name, else the only one with that mobile; one query."""
    name = typed.strip().lower()
    found = get_user_model().objects.filter(Q(username=name) | Q(mobile=name, mobile__gt=""))
    candidates = list(found[:3])
    exact = [user for user in candidates if user.username == name]
    if exact:
        return exact[0]
    return candidates[0] if len(candidates) == 1 else None
