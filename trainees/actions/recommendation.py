"""An authority recommends people itself: the letter, its people, sending it (R31, R32)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record, record_many
from portal.files.models import StoredFile
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import require_newest, write
from programs.models import Mandate
from trainees import register
from trainees.actions.people import Accepted
from trainees.checking.lateness import is_late, why_too_late
from trainees.checking.letter import PICKED, RETRACTED
from trainees.checking.naming import namings
from trainees.data.candidate import Candidate
from trainees.data.vocabulary import people_text
from trainees.limits import enrols
from trainees.models import Nomination, Recommendation, Trainee
from trainees.policies.refusal import may_come_back
from trainees.policies.selection import may_write_recommendation
from trainees.register import BATCH, number_of
from trainees.states import NominationState, RecommendationState
from trainees.states import RowStatus as Status
from trainees.workflow.roster import NOMINATION
from trainees.workflow.selection import RECOMMENDATION

EDITABLE = [RecommendationState.DRAFT]
STALE = gettext_lazy("保存前，这份推荐已被改过")
HEAD = ["cohort", "track", "document_no", "dated_on"]
# One letter names some dozens; what is sent is laid before institutions at once.
MOST_PEOPLE = 500

describe(
    "trainees.recommendation",
    {
        "begin": gettext_lazy("登记推荐"),
        "save": gettext_lazy("修改推荐"),
        "attach": gettext_lazy("上传推荐函"),
        "name": gettext_lazy("写入人选"),
        "drop": gettext_lazy("移出人选"),
    },
)
describe("trainees.nomination", {"name": gettext_lazy("写入推荐")})


@transaction.atomic
def begin_recommendation(program, authority, *, values: dict, actor) -> Recommendation:
    """Begin a draft; ``values`` are field names of ``HEAD``."""
    head = {name: values[name] for name in HEAD}
    draft = Recommendation(program=program, authority=authority, created_at=clock.now(), **head)
    require(may_write_recommendation(actor, draft))
    draft.save()
    record(actor, "begin", draft)
    return draft


@transaction.atomic
def save_recommendation(
    recommendation: Recommendation, *, values: dict, revision: int, actor
) -> Recommendation:
    """Keep number, date and where the people are meant to go.

    Raises:
        Stale: somebody else saved in between.
        IllegalStep: it has been sent.
    """
    require(may_write_recommendation(actor, recommendation))
    changes = {name: values[name] for name in HEAD}
    recommendation = _write(recommendation, revision, changes)
    record(actor, "save", recommendation)
    return recommendation


@transaction.atomic
def attach_letter(
    recommendation: Recommendation, *, kept, revision: int, actor
) -> Recommendation:
    """Put the stamped letter to it; one brought before stays in the storage unseen.

    Raises:
        Stale, IllegalStep: see :func:`save_recommendation`.
    """
    require(may_write_recommendation(actor, recommendation))
    stored = StoredFile.from_kept(kept, actor)
    recommendation = _write(recommendation, revision, {"letter": stored})
    record(actor, "attach", recommendation, name=stored.name, sha256=stored.sha256)
    return recommendation


@transaction.atomic
def name_people(
    recommendation: Recommendation, candidates: list[Candidate], *, attested: bool, actor
) -> list[Accepted]:
    """Put people into the letter; all good ones, in few queries, the others say why not.

    Args:
        attested: 已告知本人并取得同意, by the person who acts.

    Returns:
        One outcome per candidate, in order.

    Raises:
        ValidationError: consent is not attested, or more than one letter names.
        IllegalStep: it has been sent.
    """
    require(may_write_recommendation(actor, recommendation))
    if not attested:
        raise ValidationError(_("请先确认：已告知本人并取得同意"))
    recommendation = _held(recommendation)
    if recommendation.nominations.count() + len(candidates) > MOST_PEOPLE:
        raise ValidationError(
            _("一份推荐不超过 %(most)d 人，请分开登记") % {"most": MOST_PEOPLE}
        )
    try:
        with transaction.atomic():
            return _name(recommendation, candidates, actor)
    except IntegrityError:
        # Somebody took one of these people or enterprises in the meantime; it is
        # committed by now, so the second reading sees it and refuses that row.
        return _name(recommendation, candidates, actor)


@transaction.atomic
def name_again(
    recommendation: Recommendation, nominations: list[int], *, actor
) -> list[Accepted]:
    """Put those whom an institution has declined into another letter (另行推荐)."""
    declined = Nomination.objects.filter(
        pk__in=nominations,
        program=recommendation.program_id,
        recommendation__authority=recommendation.authority_id,
        state=NominationState.DECLINED,
    )
    candidates = [
        Candidate(number_of(row.trainee), row.trainee.id_type, row.facts)
        for row in declined.select_related("trainee").order_by("pk")
    ]
    return name_people(recommendation, candidates, attested=True, actor=actor)


@transaction.atomic
def drop_people(recommendation: Recommendation, nominations: list[int], *, actor) -> int:
    """Take people out of a letter that is not sent; nothing is left of them.

    Raises:
        IllegalStep: it has been sent.
    """
    require(may_write_recommendation(actor, recommendation))
    recommendation = _held(recommendation)
    leaving = recommendation.nominations.filter(pk__in=nominations)
    people = list(leaving.values_list("trainee", flat=True))
    leaving.delete()
    Trainee.objects.filter(pk__in=people, nominations=None, user=None).delete()
    _touch(recommendation)
    record(actor, "drop", recommendation, people=len(people), note=people_text(len(people)))
    return len(people)


@transaction.atomic
def send_recommendation(
    recommendation: Recommendation, *, revision: int, actor
) -> Recommendation:
    """Recommend (发出推荐): the authority speaks, so nobody need be confirmed any more.

    Raises:
        ValidationError: the letter or people are lacking, or the class no longer enrols.
        Stale: the page showed another revision than the one on file.
        IllegalStep: already sent, or late and a date takes nothing any more.
    """
    require(may_write_recommendation(actor, recommendation))
    current = Recommendation.objects.select_for_update(of=("self",)).for_table()
    current = current.get(pk=recommendation.pk)
    require_newest(current, revision, editable=EDITABLE, stale=STALE)
    people = _people(current)
    if current.state in EDITABLE and (problems := _missing(current, people)):
        raise ValidationError(problems)
    moment = clock.now()
    if current.state in EDITABLE and (reason := why_too_late(current, moment)):
        raise IllegalStep(reason)
    stamp = {"sent_at": moment, "sent_by": actor.user, "is_late": is_late(current, moment)}
    sent = RECOMMENDATION.advance(current.pk, "send", actor=actor, stamp=stamp)
    confirmed = {"confirmed_at": moment, "confirmed_by": actor.user, "submitted_at": moment}
    target = {"cohort": sent.cohort, "track": sent.track}
    NOMINATION.advance_many(people, "recommend", actor=actor, stamp={**target, **confirmed})
    _tell("recommendation.sent", sent, actor)
    return sent


@transaction.atomic
def withdraw_recommendation(recommendation: Recommendation, *, actor) -> Recommendation:
    """Take a letter back while no institution has picked anybody from it.

    Raises:
        IllegalStep: somebody is picked, or it is not sent.
    """
    current = RECOMMENDATION.advance(
        recommendation.pk,
        "withdraw",
        actor=actor,
        stamp={"sent_at": None, "sent_by": None, "is_late": False},
    )
    people = _people(current)
    nothing = ["cohort", "track", "confirmed_at", "confirmed_by", "submitted_at"]
    moved = NOMINATION.advance_many(
        people, "take_back", actor=actor, stamp=dict.fromkeys(nothing)
    )
    if len(moved) != current.nominations.count():
        raise IllegalStep(PICKED if _handled(current) else RETRACTED)
    moment = recommendation.sent_at or clock.now()
    _tell("recommendation.withdrawn", recommendation, actor, of=moment)
    return current


def _name(recommendation, candidates, actor) -> list[Accepted]:
    known = register.lock_trainees(row.index for row in candidates)
    found = namings(recommendation, candidates)
    taken = [row for row, s in zip(candidates, found, strict=True) if s.status == Status.NEW]
    people = register.find_or_make_trainees(taken, known)
    contents = register.contents(taken, _titles_on(recommendation))
    nominations = [
        Nomination(
            program=recommendation.program,
            recommendation=recommendation,
            trainee=people[row.index],
            consent_attested_by=actor.user,
            created_at=clock.now(),
            **contents[row.index],
        )
        for row in taken
    ]
    Nomination.objects.bulk_create(nominations, batch_size=BATCH)
    if nominations:
        note = people_text(len(nominations))
        record_many(actor, "name", nominations)
        record(actor, "name", recommendation, people=len(nominations), note=note)
        _touch(recommendation)
    return [Accepted(standing.status, message=standing.message) for standing in found]


def _titles_on(recommendation: Recommendation):
    """The day by whose rule titles count: the class's first, or today while there is none."""
    cohort = recommendation.cohort
    return clock.today() if cohort is None else cohort.starts_on


def _held(recommendation: Recommendation) -> Recommendation:
    """The draft, held by this transaction: nobody sends it meanwhile."""
    rows = Recommendation.objects.select_for_update(of=("self",)).for_table()
    current = rows.get(pk=recommendation.pk)
    if current.state not in EDITABLE:
        raise IllegalStep(_locked() % {"state": current.get_state_display()})
    return current


def _write(recommendation, revision: int, changes: dict) -> Recommendation:
    return write(
        recommendation,
        revision,
        changes,
        editable=EDITABLE,
        stale=STALE,
        locked=_locked(),
    )


def _touch(recommendation: Recommendation) -> None:
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    rows.update(revision=recommendation.revision + 1)


def _locked() -> str:
    return _("推荐“%(state)s”，不能再改；还没有机构选人时可先撤回")


def _people(recommendation: Recommendation):
    rows = Nomination.objects.filter(recommendation=recommendation)
    return rows.select_related("trainee", "program", "recommendation__authority")


def _handled(recommendation: Recommendation) -> bool:
    """Whether an institution, not the authority itself, has dealt with somebody."""
    people = recommendation.nominations.exclude(state=NominationState.DRAFT)
    return people.filter(withdrawn_at=None).exists()


def _missing(recommendation: Recommendation, people) -> list[str]:
    problems = []
    if recommendation.letter is None:
        problems.append(_("请先上传推荐函"))
    if not people:
        problems.append(_("请先写入人选"))
    if recommendation.cohort is not None and not enrols(recommendation.cohort):
        problems.append(_("所选班次已不在招生中，请改为其他班次、方向或推荐库"))
    if not (verdict := may_come_back(recommendation.cohort, people)):
        problems.append(verdict.reason)
    return problems


def _audience(recommendation: Recommendation):
    """The class's body; of a track or the pool, all bodies whose mandate covers it."""
    if recommendation.cohort is not None:
        return [recommendation.cohort.organization]
    mandates = Mandate.objects.active().filter(program=recommendation.program)
    if recommendation.track is not None:
        mandates = mandates.filter(tracks=recommendation.track)
    return Organization.objects.filter(pk__in=mandates.values("organization"))


def _tell(topic: str, recommendation: Recommendation, actor, of=None) -> None:
    people = recommendation.nominations.count()
    moment = of or recommendation.sent_at
    post(
        topic,
        key=f"{topic}:{recommendation.pk}:{moment.isoformat()}",
        recipients=people_of(_audience(recommendation), Duty.MANAGER),
        context={
            "authority": recommendation.authority.short_name,
            "people": people,
            "document_no": recommendation.document_no,
        },
        link=reverse("candidates:list"),
        actor=actor,
    )
