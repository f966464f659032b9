"""From the class's code to a person's own account, without e-mail or text message."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from institutions.actor import Actor
from portal import clock
from portal.accounts.codes import new_code
from portal.accounts.models import User
from portal.audit.trail import record
from portal.crypto import encrypt, token_digest
from portal.policy import require
from programs.models import Cohort
from trainees.limits import lock_class
from trainees.models import ClassCode, Enrolment, Trainee
from trainees.policies.claim import may_issue_class_code, may_reset_account
from trainees.queries.claim import Claim, ClaimRefused, find_claimable, is_free

LIFETIME = timedelta(days=60)
CONSENT_VERSION = "2022-1"


@transaction.atomic
def issue_class_code(cohort: Cohort, *, actor) -> ClassCode:
    """A new code for 60 days; the class's former one stops working."""
    require(may_issue_class_code(actor, cohort))
    # Two who press at once: the second finds the first one's code and withdraws it.
    lock_class(cohort.pk)
    moment = clock.wall()
    former = ClassCode.objects.select_for_update().filter(cohort=cohort, withdrawn_at=None)
    former.update(withdrawn_at=moment)
    clear = new_code()
    code = ClassCode(
        cohort=cohort,
        digest=token_digest(clear),
        issued_by=actor.user,
        issued_at=moment,
        expires_at=moment + LIFETIME,
    )
    code.cipher = encrypt(clear, context=code.context)
    code.save(force_insert=True)
    record(actor, "issue", code)
    return code


@transaction.atomic
def claim_account(claim: Claim, *, password_hash: str, actor) -> Actor:
    """Open (or after a reset reopen) the person's account and keep their consent.

    Args:
        password_hash: Made before the transaction begins; hashing is slow on purpose.

    Returns:
        The person under the trainee's hat.

    Raises:
        ClaimRefused: see :func:`find_claimable`.
        ValidationError: the mobile number already signs somebody else in.
    """
    enrolment = find_claimable(claim)
    trainee = Trainee.objects.select_for_update(of=("self",)).get(pk=enrolment.trainee_id)
    if not is_free(trainee):
        raise ClaimRefused
    user = trainee.user or _new_user(trainee)
    user.password = password_hash
    user.save(update_fields=["password"])
    trainee.user = user
    trainee.consent_version, trainee.consented_at = CONSENT_VERSION, clock.now()
    trainee.save(update_fields=["user", "consent_version", "consented_at"])
    newcomer = Actor(user, "trainee")
    record(newcomer, "claim", trainee, consent=CONSENT_VERSION, cohort=enrolment.cohort.code)
    return newcomer


@transaction.atomic
def reset_account(enrolment: Enrolment, *, actor) -> User:
    """Void a password on the spot; the person opens the account again with the class code."""
    require(may_reset_account(actor, enrolment))
    user = enrolment.trainee.user
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record(actor, "reset_account", enrolment.trainee)
    return user


def _new_user(trainee: Trainee) -> User:
    user = User(username=trainee.mobile, full_name=trainee.name, mobile=trainee.mobile)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        text = _("这个手机号码已用于另一个账号，请联系班主任更正手机号码")
        raise ValidationError(text) from taken
    return user
