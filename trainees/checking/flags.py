"""The automatic checks of a list's rows (domain §20): they warn, a person decides."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock
from programs.models import Cohort, Program
from programs.states import RepeatRule
from trainees.checking.judging import regions
from trainees.checking.twins import twins_of
from trainees.data.posts import is_head
from trainees.models import Enrolment, EnterpriseName, EnterpriseTitle, Roster, RosterEntry
from trainees.queries.quota import enterprise_cap
from trainees.states import ACTIVE_ENROLMENT, Flag, Size

AGES = range(18, 66)


def flag(roster: Roster) -> None:
    """Run the checks over the whole list and keep on each row what they found.

    Rows with the same findings are written together: a list of thousands has
    a handful of different ones.
    """
    entries = list(roster.entries.for_table().order_by("no"))
    context = _Context(roster.cohort, entries)
    changed = defaultdict(list)
    for entry in entries:
        found = [code for code, is_hit in CHECKS.items() if is_hit(entry, context)]
        if found != entry.flags:
            changed[tuple(found)].append(entry.pk)
    for found, rows in changed.items():
        rows = RosterEntry.objects.filter(pk__in=rows)
        rows.update(flags=list(found), flag_count=len(found))


def checks(entry: RosterEntry) -> list[dict]:
    """What the reviewer reads beside one person: ``text`` and ``kind``, as for ``reasons``."""
    rows = [{"text": _("证件号码、信用代码校验位正确，本年度无重复"), "kind": "yes"}]
    rows.append(_size(entry))
    for code, passed in PASSED.items():
        found = code in entry.flags
        text, kind = (Flag(code).label, "warn") if found else (passed, "yes")
        rows.append({"text": text, "kind": kind})
    rows += _repeat(entry)
    return rows + _recommendation(entry.nomination)


class _Context:
    """What the checks need beyond the row itself, read once for the whole list."""

    def __init__(self, cohort: Cohort, entries: list[RosterEntry]):
        self.starts_on = cohort.starts_on
        firms = [entry.nomination.enterprise_id for entry in entries]
        most = enterprise_cap(cohort)
        crowds = {} if most is None else Counter(firms)
        self.crowded = {firm for firm, people in crowds.items() if people > most}
        self.expiring = _expiring(set(firms), cohort.starts_on)
        self.took_part = _took_part(cohort.program, entries)
        former = EnterpriseName.objects.filter(enterprise__in=set(firms))
        self.renamed = dict(former.values_list("enterprise_id", "valid_to"))
        self.regions = regions()
        self.twins = twins_of({entry.nomination.trainee_id for entry in entries})


def _expiring(firms: set[int], day: date) -> set[int]:
    """Enterprises with a title that has run out by that day under every rule it was given."""
    held = defaultdict(list)
    titles = EnterpriseTitle.objects.filter(enterprise__in=firms)
    for firm, kind, valid_to in titles.values_list("enterprise_id", "kind", "valid_to"):
        held[firm, kind].append(valid_to is None or valid_to >= day)
    return {firm for (firm, _kind), valid in held.items() if not any(valid)}


def _took_part(program: Program, entries: list[RosterEntry]) -> set[int]:
    """The people of these rows who, or whose enterprises, had a place in the years before."""
    column = {
        RepeatRule.PERSON: "trainee_id",
        RepeatRule.ENTERPRISE: "nomination__enterprise_id",
    }.get(program.repeat_rule)
    if column is None:
        return set()
    whose = {
        entry.nomination.trainee_id: entry.nomination.trainee_id
        if program.repeat_rule == RepeatRule.PERSON
        else entry.nomination.enterprise_id
        for entry in entries
    }
    earlier = Enrolment.objects.filter(
        program__year__range=(program.year - program.repeat_years, program.year - 1),
        state__in=ACTIVE_ENROLMENT,
    )
    known = earlier.filter(**{f"{column}__in": set(whose.values())})
    found = set(known.values_list(column, flat=True))
    return {person for person, key in whose.items() if key in found}


def _age(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _is_out_of_age(entry, context) -> bool:
    born_on = entry.nomination.trainee.born_on
    return born_on is not None and _age(born_on, context.starts_on) not in AGES


def _name_differs(entry, context) -> bool:
    """It was typed otherwise than it is registered, or the name has changed since."""
    nomination = entry.nomination
    changed = context.renamed.get(nomination.enterprise_id)
    since = clock.local_day(nomination.created_at) - timedelta(days=1)
    typed = nomination.facts.get("enterprise") or nomination.enterprise.name
    return typed != nomination.enterprise.name or (changed is not None and changed >= since)


def _is_registered_elsewhere(entry, context) -> bool:
    """Its credit code points to another province; it may have moved."""
    home, code = entry.nomination.home, entry.nomination.enterprise.uscc
    return home is not None and context.regions.province_elsewhere(code, home.code) is not None


CHECKS = {
    Flag.LARGE: lambda e, c: e.nomination.enterprise.size == Size.LARGE,
    Flag.SIZE_UNKNOWN: lambda e, c: e.nomination.enterprise.size == Size.UNKNOWN,
    Flag.NOT_HEAD: lambda e, c: not is_head(e.nomination.post),
    Flag.CROWDED: lambda e, c: e.nomination.enterprise_id in c.crowded,
    Flag.TITLE_EXPIRES: lambda e, c: e.nomination.enterprise_id in c.expiring,
    Flag.TOOK_PART: lambda e, c: e.nomination.trainee_id in c.took_part,
    Flag.AGE: _is_out_of_age,
    Flag.NAME_DIFFERS: _name_differs,
    Flag.CODE_ELSEWHERE: _is_registered_elsewhere,
    Flag.TWIN: lambda e, c: e.nomination.trainee_id in c.twins,
}
PASSED = {
    Flag.NOT_HEAD: gettext_lazy("是企业主要负责人"),
    Flag.CROWDED: gettext_lazy("同一企业人数没有超过配额"),
    Flag.TITLE_EXPIRES: gettext_lazy("登记的称号开班时有效"),
    Flag.AGE: gettext_lazy("年龄在 18 至 65 岁之间"),
    Flag.NAME_DIFFERS: gettext_lazy("企业名称与登记的一致"),
    Flag.CODE_ELSEWHERE: gettext_lazy("信用代码登记地与省份没有矛盾"),
    Flag.TWIN: gettext_lazy("没有与之相像的其他人员"),
}


def _repeat(entry) -> list[dict]:
    """Whether somebody took part before, by the year's own rule; nothing where it is off."""
    program = entry.nomination.program
    found = Flag.TOOK_PART in entry.flags
    text = REPEATED.get((program.repeat_rule, found))
    if text is None:
        return []
    years = {"years": program.repeat_years}
    return [{"text": text % years, "kind": "warn" if found else "yes"}]


REPEATED = {
    (RepeatRule.PERSON, True): gettext_lazy("本人前 %(years)d 年参加过培训"),
    (RepeatRule.PERSON, False): gettext_lazy("本人前 %(years)d 年未参加过培训"),
    (RepeatRule.ENTERPRISE, True): gettext_lazy("企业前 %(years)d 年有人参加过培训"),
    (RepeatRule.ENTERPRISE, False): gettext_lazy("企业前 %(years)d 年无人参加过培训"),
}


def _size(entry) -> dict:
    if Flag.LARGE in entry.flags:
        return {"text": Flag.LARGE.label, "kind": "no"}
    if Flag.SIZE_UNKNOWN in entry.flags:
        return {"text": Flag.SIZE_UNKNOWN.label, "kind": "warn"}
    size = entry.nomination.enterprise.get_size_display()
    return {"text": _("属%(size)s企业") % {"size": size}, "kind": "yes"}


def _recommendation(nomination) -> list[dict]:
    if nomination.authority_id is None:
        return []
    body = nomination.authority.short_name
    if nomination.confirmed_at is not None:
        return [{"text": _("%(body)s已确认推荐") % {"body": body}, "kind": "yes"}]
    if nomination.declined_at is not None:
        return [{"text": _("%(body)s答复不是其推荐") % {"body": body}, "kind": "no"}]
    return [{"text": _("推荐关系待%(body)s确认") % {"body": body}, "kind": "open"}]
