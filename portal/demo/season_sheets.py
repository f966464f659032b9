"""From the notice to the last information form: 2022-10-25 to 2022-11-04."""

from datetime import date, timedelta
from functools import partial

from institutions.models import Organization
from institutions.states import Kind
from portal.demo.cast import player
from portal.demo.season import Event, on
from portal.files.keeping import Kept, keep
from programs import reminders
from programs.actions import circular, contact_sheet
from programs.actions.contact_sheet_scan import attach_scan
from programs.models import Circular, ContactSheet, Extension, Milestone, Receipt
from programs.states import MilestoneKind

ISSUED = date(2022, 10, 25)
FILING_DAYS = [date(2022, 10, day) for day in (26, 27, 28, 31)]
# Bodies with a persona act last, so that a visitor can do it first.
VISITORS = {"GD", "DL"}
# A page that says what it is not; no seal is ever drawn.
SAMPLE_SCAN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 66>>stream
BT /F 24 Tf 90 700 Td (REHEARSAL SAMPLE - NO SEAL, NO EFFECT) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
LAST_DAY_OF_RECEIPTS = date(2022, 10, 28)
SAMPLE_DUE, NEXT_DAY = date(2022, 10, 26), date(2022, 10, 27)


def events(program) -> list[Event]:
    found = [Event(on(ISSUED, 9), "circular", partial(_publish, program))]
    bodies = Organization.objects.filter(kind=Kind.AUTHORITY, is_sample=False)
    for n, body in enumerate(bodies.order_by("seq")):
        found += _receipt_of(program, body, n) + _sheet_of(program, body, n)
    institutions = Organization.objects.filter(kind=Kind.INSTITUTION, is_sample=False)
    for n, body in enumerate(institutions.order_by("seq")):
        found += _receipt_of(program, body, n)
    centre = Organization.objects.get(kind=Kind.CENTRE)
    afternoon, night = on(LAST_DAY_OF_RECEIPTS, 16), on(LAST_DAY_OF_RECEIPTS, 23, 50)
    last = Event(afternoon, "receipt:centre", partial(_confirm, program, centre))
    rest = Event(night, "receipt:rest", partial(_confirm_rest, program))
    return [*found, last, rest, *_samples(program)]


def _receipt_of(program, body, n) -> list[Event]:
    moment = on(ISSUED + timedelta(days=n % 3), 10 + n % 6, n % 60)
    return [Event(moment, f"receipt:{body.code}", partial(_confirm, program, body))]


def _sheet_of(program, body, n) -> list[Event]:
    day = FILING_DAYS[-1] if body.code in VISITORS else FILING_DAYS[n % 4]
    sent = on(day, 17 if body.code in VISITORS else 9, 10 + n)
    accepted = on(_next_workday(day), 14, n)
    begun = sent - timedelta(hours=20)
    visitors = body.code in VISITORS
    return [
        Event(
            sent if visitors else begun,
            f"sheet:{body.code}:begun",
            partial(_fill, program, body),
        ),
        Event(sent, f"sheet:{body.code}:sent", partial(_submit, program, body)),
        Event(
            sent + timedelta(minutes=5),
            f"sheet:{body.code}:scan",
            partial(_attach, program, body),
            partial(_keep_scan, body),
        ),
        Event(accepted, f"sheet:{body.code}:accepted", partial(_accept, program, body)),
    ]


def _samples(program) -> list[Event]:
    """示例二省 drafts, 示例三省 is sent back, 示例四省 has more time, the others are silent."""
    drafting, returned, extended = (
        Organization.objects.get(code=code) for code in ("S2", "S3", "S4")
    )
    evening = on(SAMPLE_DUE, 23, 20)
    return [
        Event(on(ISSUED, 9, 5), "samples:due", partial(_shorten, program)),
        # The days before a visitor arrives; from then on the portal's own beat reminds.
        Event(on(SAMPLE_DUE, 9, 30), "reminders", partial(reminders.send_due, SAMPLE_DUE)),
        Event(on(NEXT_DAY, 9, 30), "reminders:next", partial(reminders.send_due, NEXT_DAY)),
        Event(on(NEXT_DAY, 15, 3), "reminders:back", partial(reminders.send_due, NEXT_DAY)),
        Event(evening, "sheet:S2:begun", partial(_fill, program, drafting)),
        Event(on(SAMPLE_DUE, 10, 40), "sheet:S3:begun", partial(_fill, program, returned)),
        Event(on(SAMPLE_DUE, 11, 2), "sheet:S3:sent", partial(_submit, program, returned)),
        Event(on(NEXT_DAY, 15, 2), "sheet:S3:back", partial(_return, program, returned)),
        Event(on(SAMPLE_DUE, 9, 12), "sheet:S4:begun", partial(_fill, program, extended)),
    ]


def _publish(program) -> None:
    bureau = player(Organization.objects.get(kind=Kind.BUREAU))
    circular.publish_circular(_notice(program), actor=bureau)


def _notice(program) -> Circular:
    """The one that opens the year, whatever a visitor has written beside it."""
    return Circular.objects.filter(program=program).earliest("pk")


def _confirm(program, body) -> None:
    receipts = Receipt.objects.select_related("organization", "circular")
    receipt = receipts.get(organization=body, circular=_notice(program))
    circular.confirm_receipt(receipt, actor=player(body))


def _confirm_rest(program) -> None:
    """Real bodies confirm in time what a visitor has published by the day of receipt."""
    real = Receipt.objects.outstanding().filter(organization__is_sample=False)
    real = real.filter(circular__program=program)
    for receipt in real.select_related("organization", "circular"):
        circular.confirm_receipt(receipt, actor=player(receipt.organization))


def _fill(program, body) -> ContactSheet:
    actor = player(body)
    sheet = contact_sheet.open_sheet(program, body, actor=actor)
    return contact_sheet.save_sheet(
        sheet, values=_contacts(body), revision=sheet.revision, actor=actor
    )


def _submit(program, body) -> None:
    sheet = ContactSheet.objects.open().get(program=program, authority=body)
    contact_sheet.submit_sheet(
        sheet, revision=sheet.revision, leader_reviewed=True, actor=player(body)
    )


def _keep_scan(body) -> Kept:
    return keep(SAMPLE_SCAN, name="信息表（演示，无印章）.pdf", purpose="scan", owner=body.code)


def _attach(program, body, kept) -> None:
    sheet = (
        ContactSheet.objects.open()
        .select_related("authority")
        .get(program=program, authority=body)
    )
    attach_scan(sheet, kept=kept, actor=player(body))


def _accept(program, body) -> None:
    sheet = (
        ContactSheet.objects.open()
        .select_related("authority")
        .get(program=program, authority=body)
    )
    contact_sheet.accept_sheet(sheet, actor=_bureau())


def _return(program, body) -> None:
    sheet = (
        ContactSheet.objects.open()
        .select_related("authority")
        .get(program=program, authority=body)
    )
    note = "请填分管负责同志可直接联系的办公电话；联络员手机与传真重复，请填本人手机"
    contact_sheet.return_sheet(sheet, actor=_bureau(), note=note)


def _shorten(program) -> None:
    """The samples' own earlier deadline; they are never counted among the 37."""
    milestone = Milestone.objects.of(program, MilestoneKind.CONTACT_SHEET)
    for code, day in [("S1", 26), ("S2", 26), ("S3", 26), ("S5", 26)]:
        _own_due(milestone, code, on(date(2022, 10, day), 23, 59), "演练样例，期限提前")
    _own_due(milestone, "S4", on(date(2022, 11, 4), 23, 59), "演练样例：机构改革，联络员待定")


def _own_due(milestone, code, due_at, reason) -> None:
    Extension.objects.get_or_create(
        milestone=milestone,
        organization=Organization.objects.get(code=code),
        defaults={"due_at": due_at, "reason": reason},
    )


def _contacts(body) -> dict[str, str]:
    """Contacts that reach nobody and say that they are made up."""
    return {
        "postal_address": "示例市示例路 1 号",
        "leader_name": "分管负责同志（演示）",
        "leader_post": "分管负责同志",
        "leader_phone": "0000-8000000",
        "liaison_name": "联络员（演示）",
        "liaison_department": "中小企业处",
        "liaison_post": "联络员",
        "liaison_phone": "0000-8000001",
        "liaison_email": f"liaison.{body.code.lower()}@example.invalid",
        "filled_by": "联络员（演示）",
    }


def _bureau():
    return player(Organization.objects.get(kind=Kind.BUREAU))


def _next_workday(day: date) -> date:
    return day + timedelta(days=3 if day.weekday() == 4 else 1)
