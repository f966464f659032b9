"""The Centre's desk: rows judged one by one, then all of it put into effect at once."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.trail import record, record_many
from portal.notices.post import Recipient, post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from trainees.actions.amendment import settle_changes
from trainees.actions.judging import write_opinions
from trainees.actions.snapshot import freeze_roster
from trainees.checking.desk import sort_rows
from trainees.data.opinion import Opinion, fits
from trainees.data.vocabulary import people_text
from trainees.limits import (
    Seating,
    free_places,
    leaving,
    lock_class,
    places_to_approve,
    seat,
)
from trainees.models import Enrolment, Nomination, Roster, RosterEntry
from trainees.policies.roster import (
    may_decide_roster,
    may_propose_decision,
    may_review_roster,
)
from trainees.register import BATCH
from trainees.states import Decision, RosterKind, RosterState
from trainees.workflow.roster import NOMINATION, ROSTER


@dataclass(frozen=True)
class Account:
    """What an act came to, people by name where something is left to do.

    ``done`` counts rows by decision; ``waiting`` found no place; a quota had
    no room for the ``stopped``, named by its words; the recommendation of the
    ``disowned`` was denied, so they cannot be approved; on the ``moved``
    somebody else had the word since they were last seen; the rows ``apart``
    are not the actor's to judge, each named with the reason.
    """

    done: Counter = field(default_factory=Counter)
    waiting: list[str] = field(default_factory=list)
    disowned: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    moved_rows: list[RosterEntry] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    stopped: dict[str, list[str]] = field(default_factory=dict)

    @property
    def left_over(self) -> int:
        return len(self.waiting) + sum(map(len, self.stopped.values()))


@transaction.atomic
def take_roster(roster: Roster, *, actor) -> Roster:
    """Begin to judge a list (开始审核); from now on its class cannot take it back."""
    lock_class(roster.cohort_id)
    return ROSTER.advance(roster.pk, "take", actor=actor)


@transaction.atomic
def judge_rows(
    roster: Roster,
    entries: list[int],
    decision: str,
    *,
    reason="",
    note="",
    until: date | None = None,
    seen: int | None = None,
    actor,
) -> Account:
    """Write one decision (拟通过, 拟退回, 拟不通过, 暂缓, 待审) on rows; effective at 办结.

    Approvals stop at the class's places and at the quotas that bind, counted
    under their locks: rows are approved in the list's order, the others stay
    as they are and are named. Rows already enrolled or refused for good are
    left alone, and so are rows that are somebody else's to judge, which are
    named.

    Args:
        reason: Code with the decision's letter: R with a return, N with a
            refusal, H with a hold, none otherwise.
        until: When rows that are held come back to the desk.
        seen: The list's judgement number when it was looked at; what others
            said later, and differently, is left alone.

    Raises:
        ValidationError: the reason does not fit the decision, or the day has passed.
        IllegalStep: the list is not under review, or every row is settled.
    """
    opinion = Opinion(decision, reason, note.strip())
    opinions = dict.fromkeys(entries, opinion)
    return judge_each(roster, opinions, until=until, seen=seen, actor=actor)


@transaction.atomic
def judge_each(
    roster: Roster, opinions: dict[int, Opinion], *, until=None, seen=None, actor
) -> Account:
    """The same with an opinion of its own for every row, by the row's key.

    What gives up a place is written before what takes one.

    Raises:
        ValidationError: a reason does not fit its decision.
        IllegalStep: the list is not under review, or every row is settled.
    """
    require(may_review_roster(actor, roster))
    for opinion in set(opinions.values()):
        _check_opinion(opinion, until)
    cohort = lock_class(roster.cohort_id)
    roster = _under_review(roster)
    rows = list(_unsettled(roster).filter(pk__in=opinions).for_table().order_by("no"))
    if not rows:
        raise IllegalStep(_("所选的行已经办结，请刷新后再看"))
    sorted_ = sort_rows(rows, opinions, seen, actor)
    left = {"apart": sorted_.apart, "moved": _names(sorted_.moved), "moved_rows": sorted_.moved}
    if not sorted_.own:
        return Account(**left)
    by = defaultdict(list)
    for row in sorted_.own:
        by[opinions[row.pk].decision].append(row)
    approving, found, disowned = by.pop(Decision.APPROVED, None), Seating(), []
    for decision, group in by.items():
        _say(roster, decision, group, opinions, actor, until)
    if approving is not None:
        found, disowned = _within_places(cohort, approving)
        by[Decision.APPROVED] = found.seated
        _say(roster, Decision.APPROVED, by[Decision.APPROVED], opinions, actor)
    _count(roster, reviewed_at=None, reviewed_by=None)
    done = Counter({decision: len(group) for decision, group in by.items()})
    stopped = _by_rule(found.stopped)
    return Account(done, _names(found.waiting), _names(disowned), stopped=stopped, **left)


@transaction.atomic
def unsay_rows(roster: Roster, rows: list[RosterEntry], *, actor) -> None:
    """Rows of one list, held by its class's lock, wait for a decision again."""
    _reopen(rows, actor)
    _count(roster, reviewed_at=None, reviewed_by=None)


@transaction.atomic
def propose_decision(roster: Roster, *, actor) -> Roster:
    """Ask the Bureau to confirm the decisions on a class of the Centre itself."""
    require(may_propose_decision(actor, roster))
    lock_class(roster.cohort_id)
    _all_judged(roster)
    stamp = {"reviewed_at": clock.now(), "reviewed_by": actor.user}
    roster = ROSTER.advance(roster.pk, "propose", actor=actor, stamp=stamp)
    bureau = Organization.objects.filter(kind=Kind.BUREAU)
    _tell("roster.proposed", roster, people_of(bureau, Duty.OFFICER), actor)
    return roster


@transaction.atomic
def reconsider_roster(roster: Roster, *, note: str, actor) -> Roster:
    """The Bureau does not confirm: the Centre's reviewer judges again, with its remark."""
    lock_class(roster.cohort_id)
    proposer = Roster.objects.select_related("reviewed_by").get(pk=roster.pk).reviewed_by
    roster = ROSTER.advance(
        roster.pk,
        "reconsider",
        actor=actor,
        note=note,
        stamp={"reviewed_at": None, "reviewed_by": None},
    )
    _tell("roster.reconsider", roster, [Recipient(user=proposer)], actor, note=note.strip())
    return roster


@transaction.atomic
def decide_roster(roster: Roster, *, seen: int | None = None, actor) -> Account:
    """Put the decisions into effect (办结): approved people are enrolled, all or none.

    Numbers run on from the class's counter without a gap, in the list's
    order, as far as the class and the quotas have places; who finds none goes
    back to 待审 and is named. Then the list is returned for its returned rows, or closed, or
    stays under review while rows are undecided. Source: R34.

    Returns:
        ``done`` counts rows by decision, ``approved`` being those enrolled now.

    Raises:
        ValidationError: no decision waits to be put into effect, or one was
            given by somebody who has to stand aside.
        IllegalStep: the list is not under review, or was judged since ``seen``.
    """
    require(may_decide_roster(actor, roster))
    cohort = lock_class(roster.cohort_id)
    roster = _under_review(roster)
    if seen is not None and seen != roster.judgement_no:
        raise IllegalStep(_("核对期间有人改过审核意见，请按最新的再核对"))
    _none_judged_in_conflict(roster)
    rows = list(_unsettled(roster).for_table().order_by("no"))
    by = {decision: [r for r in rows if r.decision == decision] for decision in Decision.values}
    if not (by[Decision.APPROVED] or by[Decision.REJECTED] or by[Decision.RETURNED]):
        raise ValidationError(_("没有可以办结的审核意见，请先逐人审核"))
    changes = settle_changes(by[Decision.APPROVED], by[Decision.REJECTED], actor=actor)
    joining = [row for row in by[Decision.APPROVED] if not row.is_change]
    found = seat(cohort, joining, free_places(cohort), closing=True)
    admitted, waiting = found.seated, found.left_over
    _enrol(cohort, admitted, actor)
    _refuse(by[Decision.REJECTED], actor)
    _reopen(waiting, actor)
    undecided = by[Decision.PENDING] + waiting
    step = _next_step(undecided, by[Decision.HELD], by[Decision.RETURNED])
    if step == "return":
        _keep_returned(by[Decision.RETURNED])
    done = {decision: len(found) for decision, found in by.items()}
    account = Account(
        Counter({**done, Decision.APPROVED: len(admitted) + changes}),
        _names(found.waiting),
        stopped=_by_rule(found.stopped),
    )
    roster = _close(roster, step, account, actor)
    freeze_roster(roster, step, actor=actor)
    _tell_class(roster, step, account, actor)
    return account


def _check_opinion(opinion: Opinion, until: date | None) -> None:
    if opinion.decision not in Decision.values or not fits(opinion):
        raise ValidationError({"reason": _("请选择与审核意见相应的理由")})
    if opinion.decision == Decision.HELD and until is not None and until <= clock.today():
        raise ValidationError({"until": _("请选择今天以后的日期")})


def _say(roster: Roster, decision, rows, opinions, actor, until=None) -> None:
    """Write the opinions on the rows of one decision, and one line for all of them."""
    write_opinions(rows, opinions, until=until, actor=actor)
    reasons = {opinions[row.pk].reason for row in rows}
    reason = reasons.pop() if len(reasons) == 1 else ""
    people = {"people": len(rows), "note": people_text(len(rows))}
    record(actor, f"{decision}_rows", roster, reason=reason, **people)


def _under_review(roster: Roster) -> Roster:
    current = Roster.objects.for_table().get(pk=roster.pk)
    if current.state != RosterState.IN_REVIEW:
        raise IllegalStep(
            _("名单“%(state)s”，不能审核") % {"state": current.get_state_display()}
        )
    return current


def _unsettled(roster: Roster):
    """Rows whose decision has not taken effect: nobody enrolled, nobody refused for good."""
    return RosterEntry.objects.filter(roster=roster).unsettled()


def _all_judged(roster: Roster) -> None:
    waiting = _unsettled(roster).filter(decision=Decision.PENDING).count()
    if waiting:
        raise ValidationError(_("还有 %(count)d 人待审，审完再报") % {"count": waiting})


def _none_judged_in_conflict(roster: Roster) -> None:
    """No word counts of somebody who has to stand aside, as of a region they serve by now."""
    said = _unsettled(roster).exclude(decision=Decision.PENDING)
    names = _names(said.judged_in_conflict().for_table().order_by("no"))
    if names:
        text = _("以下学员由须回避的同志审过，请由其他审核员重审：%(names)s")
        raise ValidationError(text % {"names": _("、").join(names)})


def _within_places(cohort: Cohort, rows) -> tuple[Seating, list]:
    """Which new rows find a place, and the rows that nobody has recommended."""
    disowned = [row for row in rows if row.nomination.declined_at is not None]
    new = [row for row in rows if row not in disowned and row.decision != Decision.APPROVED]
    changes = [row for row in new if row.is_change]
    joining = [row for row in new if not row.is_change]
    found = seat(cohort, joining, places_to_approve(cohort) + leaving(changes))
    found.seated[:0] = changes
    return found, disowned


def _reopen(rows, actor) -> None:
    if not rows:
        return
    pending = dict.fromkeys([row.pk for row in rows], Opinion(Decision.PENDING))
    write_opinions(rows, pending, actor=actor)


def _count(roster: Roster, **changes) -> None:
    approved = Count("pk", filter=Q(decision=Decision.APPROVED))
    figures = roster.entries.aggregate(entry_count=Count("pk"), approved_count=approved)
    Roster.objects.filter(pk=roster.pk).update(**figures, **changes)


def _enrol(cohort: Cohort, rows, actor) -> None:
    first, moment = cohort.last_student_no + 1, clock.now()
    enrolments = [
        Enrolment(
            program=cohort.program,
            cohort=cohort,
            trainee=row.nomination.trainee,
            nomination=row.nomination,
            number=number,
            student_no=f"{cohort.code}-{number:04d}",
            enrolled_at=moment,
        )
        for number, row in enumerate(rows, first)
    ]
    Enrolment.objects.bulk_create(enrolments, batch_size=BATCH)
    Cohort.objects.filter(pk=cohort.pk).update(
        last_student_no=cohort.last_student_no + len(rows)
    )
    NOMINATION.advance_many(_nominations(rows), "admit", actor=actor)
    record_many(actor, "enrol", enrolments)


def _refuse(rows, actor) -> None:
    NOMINATION.advance_many(_nominations(rows), "refuse", actor=actor)


def _nominations(rows):
    people = Nomination.objects.filter(pk__in=[row.nomination_id for row in rows])
    return people.select_related("trainee", "program")


def _next_step(undecided, held, returned) -> str:
    if undecided:
        return "enrol"
    if returned:
        return "return"
    return "enrol" if held else "decide"


def _keep_returned(rows) -> None:
    """How each row reads as it goes back, for the comparison when it comes again."""
    said = Nomination.objects.filter(pk=OuterRef("nomination")).values("facts")
    going = RosterEntry.objects.filter(pk__in=[row.pk for row in rows])
    going.update(returned_facts=Subquery(said), changes=0)


def _close(roster: Roster, step: str, account: Account, actor) -> Roster:
    stamp = {"reviewed_at": None, "reviewed_by": None}
    if step == "decide":
        stamp = {"decided_at": clock.now(), "decided_by": actor.user}
    _count(roster)
    return ROSTER.advance(
        roster.pk, step, actor=actor, stamp=stamp, waiting=account.left_over, **account.done
    )


def _names(rows) -> list[str]:
    return [row.nomination.trainee.name for row in rows]


def _by_rule(stopped) -> dict[str, list[str]]:
    """Names by the words of the rule that had no room for them."""
    named = defaultdict(list)
    for row, rule in stopped:
        named[str(rule)].append(row.nomination.trainee.name)
    return dict(named)


def _tell_class(roster: Roster, step: str, account: Account, actor) -> None:
    if step == "enrol" and not account.done[Decision.APPROVED]:
        return
    team = people_of([roster.cohort.organization], Duty.MANAGER, Duty.CLASS_TEACHER)
    topic = "roster.returned" if step == "return" else "roster.decided"
    amends = roster.kind == RosterKind.AMENDMENT
    _tell(topic, roster, team, actor, account=dict(account.done), amends=amends)


def _tell(topic: str, roster: Roster, recipients, actor, **context) -> None:
    post(
        topic,
        key=f"roster:{roster.pk}:{topic}:{clock.wall().isoformat()}",
        recipients=recipients,
        context={"cohort": roster.cohort.name, **context},
        link=reverse("rosters:detail", args=[roster.pk]),
        actor=actor,
    )
