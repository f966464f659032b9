"""From the facts pinned on a certificate to its page: fitting, wording, drawing.

Pure: the same snapshot, code, address and template version give the same bytes,
whatever the reader's language, the time, and the other certificates of the batch.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.pdf import fonts
from portal.pdf.drawing import Drawing, qr_code
from portal.pdf.layout import Unprintable
from portal.pdf.rendering import Paper, draw_once, render_sheets

from .numbering import grouped
from .template_versions import NameStyle, TemplateVersion, TextStyle, checked

_MM_PER_PT = 25.4 / 72
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# What never starts, or never ends, a line. Words of other scripts stay whole.
_CLOSING, _OPENING = "，。、；：）〉》】”’！？·", "（〈《【“‘"
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U000323af"
_UNIT = re.compile(
    rf"[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[^\s{_CLOSING}]|)[{_CLOSING}]*\s*"
)


class Unfit(Unprintable):
    """This certificate cannot be printed by the portal; the message says what to do."""


@dataclass(frozen=True)
class Facts:
    """The facts a certificate prints, as its snapshot pins them. Dates are ISO days.

    ``name_en`` is empty unless the trainee confirmed the spelling; then the page has its
    English block, and the other English facts are needed too. ``id_tail`` is empty
    unless the programme prints it. ``seal`` is ``sample`` or ``blank`` (for the printer).
    """

    number: str
    name: str
    programme: str
    direction: str
    institution: str
    class_name: str
    started_on: str
    ended_on: str
    issued_on: str
    issuer: str
    rehearsal: bool
    edition: int = 1
    seal: str = "sample"
    name_en: str = ""
    programme_en: str = ""
    direction_en: str = ""
    institution_en: str = ""
    class_name_en: str = ""
    issuer_en: str = ""
    id_label: str = ""
    id_tail: str = ""

    @classmethod
    def of(cls, snapshot: Mapping) -> "Facts":
        """Read a snapshot; what it holds beyond the printed facts is left aside.

        Raises:
            Unfit: a fact the page needs is missing.
        """
        known = {
            field.name: snapshot[field.name] for field in fields(cls) if field.name in snapshot
        }
        needed = [field.name for field in fields(cls) if field.default is MISSING]
        if known.get("name_en"):
            needed += ["programme_en", "direction_en", "institution_en", "issuer_en"]
        if absent := [name for name in needed if known.get(name) in (None, "")]:
            raise Unfit(_("证书缺少内容：%(names)s") % {"names": _("、").join(absent)})
        return cls(**known)

    @property
    def started(self) -> date:
        return date.fromisoformat(self.started_on)

    @property
    def ended(self) -> date:
        return date.fromisoformat(self.ended_on)

    @property
    def issued(self) -> date:
        return date.fromisoformat(self.issued_on)

    @property
    def started_en(self) -> str:
        return _english_day(self.started)

    @property
    def ended_en(self) -> str:
        return _english_day(self.ended)


@dataclass(frozen=True)
class Order:
    """One certificate to print: its snapshot, its 防伪校验码, and what its QR code says."""

    snapshot: Mapping
    check_code: str
    address: str


def address(token: str) -> str:
    """Where a certificate is verified; pinned with it, since the site's name may change."""
    return f"{settings.SITE_URL}/verify/{token}"


def render(orders: Sequence[Order], version_id: str, *, reserved: int = 0) -> list[bytes]:
    """One unsigned PDF per certificate.

    Args:
        reserved: Bytes kept free for the signature message, see ``signing``.

    Raises:
        Unfit, Unprintable: one of them cannot be printed; check each beforehand.
    """
    version = checked(version_id)
    return render_sheets(
        [_sheet(order, version) for order in orders],
        style=version.style,
        reserved=reserved,
    )


def check(snapshot: Mapping, version_id: str) -> None:
    """Preflight, to be done before a number is given.

    Raises:
        Unfit: a character has no glyph, the name takes more than one line, or the
            text more than its box.
    """
    version = checked(version_id)
    facts = Facts.of(snapshot)
    _styles(facts, version, *_sentences(facts, version))


def _sheet(order: Order, version: TemplateVersion) -> Paper:
    facts = Facts.of(order.snapshot)
    chinese, english = _sentences(facts, version)
    name_style, text_style = _styles(facts, version, chinese, english)
    code, fixed = f"code:{facts.number}-{facts.edition}", f"art:{_variant(facts)}"
    body = render_to_string(
        f"{version.folder}/certificate.html",
        {
            "facts": facts,
            "chinese": chinese,
            "english": english,
            "name_style": name_style.style,
            "text_style": text_style.style,
            "check_code": grouped(order.check_code),
            "microtext": f"{facts.number} {grouped(order.check_code)} " * 12,
            "code": code,
            "fixed": fixed,
        },
    )
    return Paper(
        body=body,
        title=_sentence(f"{version.folder}/title.txt", facts),
        author=facts.issuer,
        issued_on=facts.issued_on,
        identity=f"{facts.number}/{facts.edition}/{version.id}",
        keywords=(facts.number, grouped(order.check_code)),
        drawings={
            fixed: _fixed(version, _variant(facts)),
            code: qr_code("code", order.address),
        },
    )


def _variant(facts: Facts) -> str:
    if not facts.rehearsal:
        return "real"
    return "rehearsed" if facts.seal == "sample" else "rehearsed-blank"


@lru_cache(maxsize=8)
def _fixed(version: TemplateVersion, variant: str) -> Drawing:
    """What is the same on every certificate: frame, title, labels, marks."""
    body = render_to_string(
        f"{version.folder}/fixed.html",
        {"rehearsal": variant != "real", "sample_seal": variant == "rehearsed"},
    )
    return draw_once("fixed", body, version.style, pictures=version.drawn())


def _sentences(facts: Facts, version: TemplateVersion) -> tuple[str, str]:
    chinese = _sentence(f"{version.folder}/chinese.txt", facts)
    return chinese, facts.name_en and _sentence(f"{version.folder}/english.txt", facts)


def _sentence(template: str, facts: Facts) -> str:
    return html.unescape(render_to_string(template, {"facts": facts})).strip()


def _styles(facts: Facts, version: TemplateVersion, chinese: str, english: str):
    """The sizes in which name and text fit, after every character has been looked up."""
    shown = "".join(str(getattr(facts, field.name)) for field in fields(facts))
    if lost := fonts.missing(shown + chinese + english):
        raise Unfit(
            _("字库没有这些字：%(characters)s。请核对写法，或改为手工制证")
            % {"characters": "、".join(f"{c}（U+{ord(c):04X}）" for c in sorted(lost))}
        )
    return _name_style(facts.name, version.names), _text_style(chinese, english, version)


def _name_style(name: str, styles: Iterable[NameStyle]) -> NameStyle:
    if len(name) < 2:
        raise Unfit(_("姓名不足两个字，请核对；确实如此的，改为手工制证"))
    width = fonts.width(name)
    for style in styles:
        if width <= style.most_em and (not style.spaced or width == len(name)):
            return style
    raise Unfit(_("姓名太长，一行排不下，请改为手工制证"))


def _text_style(chinese: str, english: str, version: TemplateVersion) -> TextStyle:
    for style in version.bilingual if english else version.chinese:
        height = _height(chinese, style.chinese_pt, style.chinese_pitch, version, indent=2)
        if english:
            height += style.gap
            height += _height(english, style.english_pt, style.english_pitch, version)
        if height <= version.height:
            return style
    raise Unfit(_("正文太长，一页排不下，请缩短班级或机构名称，或改为手工制证"))


def _height(text: str, points: float, pitch: float, version, indent: float = 0) -> float:
    return pitch * _lines(text, version.measure / (points * _MM_PER_PT), indent)


def _lines(text: str, room: float, indent: float) -> int:
    """How many lines of ``room`` em the text takes, filled as the renderer fills them."""
    lines, used = 1, indent
    for unit in _UNIT.findall(text):
        width = fonts.width(unit.rstrip())
        if used + width > room:
            # A word longer than a line is broken inside.
            lines, used = lines + max(1, ceil(width / room)), 0.0
        used += fonts.width(unit)
    return lines


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
