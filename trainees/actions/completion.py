"""Hours recorded, completion computed and proposed by the class, confirmed by the Centre."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.trail import record, record_many
from portal.language import house_language
from portal.notices.post import post
from portal.policy import require
from portal.workflow.revision import Stale
from programs.models import Cohort
from trainees.data.completion_rule import judge
from trainees.models import Completion, Enrolment, StudyRecord
from trainees.policies.completion import may_record_hours
from trainees.queries.completion import RECORD_FIELDS, figures_of
from trainees.states import EnrolmentState
from trainees.workflow.completion import COMPLETION, ENROLMENT, PROPOSED, UNDECIDED

IN_TRAINING = [EnrolmentState.PENDING, EnrolmentState.ENROLLED, EnrolmentState.FINISHED]


@transaction.atomic
def record_hours(cohort: Cohort, *, rows: dict[int, dict], actor) -> int:
    """Write what people did; who was still 待报到 is thereby 在训.

    Args:
        rows: Enrolment ids of this class with values for ``RECORD_FIELDS``
            (hours in 学时 of 45 minutes, steps of 0.5).

    Returns:
        How many people's figures changed; unchanged ones leave no trace.

    Raises:
        ValidationError: a person is not in training in this class, or the
            result was already decided.
    """
    require(may_record_hours(actor, cohort))
    people = Enrolment.objects.filter(cohort=cohort, state__in=IN_TRAINING, pk__in=rows)
    people = {row.pk: row for row in people.select_related("record", "completion")}
    if set(rows) - set(people):
        raise ValidationError(_("有学员不在本班在训名单中，请刷新后重新登记"))
    changed = [row for pk, row in people.items() if _differs(row, rows[pk])]
    decided = [row for row in changed if _is_decided(row)]
    if decided:
        names = _("、").join(row.student_no for row in decided[:5])
        raise ValidationError(_("结业结果已确认，不能再改学时：%(people)s") % {"people": names})
    records = [
        StudyRecord(
            enrolment=row, entered_by=actor.user, entered_at=clock.now(), **rows[row.pk]
        )
        for row in changed
    ]
    StudyRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=[*RECORD_FIELDS, "entered_by", "entered_at"],
    )
    record_many(actor, "record_hours", [(row, _texts(rows[row.pk])) for row in changed])
    ENROLMENT.advance_many(_in_class(cohort).filter(pk__in=rows), "arrive", actor=actor)
    _judge_anew(cohort, changed, actor)
    return len(changed)


@transaction.atomic
def propose_completions(cohort: Cohort, *, actor) -> dict[str, int]:
    """Judge everyone in training by the year's rule and propose the outcome.

    Stores rule version, figures and reasons with each proposal; a person
    without recorded hours counts as having done none. Judging again replaces
    proposals that are not decided yet. Source: R35.

    Returns:
        ``{"complete": n, "incomplete": n}``.

    Raises:
        ValidationError: nobody is in training.
    """
    require(may_record_hours(actor, cohort))
    people = [row for row in _with_figures(cohort) if not _is_decided(row)]
    if not people:
        raise ValidationError(_("本班没有待评定的在训学员"))
    complete = _propose(cohort, people, actor)
    record(actor, "propose_completions", cohort, people=len(people))
    _tell_centre(cohort, len(people), actor)
    return {"complete": complete, "incomplete": len(people) - complete}


def _judge_anew(cohort, changed, actor) -> None:
    """A proposal that waits for confirmation always rests on the hours on record."""
    waiting = [row.pk for row in changed if _is_proposed(row)]
    if waiting:
        _propose(cohort, list(_with_figures(cohort).filter(pk__in=waiting)), actor)


def _propose(cohort, people, actor) -> int:
    """Judge these and put what comes of it before the Centre; how many are to complete."""
    with house_language():
        judged = {
            row.pk: judge(figures_of(row), cohort.program.completion_rule) for row in people
        }
    _keep_judgements(people, judged)
    complete = [pk for pk, judgement in judged.items() if judgement.is_complete]
    stamp = {"proposed_by": actor.user, "proposed_at": clock.now()}
    ours = Completion.objects.select_related("enrolment__cohort__organization")
    COMPLETION.advance_many(
        ours.filter(enrolment__in=complete), "propose_complete", actor=actor, stamp=stamp
    )
    COMPLETION.advance_many(
        ours.filter(enrolment__in=set(judged) - set(complete)),
        "propose_incomplete",
        actor=actor,
        stamp=stamp,
    )
    return len(complete)


@transaction.atomic
def confirm_completions(
    cohort: Cohort, *, completions: list[int], seen: datetime | None, actor
) -> int:
    """Confirm the proposals as they were read; confirmed people have finished training.

    Args:
        completions: Ids of proposals of this class, from the page that was read.
        seen: When the newest proposal on that page was made (business time).

    Raises:
        Stale: the class has proposed anew since.
        ValidationError: none of them waits for confirmation.
        PermissionDenied: see :func:`may_confirm_completion`.
    """
    rows = _proposals(cohort).filter(pk__in=completions)
    newest = rows.filter(state__in=PROPOSED).aggregate(at=Max("proposed_at"))["at"]
    if newest is not None and (seen is None or newest > seen):
        said = _("页面打开后，班级改过学时或重新提出了建议；请看过最新的评定再确认")
        raise Stale(said, cohort)
    stamp = {"decided_by": actor.user, "decided_at": clock.now()}
    moved = [
        *COMPLETION.advance_many(rows, "confirm_complete", actor=actor, stamp=stamp),
        *COMPLETION.advance_many(rows, "confirm_incomplete", actor=actor, stamp=stamp),
    ]
    if not moved:
        raise ValidationError(_("所选学员没有待确认的结业建议"))
    finished = _in_class(cohort).filter(completion__in=[row.pk for row in moved])
    ENROLMENT.advance_many(finished, "finish", actor=actor)
    record(actor, "confirm_completions", cohort, people=len(moved))
    _tell_class("completion.confirmed", cohort, len(moved), actor)
    return len(moved)


@transaction.atomic
def return_completions(cohort: Cohort, *, completions: list[int], note: str, actor) -> int:
    """Send proposals back to the class with a remark; they count as not assessed again."""
    stamp = {"note": note.strip()[:200], "proposed_at": None}
    rows = _proposals(cohort).filter(pk__in=completions)
    moved = COMPLETION.advance_many(rows, "return", actor=actor, note=note, stamp=stamp)
    if not moved:
        raise ValidationError(_("所选学员没有待确认的结业建议"))
    record(actor, "return_completions", cohort, people=len(moved), note=note)
    _tell_class("completion.returned", cohort, len(moved), actor, note=note.strip())
    return len(moved)


def _in_class(cohort):
    people = Enrolment.objects.filter(cohort=cohort, state__in=IN_TRAINING)
    return people.select_related("cohort__organization")


def _with_figures(cohort):
    return _in_class(cohort).select_related("record", "completion")


def _proposals(cohort):
    rows = Completion.objects.filter(enrolment__cohort=cohort, enrolment__state__in=IN_TRAINING)
    return rows.select_related("enrolment__cohort__organization")


def _is_decided(enrolment) -> bool:
    completion = getattr(enrolment, "completion", None)
    return completion is not None and completion.state not in UNDECIDED


def _is_proposed(enrolment) -> bool:
    completion = getattr(enrolment, "completion", None)
    return completion is not None and completion.state in PROPOSED


def _differs(enrolment, values) -> bool:
    known = getattr(enrolment, "record", None)
    return known is None or any(getattr(known, name) != values[name] for name in values)


def _texts(values) -> dict:
    return {name: str(value) for name, value in values.items()}


def _keep_judgements(people, judged) -> None:
    rows = [
        Completion(
            enrolment=row,
            rule_version=judged[row.pk].version,
            figures={
                **figures_of(row).as_json(),
                "counted_hours": str(judged[row.pk].counted_hours),
                "percent": str(judged[row.pk].percent),
            },
            reasons=judged[row.pk].reasons,
        )
        for row in people
    ]
    Completion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=["rule_version", "figures", "reasons"],
    )


def _tell_centre(cohort, people, actor) -> None:
    centre = Organization.objects.filter(kind=Kind.CENTRE)
    post(
        "completion.proposed",
        key=f"completion:{cohort.pk}:proposed:{clock.now().isoformat()}",
        recipients=people_of(centre, Duty.REVIEWER),
        context={"cohort": cohort.name, "people": people},
        link=reverse("completions:detail", args=[cohort.pk]),
        actor=actor,
    )


def _tell_class(topic, cohort, people, actor, **context) -> None:
    post(
        topic,
        key=f"completion:{cohort.pk}:{topic}:{clock.now().isoformat()}",
        recipients=people_of([cohort.organization], Duty.MANAGER, Duty.CLASS_TEACHER),
        context={"cohort": cohort.name, "people": people, **context},
        link=reverse("completions:detail", args=[cohort.pk]),
        actor=actor,
    )
