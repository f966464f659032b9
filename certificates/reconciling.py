"""Does the register hold? Every certificate against its file, its words and its record.

Reads only. Rows are taken in chunks, with the same number of queries for each; a class's
serials are compared with its counter in one statement, so that a batch numbered meanwhile
is either in both or in neither.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext as _

from certificates import numbering, rendering
from certificates.checking import SignatureReport, check_pdf
from certificates.models import Certificate
from certificates.states import ONCE_ISSUED, CertificateState
from portal import clock
from portal.audit import sealing
from portal.audit.models import Entry
from portal.pdf import signature
from programs.models import Cohort

CHUNK = 100
# A file lies in the storage a moment before its row does.
SETTLED = timedelta(hours=1)
_MESSAGE = re.compile(rb"/Contents<([0-9a-fA-F]+)>")
_ACTS = {
    CertificateState.ISSUED: {"issue"},
    CertificateState.REVOKED: {"issue", "revoke"},
    CertificateState.SUPERSEDED: {"issue", "supersede"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold; ``subject`` is a number, a class or a storage key."""

    kind: str
    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Look:
    """One once-issued certificate with what was read for it; no bytes if they are gone."""

    row: Certificate
    content: bytes | None
    report: SignatureReport
    acts: set[str] = field(default_factory=set)


def _file(look: Look) -> str:
    return _("存储中没有这份证书的文件，或无法读取") if look.content is None else ""


def _digest(look: Look) -> str:
    if look.content is None:
        return ""
    found = {hashlib.sha256(look.content).hexdigest(), look.row.sha256, look.row.file.sha256}
    return _("文件、登记册和文件记录的 SHA-256 不一致") if len(found) > 1 else ""


def _signature(look: Look) -> str:
    """Altered bytes are the digest's finding; this one is of files that are the row's own."""
    if look.content is None or _digest(look):
        return ""
    if not look.report.genuine:
        return _("数字签名无效，或没有覆盖整个文件")
    if look.report.signer_fingerprint != look.row.signer_fingerprint:
        return _("签名人与登记的签名证书不一致")
    return ""


def _number(look: Look) -> str:
    row, cohort = look.row, look.row.enrolment.cohort
    try:
        number = numbering.parse(row.number)
    except numbering.InvalidNumber as problem:
        return str(problem)
    said = (number.year, number.track, number.institution, number.class_no, number.serial)
    track, body = cohort.track.code, cohort.organization.code
    due = (cohort.program.year, track, body, cohort.no, row.serial)
    if (*said, number.rehearsal) != (*due, row.is_rehearsal):
        return _("证书编号与所在班次、序号不一致")
    return ""


def _check_code(look: Look) -> str:
    fits = numbering.check_code(look.row.snapshot) == look.row.check_code
    return "" if fits else _("防伪校验码与证书内容不符")


def _acts(look: Look) -> str:
    missing = _ACTS[look.row.state] - look.acts
    return _("操作记录中缺少这份证书的颁发、撤销或替代") if missing else ""


def _rendering(look: Look) -> str:
    """The words again, with the file's own signature put in: the same bytes throughout."""
    if look.content is None or _digest(look):
        return ""
    if not _MESSAGE.search(look.content):
        return _("文件中没有数字签名")
    try:
        same = _again(look.row, look.content) == look.content
    except (rendering.Unprintable, signature.NoPlace):
        same = False
    return "" if same else _("按登记的内容重新生成，与存储的文件不同")


ROW_CHECKS = {
    "file": _file,
    "digest": _digest,
    "signature": _signature,
    "number": _number,
    "check_code": _check_code,
    "acts": _acts,
}
RENDERING = {"rendering": _rendering}


def reconcile(*, render: bool = False) -> Iterator[Finding]:
    """All that does not hold, as it is found.

    Args:
        render: Also make every paper again, which takes far longer than all the rest.
    """
    checks = ROW_CHECKS | (RENDERING if render else {})
    issued = Certificate.objects.filter(state__in=ONCE_ISSUED).order_by("pk")
    rows = issued.for_table().select_related("enrolment__cohort__program")
    for chunk in _chunks(rows):
        yield from _of_chunk(chunk, checks)
    yield from _serials()
    yield from _twice_issued()
    yield from _strays()
    yield from _trail()


def _chunks(rows) -> Iterator[list[Certificate]]:
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _of_chunk(chunk, checks) -> Iterator[Finding]:
    acts = defaultdict(set)
    label = Certificate._meta.label_lower
    entries = Entry.objects.filter(
        target_model=label, target_id__in=[str(row.pk) for row in chunk]
    )
    for target, action in entries.values_list("target_id", "action"):
        acts[target].add(action.rpartition(".")[2])
    for row in chunk:
        content = _bytes(row)
        report = check_pdf(content) if content else SignatureReport()
        look = Look(row, content, report, acts[str(row.pk)])
        for kind, check in checks.items():
            if sentence := check(look):
                yield Finding(kind, row.number, str(sentence))


def _bytes(row) -> bytes | None:
    try:
        return row.file.read() if row.file else None
    except OSError:
        return None


def _again(row, content: bytes) -> bytes:
    message = bytes.fromhex(_MESSAGE.search(content)[1].decode())
    order = rendering.Order(row.snapshot, row.check_code, rendering.address(row.token))
    [page] = rendering.render([order], row.template_version, reserved=len(message))
    return signature.fill(
        page, len(message), claimed_at=row.signed_at, message=lambda _digest: message
    )


def _serials() -> Iterator[Finding]:
    serial = "batches__certificates__serial"
    classes = Cohort.objects.annotate(
        rows=Count(serial), different=Count(serial, distinct=True), low=Min(serial)
    ).annotate(high=Max(serial))
    counter = F("last_certificate_no")
    whole = Q(rows=counter, different=counter, low=1, high=counter) | Q(
        rows=0, last_certificate_no=0
    )
    for cohort in classes.exclude(whole).order_by("pk").iterator(CHUNK):
        yield Finding("serials", cohort.code, _("证书序号有缺号、重号，或与班次的计数不符"))


def _twice_issued() -> Iterator[Finding]:
    issued = Certificate.objects.issued().order_by().values("enrolment")
    twice = issued.annotate(rows=Count("pk"), number=Max("number")).filter(rows__gt=1)
    for each in twice.iterator(CHUNK):
        yield Finding("twice", each["number"], _("同一名学员有一份以上有效证书"))


def _strays() -> Iterator[Finding]:
    if not default_storage.exists("certificate"):
        return
    _folders, names = default_storage.listdir("certificate")
    for start in range(0, len(names), CHUNK):
        keys = {f"certificate/{name}" for name in names[start : start + CHUNK]}
        known = Certificate.objects.filter(file__key__in=keys).values_list(
            "file__key", flat=True
        )
        for key in sorted(keys - set(known)):
            if clock.wall() - default_storage.get_modified_time(key) > SETTLED:
                yield Finding("stray", key, _("存储中的证书文件没有对应的登记"))


def _trail() -> Iterator[Finding]:
    if broken := sealing.first_broken_seal():
        yield Finding("trail", str(broken), _("操作记录的摘要链自此号起与记录不符"))
