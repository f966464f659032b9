"""名单汇总表: a frozen list as a workbook to be printed, stamped and filed; always Chinese."""

from collections.abc import Iterable, Mapping

from portal import clock
from portal.language import house_language
from portal.sheets import Column, Table, write
from trainees.models import RosterSnapshot
from trainees.states import Gender

TITLE = "领军人才培训学员名单汇总表"
STAMP = "填报单位（盖章）："
COLUMNS = [
    Column("序号", width=6, kind="number"),
    Column("姓名", width=14),
    Column("性别", width=6),
    Column("证件号码", width=22, kind="code"),
    Column("工作单位", width=34),
    Column("统一社会信用代码", width=22, kind="code"),
    Column("职务", width=14),
    Column("称号和规模", width=18),
    Column("地区", width=10),
    Column("选拔方式", width=14),
    Column("审核结果", width=10),
    Column("学号", width=24, kind="code"),
]


@house_language()
def summary_sheet(snapshot: RosterSnapshot, rows: Iterable[Mapping], *, sample: bool) -> bytes:
    """The rows as frozen, ID numbers masked; ``sample`` marks what a rehearsal made."""
    mark = "　演练样本，数据均为虚构" if sample else ""
    above = [
        (TITLE,),
        (f"{STAMP}　　　　　　　　班级：{snapshot.held['class_name']}",),
        (f"快照编号 {snapshot.number}　{clock.local_day(snapshot.taken_at)}{mark}",),
    ]
    return write([Table("名单汇总表", COLUMNS, (_line(row) for row in rows), above=above)])


def _line(row: Mapping) -> tuple:
    gender = Gender(row["gender"]).label if row["gender"] else ""
    return (
        row["no"],
        row["name"],
        str(gender),
        row["id_masked"],
        row["enterprise"],
        row["uscc"],
        row["post"],
        row["firm"],
        row["region"],
        row["route_text"],
        str(row["tag"]["text"]),
        row["student_no"],
    )
