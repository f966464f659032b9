"""Pages of certificates: one asked about, one that no longer agrees with the records."""

from django.urls import reverse

from certificates.actions.change import ask_change
from certificates.models import Certificate
from trainees.models import Trainee


def changing_pages(cohort, issuer) -> dict[str, str]:
    """Of a fictional class of a finished year."""
    asked, corrected = Certificate.objects.filter(enrolment__cohort=cohort)[:2]
    ask_change(asked, "revoke", reason="other", explanation="测试（演示）", actor=issuer)
    Trainee.objects.filter(pk=corrected.enrolment.trainee_id).update(name="叶知春")
    return {
        "certificates:detail": reverse("certificates:detail", args=[asked.public_id]),
        "certificates:corrected": reverse("certificates:detail", args=[corrected.public_id]),
        "certificates:ask": reverse("certificates:ask", args=[corrected.public_id, "replace"]),
    }


def own_page(trainee) -> dict[str, str]:
    own = Certificate.objects.visible_to(trainee).get()
    return {"certificates:own": reverse("certificates:detail", args=[own.public_id])}
