"""What a trainee's own pages ask."""

from trainees.models import Trainee


def has_only_former_duties(actor) -> bool:
    """Whether this is no trainee but somebody whose duties for a body have all ended."""
    held = actor.user.memberships.exists()
    return held and not Trainee.objects.filter(user=actor.user).exists()
