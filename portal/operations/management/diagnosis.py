"""What ``manage.py doctor`` looks at: everything around the code that a machine may lack.

Each line says what was found and, where something is wrong, what to do.
"""

import ctypes.util
import importlib.metadata
import platform
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal import clock
from portal.calendar.models import Holiday
from portal.calendar.published import last_published_year
from portal.crypto import decrypt, encrypt
from portal.notices.models import Notice
from portal.notices.states import State
from portal.operations import checks
from portal.pdf import fonts
from programs import reminders

OLDEST_PYTHON = (3, 11)
OLDEST_WEASYPRINT = (70,)
LIBRARIES = {
    "gobject-2.0": "libglib2.0-0",
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
}
FONT_PACKAGE = "pylopdf-fonts-zh-cn"
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
CLOCK_DRIFT = timedelta(seconds=5)
OK, NOTE, BAD = "ok", "note", "bad"


@dataclass(frozen=True)
class Finding:
    """``level``: ``ok``, ``note`` (works, but look at it) or ``bad`` (must be put right)."""

    name: str
    level: str
    text: str


def examine() -> list[Finding]:
    """Every examination; one that breaks is itself a finding."""
    return [finding for name, look in EXAMINATIONS.items() for finding in _tried(name, look)]


def _tried(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except Exception as problem:  # the other examinations must still be made
        return [Finding(name, BAD, f"检查未能完成：{type(problem).__name__}")]


def _python() -> Iterator[Finding]:
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        yield Finding("python", BAD, f"Python {version}，需要 3.11 或更高版本")
    else:
        yield Finding("python", OK, f"Python {version}")
    weasyprint = importlib.metadata.version("weasyprint")
    safe = tuple(int(part) for part in weasyprint.split(".")[:1]) >= OLDEST_WEASYPRINT
    text = f"WeasyPrint {weasyprint}"
    yield Finding(
        "python", OK if safe else BAD, text if safe else f"{text}，安全起见需要 70 以上"
    )


def _libraries() -> Iterator[Finding]:
    missing = [
        package for name, package in LIBRARIES.items() if not ctypes.util.find_library(name)
    ]
    if missing:
        command = f"apt-get install -y {' '.join(missing)}"
        yield Finding("libraries", BAD, f"缺少制作 PDF 的系统库，请执行：{command}")
    else:
        yield Finding("libraries", OK, "制作 PDF 的系统库齐全")


def _fonts() -> Iterator[Finding]:
    version = importlib.metadata.version(FONT_PACKAGE)
    if fonts.ready():
        yield Finding("fonts", OK, f"中文字体 {version}，网页字体已制作")
    else:
        yield Finding("fonts", NOTE, f"中文字体 {version}，网页字体尚未制作，启动后自动完成")


def _keys() -> Iterator[Finding]:
    folder = Path(settings.VAR_DIR, "keys")
    open_files = [
        path.name
        for path in [folder, *sorted(folder.glob("*"))]
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & OPEN_TO_OTHERS
    ]
    if open_files:
        names = "、".join(open_files)
        yield Finding("keys", BAD, f"其他用户可以读取：{names}，请执行 chmod -R go= {folder}")
    else:
        yield Finding("keys", OK, "密钥文件只有本用户可以读取")
    same = decrypt(encrypt("自检", context="doctor"), context="doctor") == "自检"
    yield Finding("keys", OK if same else BAD, "数据密钥可用" if same else "数据密钥不可用")


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    plan = MigrationExecutor(connection).migration_plan(_leaves())
    if plan:
        yield Finding(
            "database",
            BAD,
            f"{connection.vendor}：有 {len(plan)} 项迁移未执行，请执行 manage.py migrate",
        )
    else:
        yield Finding("database", OK, f"{connection.vendor}：可用，迁移齐全")


def _leaves():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def _broker() -> Iterator[Finding]:
    if settings.EMBEDDED:
        yield Finding("broker", OK, "内置任务队列，随网页进程启动")
        return
    check = checks.broker()
    yield Finding("broker", OK, f"Redis 可用（{check.detail['ms']} 毫秒）")


def _storage() -> Iterator[Finding]:
    check = checks.storage()
    same = "文件存储可写、可读" if check.ok else "文件存储读回的内容与写入的不同"
    yield Finding("storage", OK if check.ok else BAD, same)


def _sweep() -> Iterator[Finding]:
    check = checks.last_sweep()
    if check.ok:
        yield Finding("sweep", OK, f"{check.detail['age_seconds']} 秒前巡检过任务")
    else:
        yield Finding(
            "sweep", NOTE, "最近一分钟没有巡检任务；若网页或 worker 正在运行，请查看其日志"
        )


def _reminders() -> Iterator[Finding]:
    check = checks.reminders()
    if problem := check.detail.get("problem", ""):
        words = "还没有检查过应发的提醒" if problem == "never" else f"最近一次出错：{problem}"
        yield Finding("reminders", NOTE if problem == "never" else BAD, words)
    elif not check.ok:
        yield Finding(
            "reminders", NOTE, "五分钟内没有检查应发的提醒；若 worker 正在运行，请查看其日志"
        )
    late = reminders.late_reminders(clock.now())
    if unsent := [item for item in late if item.recipients]:
        yield Finding(
            "reminders",
            BAD,
            f"应发未发的提醒 {len(unsent)} 项，可执行 manage.py send_reminders",
        )
    elif check.ok and not problem:
        yield Finding("reminders", OK, "应发的提醒都已发出")
    if nobody := len(late) - len(unsent):
        yield Finding("reminders", NOTE, f"无人可送达的提醒 {nobody} 项，见“谁还没办”")


def _clock() -> Iterator[Finding]:
    drift = abs(clock.wall() - _database_time())
    if drift > CLOCK_DRIFT:
        yield Finding(
            "clock", BAD, f"本机与数据库的时钟相差 {drift.total_seconds():.0f} 秒，请校时"
        )
    else:
        yield Finding("clock", OK, f"时钟一致，业务日期 {clock.today()}")


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0])


def _holidays() -> Iterator[Finding]:
    last = last_published_year()
    year = clock.today().year
    if year <= last:
        yield Finding("holidays", OK, f"节假日安排覆盖至 {last} 年")
        return
    entered = Holiday.objects.filter(day__year=year).count()
    level = OK if entered else NOTE
    yield Finding(
        "holidays", level, f"内置节假日至 {last} 年，{year} 年已录入 {entered} 天放假调休"
    )


def _mail() -> Iterator[Finding]:
    if settings.EMAIL_CONFIG:
        yield Finding("mail", OK, "已配置邮件服务器")
    else:
        why = "演练环境，邮件不外发" if settings.REHEARSAL else "未配置邮件服务器"
        yield Finding("mail", NOTE, f"{why}，邮件保留在发件箱")
    if stopped := Notice.objects.filter(state__in=[State.FAILED, State.BOUNCED]).count():
        yield Finding("mail", NOTE, f"未送达或退信的邮件 {stopped} 封，由发件单位在发件箱处理")


EXAMINATIONS: dict[str, Callable[[], Iterator[Finding]]] = {
    "python": _python,
    "libraries": _libraries,
    "fonts": _fonts,
    "keys": _keys,
    "database": _database,
    "broker": _broker,
    "storage": _storage,
    "sweep": _sweep,
    "reminders": _reminders,
    "clock": _clock,
    "holidays": _holidays,
    "mail": _mail,
}
