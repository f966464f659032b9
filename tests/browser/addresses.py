"""Every page of the portal with the people who open it, as the rehearsal stands at its opening.

``OF`` maps a persona's code (``""``: the public) to a function that makes ready
what a page is about and returns ``{name: address}``.
"""

from datetime import date
from pathlib import Path

from django.urls import reverse

from certificates.models import Certificate, CertificateBatch
from institutions.actions import account, invitation
from institutions.actor import actor_for
from institutions.models import Organization
from institutions.states import Duty
from portal.accounts.models import User
from portal.calendar.models import Holiday
from portal.demo import classes
from portal.demo.season_sheets import SAMPLE_SCAN as SCAN
from portal.files.keeping import keep
from portal.jobs import worker
from portal.jobs.models import Job
from portal.notices.models import Notice
from programs.actions import circular_draft as drafts
from programs.actions import cohort as cohorts
from programs.actions import contact_sheet as sheets
from programs.actions import filing as filings
from programs.actions.contact_sheet_scan import attach_scan
from programs.actions.holiday import add_holiday
from programs.models import Circular, Cohort, ContactSheet, Filing, Milestone, Program
from programs.states import MilestoneKind, SheetState
from tests.browser import certified, recommended
from tests.factories import member
from trainees.actions import claim, review
from trainees.actions.amendment import open_amendment
from trainees.actions.paper import order_paper
from trainees.actions.recusal import declare_recusal
from trainees.actions.roster_import import Upload, begin_import
from trainees.models import Nomination, QuotaRule, Recusal, Roster, RosterSnapshot
from trainees.sheets import look_into

DATA = Path(__file__).parents[1] / "data"
YEAR = "2022-2023"

CONTACTS = {
    "postal_address": "示例市示例路 1 号",
    "leader_name": "林徽言（演示）",
    "leader_post": "副厅长",
    "leader_phone": "0000-8000000",
    "liaison_name": "周望舒（演示）",
    "liaison_department": "中小企业处",
    "liaison_post": "四级调研员",
    "liaison_phone": "0000-8000001",
    "liaison_email": "liaison@example.invalid",
    "filled_by": "周望舒（演示）",
}
PLAN = {
    "capacity": 40,
    "starts_on": date(2023, 3, 6),
    "ends_on": date(2023, 12, 15),
    "place": "示例市（演示）",
    "objectives": "提高经营管理能力（演示）。",
    "modules": "企业战略；数字化转型（演示）。",
}


def who(persona):
    return actor_for(User.objects.get(persona=persona))


def body(code) -> Organization:
    return Organization.objects.get(code=code)


def program() -> Program:
    return Program.objects.get(code=YEAR)


def _track(code):
    return program().tracks.get(code=code)


def cohort(code) -> Cohort:
    """By its code, such as ``2022-THEME-F9001-01``."""
    return Cohort.objects.for_table().get(code=code)


def stamp(sheet) -> None:
    """The region's stamped scan, as it follows a form."""
    liaison = actor_for(sheet.submitted_by)
    kept = keep(SCAN, name="盖章件（演示）.pdf", purpose="scan", owner=sheet.authority.code)
    attach_scan(sheet, kept=kept, actor=liaison)


def contact_sheet_milestone() -> Milestone:
    return Milestone.objects.of(program(), MilestoneKind.CONTACT_SHEET)


def _named(*names) -> dict[str, str]:
    return {name: reverse(name) for name in names}


def _public() -> dict[str, str]:
    certificate = Certificate.objects.order_by("pk").first()
    _row, token = invitation.invite(
        body("BUREAU"), duty=Duty.OFFICER, full_name="方远山", actor=who("bureau")
    )
    real = User.objects.create_user("fang", full_name="方远山（演示）")
    uid, secret = account.issue_reset_link(real, actor=who("operator"))
    return {
        **_named("home:front", "home:help", "home:accessibility", "home:privacy"),
        **_named("account_login", "institutions:open", "activate:claim"),
        **_named("verify:number", "verify:list"),
        "circulars:list": reverse("circulars:list"),
        "circulars:detail": reverse("circulars:detail", args=[Circular.objects.get().pk]),
        "verify:token": reverse("verify:token", args=[certificate.token]),
        "activate:code": reverse("activate:code", args=["ABCD-EFGH"]),
        "institutions:join": reverse("institutions:join", args=[token]),
        "institutions:reset": reverse("institutions:reset", args=[uid, secret]),
    }


def _draft() -> Circular:
    """A correction in the making, with an annex."""
    officer = who("bureau")
    draft = drafts.correct_circular(Circular.objects.get(), actor=officer)
    content = Path(DATA, "roster-clean.xlsx").read_bytes()
    kept = keep(content, name="填报说明.xlsx", purpose="annex", owner="BUREAU")
    drafts.attach_annex(
        draft, kept=kept, title="填报说明（演示）", revision=draft.revision, actor=officer
    )
    return draft


def _bureau() -> dict[str, str]:
    notice = Circular.objects.get()
    draft = _draft()
    filings.review_filing(Filing.objects.get(authority__code="S3"), actor=who("bureau"))
    listed = Roster.objects.get(cohort__code="2022-THEME-F9001-01")
    letter = Notice.objects.sent_for(who("bureau")).order_by("pk").first()
    milestone = contact_sheet_milestone()
    return {
        **_named("home:workbench", "sheets:board", "circulars:list", "milestones:list"),
        **_named("milestones:arrears", "holidays:list"),
        "holidays:detail": reverse("holidays:detail", args=[_day_off().pk]),
        "milestones:simulation": reverse("milestones:simulation") + "?first=2022-10-31",
        **_named("contacts:list", "home:brief"),
        **_named("cohorts:list", "rosters:list", "completions:list", "certificates:list"),
        **_named("institutions:people", "institutions:invite", "institutions:directory"),
        **_named("institutions:openings", "institutions:profile"),
        **_named("notices:outbox", "notices:inbox", "jobs:list"),
        **_named("filings:list", "filings:calendar", "people:search", "repeats:rule"),
        "quotas:list": reverse("quotas:list"),
        "quotas:detail": reverse("quotas:detail", args=[_quota().pk]),
        "filings:detail": _filing("detail", "S3"),
        "filings:return": _filing("return", "S3"),
        "sheets:detail": reverse("sheets:detail", args=[_submitted().pk]),
        "sheets:enter": reverse("sheets:enter") + "?authority=S2",
        "rosters:review": reverse("rosters:review", args=[listed.pk]),
        "circulars:detail": reverse("circulars:detail", args=[notice.pk]),
        "circulars:edit": reverse("circulars:edit", args=[draft.pk]),
        "circulars:draft": reverse("circulars:detail", args=[draft.pk]),
        "circulars:new": reverse("circulars:new"),
        "circulars:receipts": reverse("circulars:receipts", args=[notice.pk]),
        "milestones:detail": reverse("milestones:detail", args=[milestone.pk]),
        "chasing:list": reverse("chasing:list", args=[milestone.pk]),
        "chasing:body": reverse("chasing:body", args=[milestone.pk, "S1"]),
        "notices:outbox_notice": reverse("notices:outbox_notice", args=[letter.public_id]),
    }


def _day_off() -> Holiday:
    return add_holiday(
        day=date(2023, 5, 4),
        is_workday=False,
        name="",
        reason="机房检修（演示）",
        actor=who("bureau"),
    )


def _quota() -> QuotaRule:
    return QuotaRule.objects.get(program=program(), by="enterprise")


def _filing(name, region) -> str:
    return reverse(f"filings:{name}", args=[Filing.objects.get(authority__code=region).pk])


def _submitted() -> ContactSheet:
    rows = ContactSheet.objects.filter(state=SheetState.SUBMITTED, authority__is_sample=False)
    return rows.order_by("pk").first()


def _recusal() -> Recusal:
    """A colleague of the reviewer stands aside from a sample region."""
    colleague = actor_for(member(body("CENTRE"), Duty.REVIEWER, full_name="夏知行（演示）"))
    declared = declare_recusal(
        "region", body("S1"), reason="曾在该地区任职（演示）", actor=colleague
    )
    return declared.recusal


def _centre() -> dict[str, str]:
    """The list that waits, taken and with one person open."""
    reviewer = who("centre")
    listed = Roster.objects.get(cohort__code="2022-THEME-F9001-01")
    listed = review.take_roster(listed, actor=reviewer)
    entry = listed.entries.order_by("no").first()
    desk, firm = reverse("rosters:review", args=[listed.pk]), entry.nomination.enterprise
    message = Notice.objects.filter(user=who("centre").user).order_by("pk").first()
    last = cohort("2021-REG-F9001-01")
    return {
        **_named("home:workbench", "milestones:list", "cohorts:list", "milestones:arrears"),
        **_named("completions:list", "certificates:list", "notices:inbox"),
        **_named("rosters:list", "rosters:mine", "people:search", "twins:list"),
        **_named("certificates:register", "titles:undated", "rosters:recusals"),
        "titles:enterprise": reverse("titles:enterprise", args=[firm.pk]),
        "rosters:review": f"{desk}?person={entry.pk}",
        "rosters:declare": reverse("rosters:declare") + f"?row={entry.pk}",
        "rosters:lift": reverse("rosters:lift", args=[_recusal().pk]),
        "rosters:allot": reverse("rosters:allot", args=[listed.pk]),
        "rosters:workload": reverse("rosters:workload"),
        "rosters:finish": reverse("rosters:finish", args=[listed.pk]),
        "rosters:opinions": reverse("rosters:opinions", args=[listed.pk]),
        "cohorts:detail": reverse("cohorts:detail", args=[cohort("2022-REG-F9004-01").pk]),
        "quotas:cohort": reverse("quotas:cohort", args=[listed.cohort_id]),
        "completions:detail": reverse("completions:detail", args=[last.pk]),
        **_frozen(),
        "rosters:decided": reverse("rosters:review", args=[Roster.objects.get(cohort=last).pk]),
        "notices:inbox_notice": reverse("notices:inbox_notice", args=[message.public_id]),
    }


def _frozen() -> dict[str, str]:
    """A finished class's frozen lists."""
    last = RosterSnapshot.objects.filter(cohort__code="2021-REG-F9001-01").latest("pk")
    order_paper(last, "summary", "pdf", actor=who("centre"))
    worker.drain()
    order_paper(last, "reply", "docx", actor=who("centre"))
    pair = f"?before={last.pk}&after={last.pk}"
    return {
        "snapshots:of_class": reverse("snapshots:of_class", args=[last.cohort_id]),
        "snapshots:detail": reverse("snapshots:detail", args=[last.pk]),
        "snapshots:compare": reverse("snapshots:compare", args=[last.cohort_id]) + pair,
    }


def _issuer() -> dict[str, str]:
    last = cohort("2021-REG-F9001-01")
    job = Job.objects.filter(kind="certificates.make").order_by("pk").first()
    return {
        **_named("home:workbench", "certificates:list", "certificates:register"),
        "certificates:cohort": reverse("certificates:cohort", args=[last.pk]),
        "certificates:batch": reverse(
            "certificates:batch", args=[CertificateBatch.objects.get(cohort=last).public_id]
        ),
        "jobs:progress": reverse("jobs:progress", args=[job.public_id]),
        **certified.changing_pages(last, who("centre-issuer")),
    }


def _guangdong() -> dict[str, str]:
    """The region's form half way: begun and filled, not yet sent."""
    liaison = who("guangdong")
    claimed = Nomination.objects.awaiting_confirmation().filter(authority__code="GD").first()
    draft = sheets.open_sheet(program(), liaison.organization, actor=liaison)
    draft = sheets.save_sheet(draft, values=CONTACTS, revision=draft.revision, actor=liaison)
    return {
        **_named("home:workbench", "cohorts:countersigns", "institutions:people"),
        **_named("institutions:deputies", "contacts:list"),
        "circulars:detail": reverse("circulars:detail", args=[Circular.objects.get().pk]),
        "sheets:detail": reverse("sheets:detail", args=[draft.pk]),
        **_named("nominations:pending", "nominations:region", "people:search"),
        "nominations:disown": reverse("nominations:disown", args=[claimed.pk]),
        "sheets:edit": reverse("sheets:edit", args=[draft.pk]),
        "sheets:check": reverse("sheets:check", args=[draft.pk]),
        "sheets:done": reverse("sheets:done", args=[draft.pk]),
    }


def _dalian() -> dict[str, str]:
    return _named("home:workbench", "sheets:mine", "certificates:register")


def _sample() -> dict[str, str]:
    asked = cohort("2022-REG-F9001-01")
    return {
        **_named("home:workbench", "cohorts:countersigns", "filings:list", "filings:new"),
        **recommended.letter_pages(program(), asked, who("sample"), who("wangjiang")),
        "filings:detail": _filing("detail", "S1"),
        "filings:edit": _filing("edit", "S1"),
        "filings:check": _filing("check", "S1"),
        "cohorts:detail": reverse("cohorts:detail", args=[asked.pk]),
    }


def _wangjiang() -> dict[str, str]:
    """One plan in the making beside the classes that are under way."""
    manager = who("wangjiang")
    draft = cohorts.plan_cohort(
        program(), manager.organization, track=_track("REG"), values=PLAN, actor=manager
    )
    return {
        **_named("home:workbench", "cohorts:list", "cohorts:new", "completions:list"),
        **_lists(manager),
        **recommended.candidate_pages(program(), cohort("2022-REG-F9001-01"), who("sample")),
        "filings:list": reverse("filings:list"),
        "filings:detail": _filing("detail", "S5"),
        "cohorts:edit": reverse("cohorts:edit", args=[draft.pk]),
        "cohorts:bodies": reverse("cohorts:bodies", args=[draft.pk]),
        "cohorts:check": reverse("cohorts:check", args=[draft.pk]),
    }


def _lists(manager) -> dict[str, str]:
    """The list in the making, and workbooks on their way into it."""
    enrolling = cohort("2022-REG-F9001-01")
    listed = Roster.objects.get(cohort=enrolling)
    entry = listed.entries.select_related("nomination__trainee").order_by("no").first()
    several = _upload(enrolling, "roster-three-sheets.xlsx", manager)
    dirty = _upload(enrolling, "roster-dirty.xlsx", manager)
    worker.drain()
    wrong = dirty.rows.filter(status="error").order_by("number").first()
    trainee = entry.nomination.trainee
    return {
        "rosters:mine": reverse("rosters:mine"),
        "people:search": reverse("people:search"),
        "rosters:detail": reverse("rosters:detail", args=[listed.pk]),
        "rosters:add": reverse("rosters:add", args=[listed.pk]),
        "rosters:amend": reverse("rosters:amend", args=[listed.pk, entry.pk]),
        "rosters:check": reverse("rosters:check", args=[listed.pk]),
        "rosters:reveal": reverse("rosters:reveal", args=[trainee.public_id]),
        "imports:upload": reverse("imports:upload", args=[enrolling.pk]),
        "imports:files": reverse("imports:files", args=[enrolling.pk]),
        "imports:sheet": reverse("imports:sheet", args=[several.public_id]),
        "imports:preview": reverse("imports:preview", args=[dirty.public_id]),
        "imports:row": reverse("imports:row", args=[dirty.public_id, wrong.number]),
    }


def _upload(of, name, actor):
    found = look_into(Path(DATA, name).read_bytes(), name)
    only = len(found.sheets) == 1
    sheet = found.sheets[0] if only else ""
    upload = Upload(found.name, found.content, found.sha256, sheet, only)
    return begin_import(of, upload, actor=actor)


def _teacher() -> dict[str, str]:
    """The class whose list waited, judged and begun."""
    themed = cohort("2022-THEME-F9001-01")
    classes.judge(classes.open_list(themed))
    themed = classes.teach(themed)
    claim.issue_class_code(themed, actor=who("wangjiang-teacher"))
    Cohort.objects.filter(pk=themed.pk).update(teacher=who("wangjiang-teacher").user)
    changing = open_amendment(themed, actor=who("wangjiang-teacher"))
    person = themed.enrolments.order_by("number").first()
    return {
        **_named("home:workbench", "completions:list"),
        "completions:detail": reverse("completions:detail", args=[themed.pk]),
        "completions:hours": reverse("completions:hours", args=[themed.pk]),
        "activate:class_code": reverse("activate:class_code", args=[themed.pk]),
        "amendments:people": reverse("amendments:people", args=[changing.pk]),
        "amendments:change": reverse("amendments:change", args=[changing.pk, person.pk]),
        "rosters:amendment": reverse("rosters:detail", args=[changing.pk]),
    }


def _trainee() -> dict[str, str]:
    own = _named("my:home", "my:profile", "certificates:mine", "notices:inbox")
    return own | certified.own_page(who("trainee"))


def _operator() -> dict[str, str]:
    return _named("home:workbench", "institutions:accounts", "jobs:list")


def _anybody() -> dict[str, str]:
    return _named("home:workbench", "institutions:profile")


OF = {
    "": _public,
    "bureau": _bureau,
    "centre": _centre,
    "centre-issuer": _issuer,
    "guangdong": _guangdong,
    "guangdong-lead": _anybody,
    "dalian": _dalian,
    "sample": _sample,
    "tsinghua": _anybody,
    "wangjiang": _wangjiang,
    "wangjiang-teacher": _teacher,
    "evaluator": _anybody,
    "auditor": _anybody,
    "trainee": _trainee,
    "operator": _operator,
}
