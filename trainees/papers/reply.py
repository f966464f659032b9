"""批复 as a draft: what was decided on a list, in the sentences an office would write."""

from dataclasses import dataclass

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.pdf.letter import Letter, letter_docx, letter_pdf
from trainees.data.paper import SHORT
from trainees.models import RosterSnapshot
from trainees.states import Decision, RosterKind

FOOT = "本页按名单快照的数据生成，供拟稿使用，不是正式公文。"


@dataclass(frozen=True)
class Paragraph:
    heading: str
    text: str


def reply_pdf(snapshot: RosterSnapshot) -> bytes:
    """Raises: Unprintable, as :func:`portal.pdf.letter.letter_pdf`."""
    return letter_pdf(_letter(snapshot))


def reply_docx(snapshot: RosterSnapshot) -> bytes:
    return letter_docx(_letter(snapshot))


def _letter(snapshot: RosterSnapshot) -> Letter:
    held, day = snapshot.held, clock.local_day(snapshot.taken_at)
    what = "变更名单" if _is_change(snapshot) else "学员名单"
    named = f"第{held['round']}批{what}"
    return Letter(
        title_lines=[f"关于{held['class_name']}", f"{named}的批复"],
        paragraphs=[
            Paragraph("", _opening(held, named)),
            Paragraph("一、审核结果", _result(snapshot, held)),
            Paragraph("二、名单", _reference(snapshot, day)),
            Paragraph("三、下一步", _next(snapshot)),
        ],
        office=_office(snapshot, day),
        foot=FOOT,
        issued_on=day.isoformat(),
        identity=f"reply/{snapshot.number}/{snapshot.sha256}",
        to=held["body"],
    )


def _opening(held, named) -> str:
    return (
        f"你单位提交的{held['program']}年度中小企业经营管理领军人才培训"
        f"“{held['class_name']}”{named}收悉。经审核，现批复如下。"
    )


def _result(snapshot, held) -> str:
    """Counts only; who was refused and why stands in the list itself."""
    rows = held["rows"]
    approved = [row for row in rows if row["decision"] == Decision.APPROVED]
    changed = [row for row in approved if "change" in row]
    refused = sum(row["decision"] == Decision.REJECTED for row in rows)
    said = [f"名单共{len(rows)}人", f"同意录取{len(approved) - len(changed)}人"]
    if _is_change(snapshot):
        said.append(f"同意变更{len(changed)}人")
    if refused:
        said.append(f"不同意{refused}人")
    places = f"办理后本班在册{held['enrolled']}人，计划人数{held['capacity']}人。"
    return f"{'，'.join(said)}。{places}"


def _reference(snapshot, day) -> str:
    return (
        f"人员和审核结果以名单快照{snapshot.number}"
        f"（{day.year}年{day.month}月{day.day}日，校验值{snapshot.sha256[:SHORT]}）"
        "及其名单汇总表为准。"
    )


def _next(snapshot) -> str:
    if _is_change(snapshot):
        return "请据此调整本班学员名册，并通知有关学员。"
    return "请通知录取的学员，按批准的培训方案组织培训；学员有变动的，另报变更名单。"


def _is_change(snapshot) -> bool:
    return snapshot.roster.kind == RosterKind.AMENDMENT


def _office(snapshot, day) -> str:
    """The Centre; on a class of its own the Bureau answers."""
    own = snapshot.roster.cohort.organization.kind == Kind.CENTRE
    office = Organization.objects.get(kind=Kind.BUREAU if own else Kind.CENTRE)
    return office.name_on(day)
