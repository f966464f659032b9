"""A workflow is a table: which step leads from which states to which state.

The table says what is legal and who may do it. What else happens is ordinary
code in the app's ``actions`` room, inside the same transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.audit.timeline import describe
from portal.audit.trail import record, record_many
from portal.policy import Verdict, deny, require


class IllegalStep(Exception):
    """The object is not, or no longer, in a state this step leads from."""


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    sources: frozenset[str]
    target: str
    policy: Callable[..., Verdict]
    needs_note: bool = False


def step(label, *, source, to: str, policy, needs_note: bool = False) -> Step:
    sources = frozenset([source] if isinstance(source, str) else source)
    return Step(label, sources, to, policy, needs_note)


@dataclass(frozen=True)
class Workflow:
    """One aggregate's steps, in the order in which buttons are offered.

    The model carries its code in ``state`` and labels it by ``choices``.
    """

    model: type[models.Model]
    steps: dict[str, Step]

    def __post_init__(self):
        for name, rule in self.steps.items():
            kind = "back" if rule.needs_note else ""
            describe(self.model._meta.label_lower, {name: rule.label}, kind)

    def verdict(self, obj, name: str, actor) -> Verdict:
        rule = self.steps[name]
        if obj.state not in rule.sources:
            return deny(
                _("当前状态为“%(state)s”，不能%(step)s")
                % {"state": obj.get_state_display(), "step": rule.label}
            )
        return rule.policy(actor, obj)

    def available(self, obj, actor) -> dict[str, Step]:
        """Steps this actor may take now, in table order."""
        return {n: s for n, s in self.steps.items() if self.verdict(obj, n, actor)}

    def advance(
        self, pk, name: str, *, actor, note: str = "", stamp: dict | None = None, **detail
    ):
        """Take one step: check, write the state with ``stamp``, append the audit entry.

        Call inside ``transaction.atomic``. Two people pressing at once yield
        one step and one :exc:`IllegalStep`: PostgreSQL by the row lock, SQLite
        by ``BEGIN IMMEDIATE``, either by the conditional update should the
        first ever be lost.

        Raises:
            IllegalStep: the row moved on since the page was drawn.
            PermissionDenied: the step's policy refuses, with its reason.
            ValidationError: the step needs a note and none was given.
        """
        rule = self.steps[name]
        obj = self.model._base_manager.select_for_update().get(pk=pk)
        if obj.state not in rule.sources:
            raise IllegalStep(self.verdict(obj, name, actor).reason)
        require(rule.policy(actor, obj))
        if rule.needs_note and not note.strip():
            raise ValidationError(_("%(step)s需要填写意见") % {"step": rule.label})

        before, changes = obj.state, {"state": rule.target, **(stamp or {})}
        same_row = self.model._base_manager.filter(pk=pk, state=before)
        if not same_row.update(**changes):
            raise IllegalStep(_("记录已被他人处理，请刷新后再看"))
        record(actor, name, obj, before=before, after=rule.target, note=note, **detail)
        obj.refresh_from_db()
        return obj

    def advance_many(
        self, rows: models.QuerySet, name: str, *, actor, note="", stamp: dict | None = None
    ) -> list:
        """Take one step with many rows at once, in a fixed number of queries.

        Rows that are not (any longer) in a state the step leads from stay as
        they are. ``rows`` should join what the policy reads.

        Returns:
            The rows that moved, as they were before.

        Raises:
            IllegalStep: somebody moved a row in between; nothing moves.
            PermissionDenied: the policy refuses one of the rows; nothing moves.
            ValidationError: the step needs a note and none was given.
        """
        rule = self.steps[name]
        if rule.needs_note and not note.strip():
            raise ValidationError(_("%(step)s需要填写意见") % {"step": rule.label})
        locked = list(rows.filter(state__in=rule.sources).select_for_update(of=("self",)))
        for obj in locked:
            require(rule.policy(actor, obj))
        moving = self.model._base_manager.filter(
            pk__in=[obj.pk for obj in locked], state__in=rule.sources
        )
        if moving.update(state=rule.target, **(stamp or {})) != len(locked):
            raise IllegalStep(_("记录已被他人处理，请刷新后再看"))
        pairs = [(obj, {"before": obj.state}) for obj in locked]
        record_many(actor, name, pairs, after=rule.target, note=note)
        return locked

    def to_mermaid(self) -> str:
        arrows = [
            f"    {source} --> {rule.target}: {rule.label}"
            for rule in self.steps.values()
            for source in sorted(rule.sources)
        ]
        return "\n".join(["stateDiagram-v2", *arrows])
