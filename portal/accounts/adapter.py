from allauth.account.adapter import DefaultAccountAdapter


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts come from activation codes and invitations, never from self-registration."""

    def is_open_for_signup(self, request):
        return False
