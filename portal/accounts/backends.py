from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class PortalBackend(AuthenticationBackend):
    """Allauth's backend; a rehearsal persona is never let in outside rehearsal."""

    def user_can_authenticate(self, user):
        if user.persona and not settings.REHEARSAL:
            return False
        return super().user_can_authenticate(user)

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
