"""Who may do what, and the answer with its reason.

A policy is a plain function ``(actor, obj) -> Verdict``. Verdicts are truthy
or falsy, so policies compose with ``and`` / ``or`` and the reason that
survives is the one that decided. An :class:`Access` says who may open a page
at all; which rows the page shows is the business of ``visible_to``.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied


class Actor(Protocol):
    """Who acts, and for which body. Everything below the views takes this, not a request."""

    user: Any
    kind: str
    organization_slug: str
    label: str
    duties: frozenset[str]
    counterparts: frozenset[int]


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The portal itself: a timer, a job, a command. ``name`` says which."""

    name: str
    user: None = None
    kind: str = "system"
    organization_slug: str = ""
    duties: frozenset[str] = field(default_factory=frozenset)
    organization: None = None
    counterparts: frozenset[int] = field(default_factory=frozenset)

    @property
    def label(self) -> str:
        return f"系统·{self.name}"


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(True)


def deny(reason) -> Verdict:
    return Verdict(False, str(reason))


def require(verdict: Verdict) -> None:
    """Raise ``PermissionDenied`` with the verdict's own reason unless it allows."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def own_hands(actor: Actor) -> frozenset[int]:
    """Users who count as one person with the actor where two pairs of eyes are asked for.

    Themselves, whom they stand in for, and who stands in for them.
    """
    return actor.counterparts | {actor.user.pk} if actor.user is not None else frozenset()


def is_own_act(actor: Actor, user_id: int | None) -> bool:
    """Whether what ``user_id`` did must be judged by somebody other than ``actor``."""
    return user_id is not None and user_id in own_hands(actor)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page: everyone, everyone signed in, or certain kinds of actor."""

    public: bool = False
    kinds: frozenset[str] = frozenset()
    rehearsal_only: bool = False

    def admits(self, actor: Actor) -> bool:
        if self.public:
            return True
        return actor.user is not None and (not self.kinds or actor.kind in self.kinds)


PUBLIC = Access(public=True)
SIGNED_IN = Access()


def only(*kinds: str) -> Access:
    return Access(kinds=frozenset(kinds))
