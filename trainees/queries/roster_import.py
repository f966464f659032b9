"""What the import's preview shows, each in a fixed number of queries."""

from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Organization
from institutions.states import Kind
from portal.crypto import mask_id, mask_mobile
from portal.sheets import column_letter
from portal.ui.pages import pill_links
from portal.ui.stages import stages
from trainees.data.columns import LABELS
from trainees.data.problems import heading, worded
from trainees.models import ImportFile, ImportRow, RosterImport
from trainees.queries import import_left_out as left_out
from trainees.states import Gender, IdType, ImportState, Route, RowStatus, TitleKind

DEFAULT = "attention"
OURS = {".xlsx", ".xlsm"}
ATTENTION = [RowStatus.ERROR, RowStatus.DUPLICATE, RowStatus.WARNING]
STUCK = [RowStatus.ERROR, RowStatus.DUPLICATE]
GOOD = [RowStatus.NEW, RowStatus.UPDATE, RowStatus.WARNING]
PILLS = [
    (DEFAULT, gettext_lazy("需处理")),
    (RowStatus.ERROR, gettext_lazy("有错误")),
    (RowStatus.DUPLICATE, gettext_lazy("重复")),
    (RowStatus.WARNING, gettext_lazy("有提示")),
    ("fixed", gettext_lazy("已自动修正")),
    (RowStatus.NEW, gettext_lazy("可新增")),
    (RowStatus.UPDATE, gettext_lazy("将更新")),
    (RowStatus.SAME, gettext_lazy("无变化")),
    ("all", gettext_lazy("全部")),
]
LOOKS = {
    RowStatus.NEW: ("ok", gettext_lazy("可新增"), "plus"),
    RowStatus.UPDATE: ("wait", gettext_lazy("将更新"), "refresh"),
    RowStatus.SAME: ("plain", gettext_lazy("无变化"), ""),
    RowStatus.DUPLICATE: ("stop", gettext_lazy("重复"), "users"),
    RowStatus.WARNING: ("soon", gettext_lazy("提示"), "info"),
    RowStatus.ERROR: ("stop", gettext_lazy("错误"), "x"),
}
ROW_CLASS = {
    RowStatus.ERROR: "row-err",
    RowStatus.DUPLICATE: "row-err",
    RowStatus.WARNING: "row-warn",
}
WORDS = {"gender": Gender, "id_type": IdType, "source": Route}
MASKS = {"id_no": mask_id, "mobile": mask_mobile}


def shown(rows, name: str):
    """Rows under one pill; an unknown name shows what needs attention."""
    if name == "all":
        return rows
    if name == "fixed":
        return rows.filter(fixed_count__gt=0)
    if name == "stuck":
        return rows.filter(status__in=STUCK)
    if name in RowStatus.values:
        return rows.filter(status=name)
    return rows.filter(status__in=ATTENTION, is_accepted=False)


def under(request, batch: RosterImport) -> str:
    """The pill asked for; else what needs attention, or all rows where none does."""
    return request.GET.get("show") or (DEFAULT if batch.counts.get(DEFAULT) else "all")


def pills(request, batch: RosterImport) -> list[dict]:
    numbers = {**batch.counts, "all": batch.counts.get("total", 0)}
    links = pill_links(request, "show", PILLS, numbers)
    for (value, _label), link in zip(PILLS, links, strict=True):
        link["current"] = value == under(request, batch)
    return links


def stats(request, batch: RosterImport) -> list[dict]:
    counts = batch.counts
    stuck = sum(counts.get(status, 0) for status in STUCK)
    tiles = [
        (_("文件中的行"), counts.get("total", 0), _skipped(batch), "all", ""),
        _taken(counts)
        if batch.state == ImportState.ACCEPTED
        else (_("可新增"), counts.get(RowStatus.NEW, 0), "", RowStatus.NEW, "good"),
        (
            _("将更新"),
            counts.get(RowStatus.UPDATE, 0),
            _("名单中已有，内容有改动"),
            "update",
            "",
        ),
        (
            _("有提示"),
            counts.get(RowStatus.WARNING, 0),
            _("可接收，需看一眼"),
            "warning",
            "warm",
        ),
        (_("不能接收"), stuck, _("有错误或重复，须先改正"), "stuck", "hot"),
    ]
    current = request.GET.get("show", "")
    return [
        {
            "label": label,
            "value": value,
            "hint": hint,
            "url": f"?show={code}",
            "cls": cls if value else "",
            "current": code == current,
        }
        for label, value, hint, code, cls in tiles
    ]


def _taken(counts: dict) -> tuple:
    return _("已接收"), counts.get("accepted", 0), _("已在名单中"), "all", "good"


def _skipped(batch: RosterImport) -> str:
    count = left_out.count(batch)
    return _("另跳过 %(count)d 行，见下方") % {"count": count} if count else ""


def waiting(batch: RosterImport) -> dict[str, int]:
    """How many rows can be taken now, and how many stay behind.

    ``lettered`` stand on the list just so, and get this file's letter with the others.
    """
    count = batch.counts.get
    good = sum(count(status, 0) for status in GOOD) - count("accepted", 0)
    stuck = sum(count(status, 0) for status in STUCK)
    is_new = batch.letter_id is not None and batch.state == ImportState.READY
    lettered = count(RowStatus.SAME, 0) if is_new else 0
    return {"good": good, "stuck": stuck, "lettered": lettered, "any": good + lettered}


def accepted_words(batch: RosterImport) -> str:
    text = _("已接收 %(accepted)d 行，%(stuck)d 行有错误暂留")
    return text % {"accepted": batch.counts["accepted"], "stuck": waiting(batch)["stuck"]}


def line(row: ImportRow) -> dict:
    """One row as the table draws it: numbers masked, problems with their remedies."""
    values = row.content["values"]
    kind, text, icon = ("ok", _("已接收"), "check") if row.is_accepted else LOOKS[row.status]
    problems = [in_words(found) for found in row.problems]
    return {
        "row": row,
        "name": values.get("name", ""),
        "id_no": mask_id(values["id_no"]) if values.get("id_no") else "",
        "enterprise": values.get("enterprise", ""),
        "uscc": values.get("uscc", ""),
        "kind": kind,
        "text": text,
        "icon": icon,
        "cls": "" if row.is_accepted else ROW_CLASS.get(row.status, ""),
        "problems": [p for p in problems if p["severity"] != "fixed"],
        "fixed": [p for p in problems if p["severity"] == "fixed"],
        "may_mend": not row.is_accepted and row.status in ATTENTION,
    }


def in_words(found: dict) -> dict:
    """A problem with its ``text`` for its reader; what was put right has no remedy."""
    said = worded(found)
    remedy = "" if said["severity"] == "fixed" else said["remedy"]
    facts = {"column": heading(said["column"]), "message": said["message"], "remedy": remedy}
    whole = (
        _("%(column)s：%(message)s%(remedy)s") if said["column"] else _("%(message)s%(remedy)s")
    )
    return {**said, "text": (whole % facts).strip()}


def notices(batch: RosterImport) -> list[dict]:
    """What concerns whole columns or the whole book, in the reader's language."""
    about = [heading(found["column"]) or _("整个文件") for found in batch.notices]
    return [
        {**worded(found), "column": named}
        for found, named in zip(batch.notices, about, strict=True)
    ]


def region_names() -> list[str]:
    """What may stand in 省份, in the notice's order."""
    bodies = Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq")
    return list(bodies.values_list("short_name", flat=True))


def whole(rows):
    """An import's rows with what their decryption needs, in the file's order."""
    return rows.select_related("roster_import").order_by("number")


def annotated_name(batch: RosterImport) -> str:
    return _("%(name)s-批注.xlsx") % {"name": PurePath(batch.file_name).stem}


def handback(batch: RosterImport) -> dict:
    """Whether the file can still be had back, and what is lost on the way."""
    suffix = PurePath(batch.file_name).suffix.lower()
    lost = _("公式只留结果，原来的颜色、批注、合并单元格和其他工作表不保留。")
    if suffix not in OURS:
        text = _("您上传的是 %(suffix)s 文件，返回的是 .xlsx。") % {"suffix": suffix}
        lost = f"{text}{lost}"
    return {"is_there": ImportFile.objects.filter(roster_import=batch).exists(), "lost": lost}


def columns_of(batch: RosterImport) -> list[tuple[int, str, str]]:
    """The file's columns: index, ``A　姓名``, and what each is taken for."""
    return [
        (int(index), f"{column_letter(int(index))}　{header}", batch.mapping.get(index, ""))
        for index, header in sorted(batch.headers.items(), key=lambda pair: int(pair[0]))
    ]


def mapping_rows(batch: RosterImport, form) -> list[dict]:
    """The mapping's table: each column's choice and its first three values; two queries."""
    first = batch.rows.select_related("roster_import").order_by("number")[:3]
    values = [_in_words(row.content["values"]) for row in first]
    codes = {found.get("region") for found in values}
    bodies = Organization.objects.filter(kind=Kind.AUTHORITY, code__in=codes)
    regions = dict(bodies.values_list("code", "short_name"))
    for found in values:
        found["region"] = regions.get(found.get("region"), found.get("region"))
    return [
        {"field": form[f"c{index}"], "sample": _sample(field, values)}
        for index, _header, field in columns_of(batch)
    ]


def _in_words(values: dict) -> dict:
    """Values as people write them, where a code is kept."""
    found = {
        name: Words(values[name]).label for name, Words in WORDS.items() if values.get(name)
    }
    titles = _("、").join(str(TitleKind(code).label) for code in values.get("ent_title") or [])
    return {**values, **found, "ent_title": titles}


def _sample(field: str, values: list[dict]) -> str:
    """What was read from a column, numbers masked; nothing of a column that is not read."""
    shown = [str(v[field]) for v in values if v.get(field) not in (None, "", [])]
    return _("、").join(map(MASKS.get(field, str), shown)) if field in LABELS else ""


def progress(batch: RosterImport) -> list[dict]:
    """The step bar: upload, columns, preview, accept."""
    done = batch.state in {ImportState.ACCEPTED, ImportState.UNDONE}
    stuck = waiting(batch)["stuck"]
    taken = sum(1 for field in batch.mapping.values() if field)
    notes = [
        _("%(count)d 行") % {"count": batch.counts.get("total", 0)},
        _("%(count)d 列已认") % {"count": taken},
        _("%(count)d 行有误") % {"count": stuck} if stuck else "",
        "",
    ]
    at = 4 if done else 3 if batch.state == ImportState.ACCEPTING else 2
    if batch.state in {ImportState.READING, ImportState.FAILED}:
        at, notes = 1, ["", "", "", ""]
    texts = [_("上传文件"), _("对应列"), _("预览与改错"), _("接收到名单")]
    return stages(texts, at, notes)
