"""A judged value as people type it, so that it can be read again."""

from trainees.states import Gender, IdType, Route, TitleKind

from .columns import EMPLOYMENT
from .regions import Regions
from .vocabulary import written

WORDS = {"gender": Gender, "id_type": IdType, "source": Route}
MONEY = frozenset({"revenue", "assets"})
# What one cell says where a sheet has 工作单位及职务 in a single column.
EMPLOYED = ("enterprise", "post")


def typed(name: str, values: dict, regions: Regions, unit: str = "万元") -> str:
    """The text of one field of a row, whose values are those of a ``JudgedRow``.

    Args:
        unit: Of the column it will stand in; amounts are in 万元 and say so elsewhere.
    """
    if name == EMPLOYMENT.field:
        return " ".join(str(values.get(part, "")) for part in EMPLOYED).strip()
    value = values.get(name)
    if value in (None, "", []):
        return ""
    if name in WORDS:
        return written(WORDS[name](value))
    if name == "ent_title":
        return "、".join(written(TitleKind(code)) for code in value)
    if name == "region":
        return regions.all[value].short if value in regions.all else value
    if name == "repeat":
        return "是" if value else "否"
    return f"{value}万元" if name in MONEY and unit != "万元" else str(value)
