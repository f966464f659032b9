"""一页简报: how the year stands, in the plain sentences an office would write.

The page and the paper say the same; on the page each figure leads to its
list. Samples of a rehearsal are never counted and stand in a sentence of
their own; in rehearsal no real body is named for what it has not done.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.queries.issuing import COMPLETED
from portal import clock
from portal.ui.wording import local
from programs.models import Circular, Cohort, ContactSheet, Filing, Milestone, Program
from programs.obligations import CONTACT_SHEET, PLAN, RECEIPT, Obligation, obligation
from programs.states import CohortState, FilingState, MilestoneKind, MilestoneState
from trainees.models import Enrolment

PLACE = re.compile(r"%\((\w+)\)s")
# Of the 37 all may be named; of other lists enough to call the next ones.
MOST_NAMES = 10
IN_CLASS = [
    CohortState.APPROVED,
    CohortState.ENROLLING,
    CohortState.TEACHING,
    CohortState.CLOSING,
    CohortState.CLOSED,
]


@dataclass(frozen=True)
class Part:
    """A stretch of a sentence; one with ``url`` is a figure with a list behind it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One matter: its heading, and its sentences as parts."""

    heading: str
    parts: list[Part]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class Brief:
    title: str
    program: Program
    at: str
    paragraphs: list[Paragraph]


def brief(program: Program) -> Brief:
    """As of now, in the language in force; the queries do not grow with bodies or people."""
    moment = local(clock.now())
    at = _("%(year)s年%(month)s月%(day)s日%(hour)s时%(minute)s分") % {
        "year": moment.year,
        "month": moment.month,
        "day": moment.day,
        "hour": moment.hour,
        "minute": f"{moment.minute:02d}",
    }
    paragraphs = [
        _sheets(program, at),
        _receipts(program),
        _plans(program),
        _lists(program),
        _target(program),
        _filings(program),
        _next(program),
    ]
    title = _("%(year)s年度中小企业经营管理领军人才培训工作简报") % {"year": program.code}
    return Brief(title, program, at, [each for each in paragraphs if each is not None])


@dataclass(frozen=True)
class _Standing:
    """One duty's bodies, counted without samples; ``names`` of who has not, in order."""

    kind: str
    owed: int
    left: list[str]
    samples: list[str]

    @property
    def done(self) -> int:
        return self.owed - len(self.left)

    @property
    def url(self) -> str:
        return _address("milestones:arrears", milestone=self.kind)


def _standing(duty: Obligation, program) -> _Standing:
    waiting = list(duty.outstanding(program).order_by("kind", "seq", "code"))
    return _Standing(
        duty.kind,
        duty.owed_by(program).filter(is_sample=False).count(),
        [body.short_name for body in waiting if not body.is_sample],
        [body.short_name for body in waiting if body.is_sample],
    )


def _sheets(program, at) -> Paragraph:
    """R17: how many of the 37, and who not yet."""
    found = _standing(CONTACT_SHEET, program)
    accepted = ContactSheet.objects.accepted().filter(
        program=program, authority__is_sample=False
    )
    board = reverse("sheets:board")
    parts = _sentence(
        _("截至%(at)s，%(owed)s个地区已反馈信息表%(done)s个，其中已确认%(accepted)s个。"),
        at=at,
        owed=(found.owed, f"{board}?state=all"),
        done=(found.done, f"{board}?state=all"),
        accepted=(accepted.count(), f"{board}?state=accepted"),
    )
    parts += _undone(
        found, _("尚未反馈的有%(left)s个。"), _("尚未反馈的有%(left)s个：%(names)s。")
    )
    if found.samples:
        parts += _sentence(
            _("演练样例不计入以上数字，其中尚未反馈的有%(names)s。"),
            names=_names(found.samples, len(found.samples)),
        )
    return Paragraph(_("信息表"), parts)


def _receipts(program) -> Paragraph:
    found = _standing(RECEIPT, program)
    notice = Circular.objects.published().filter(program=program).order_by("pk").first()
    url = reverse("circulars:receipts", args=[notice.pk]) if notice else ""
    parts = _sentence(
        _("通知应签收%(owed)s家，已签收%(done)s家。"),
        owed=(found.owed, url),
        done=(found.done, url),
    )
    parts += _undone(
        found, _("尚未签收的有%(left)s家。"), _("尚未签收的有%(left)s家：%(names)s。")
    )
    return Paragraph(_("通知签收"), parts)


def _plans(program) -> Paragraph:
    found = _standing(PLAN, program)
    url = reverse("cohorts:list")
    classes = Cohort.objects.filter(program=program, organization__is_sample=False)
    approved = classes.filter(state__in=IN_CLASS).aggregate(
        n=Count("pk"), people=Sum("capacity")
    )
    parts = _sentence(
        _("承担培训任务的单位%(owed)s个，已报送培训方案%(done)s个。"),
        owed=(found.owed, url),
        done=(found.done, url),
    )
    parts += _undone(
        found, _("尚未报送的有%(left)s个。"), _("尚未报送的有%(left)s个：%(names)s。")
    )
    parts += _sentence(
        _("已批准班次%(classes)s个，计划培训%(people)s人。"),
        classes=(approved["n"], url),
        people=(approved["people"] or 0, url),
    )
    return Paragraph(_("培训方案"), parts)


def _lists(program) -> Paragraph:
    found = _standing(obligation(MilestoneKind.ROSTER), program)
    url = reverse("rosters:list")
    parts = _sentence(
        _("应提交学员名单的单位%(owed)s个，已提交%(done)s个。"),
        owed=(found.owed, url),
        done=(found.done, url),
    )
    parts += _undone(
        found, _("尚未提交的有%(left)s个。"), _("尚未提交的有%(left)s个：%(names)s。")
    )
    return Paragraph(_("机构名单"), parts)


def _target(program) -> Paragraph:
    """R3: the national target, and how far it is reached."""
    people = Enrolment.objects.filter(program=program, cohort__organization__is_sample=False)
    enrolled = people.active().count()
    completed = people.filter(completion__state__in=COMPLETED).count()
    issued = Certificate.objects.issued().filter(enrolment__in=people).count()
    parts = _sentence(
        _(
            "年度目标不少于%(target)s人，已录取%(enrolled)s人，完成目标的%(percent)s%%；"
            "已确认结业%(completed)s人，已颁发结业证书%(issued)s份。"
        ),
        target=(program.target, reverse("cohorts:list")),
        enrolled=(enrolled, reverse("rosters:list")),
        percent=f"{100 * enrolled / program.target:.1f}",
        completed=(completed, reverse("completions:list")),
        issued=(issued, reverse("certificates:list")),
    )
    return Paragraph(_("目标进度"), parts)


def _filings(program) -> Paragraph:
    """R29: reported for coordination, and what of it has been taken in."""
    sent = Filing.objects.filter(
        program=program, submitted_at__isnull=False, authority__is_sample=False
    ).exclude(state=FilingState.CANCELLED)
    taken = sent.taken_in().aggregate(n=Count("pk"), people=Sum("people"))
    url = reverse("filings:list")
    parts = _sentence(
        _(
            "各地报送联合、委托培养备案%(sent)s份，已纳入统筹%(taken)s份，"
            "计划培训%(people)s人。"
        ),
        sent=(sent.count(), url),
        taken=(taken["n"], url),
        people=(taken["people"] or 0, url),
    )
    return Paragraph(_("联合委托培养"), parts)


def _next(program) -> Paragraph | None:
    """The nearest of the year's open dates."""
    coming = Milestone.objects.filter(
        program=program, state=MilestoneState.OPEN, due_at__gte=clock.now()
    )
    nearest = coming.order_by("due_at").first()
    if nearest is None:
        return None
    day = nearest.due_on
    parts = _sentence(
        _("下一个时点是%(month)s月%(day)s日的“%(what)s”。"),
        month=day.month,
        day=day.day,
        what=(nearest.get_kind_display(), reverse("milestones:detail", args=[nearest.pk])),
    )
    return Paragraph(_("下一步"), parts)


def _undone(found: _Standing, counted: str, named: str) -> list[Part]:
    """Who has not: nobody, how many, or by name; in rehearsal no real body is named."""
    if not found.left:
        return []
    left = (len(found.left), found.url)
    if settings.REHEARSAL:
        return _sentence(counted, left=left)
    most = found.owed if found.kind == MilestoneKind.CONTACT_SHEET else MOST_NAMES
    return _sentence(named, left=left, names=_names(found.left, most))


def _names(names: list[str], most: int) -> str:
    listed = _("、").join(names[:most])
    return listed if len(names) <= most else _("%(names)s等") % {"names": listed}


def _sentence(template: str, **values) -> list[Part]:
    """The sentence cut at its places; ``(figure, url)`` becomes a part that leads somewhere."""
    cut = PLACE.split(template)
    parts = [Part(cut[0].replace("%%", "%"))]
    for name, after in zip(cut[1::2], cut[2::2], strict=True):
        value = values[name]
        figure, url = value if isinstance(value, tuple) else (value, "")
        parts += [Part(str(figure), url), Part(after.replace("%%", "%"))]
    return [part for part in parts if part.text]


def _address(name: str, **query) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
