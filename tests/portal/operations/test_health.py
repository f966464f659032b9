import json
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from portal import clock
from portal.audit.trail import record
from portal.jobs import bell
from portal.jobs.models import Periodic
from portal.notices.post import Recipient, post
from portal.operations import checks
from portal.operations.management import diagnosis
from portal.operations.views import health
from portal.policy import SystemActor
from tests.factories import organization

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SYSTEM = SystemActor("测试")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(health, "_kept", None)


@pytest.fixture
def running(monkeypatch):
    """As in a portal at work: a worker listens and the last sweep was just now."""
    monkeypatch.setattr(bell, "listening_here", True)
    moment = clock.wall()
    for name in ("sweep", "programs.reminders"):
        Periodic.objects.create(name=name, due_at=moment, last_run_at=moment)


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_the_process_answers(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_a_portal_at_work_is_ready(client, running):
    code, report = ready(client)

    assert (code, report["status"]) == (200, "ok")
    assert set(report["checks"]) == {
        *("database", "broker", "storage", "sweep", "reminders", "audit")
    }
    assert all(check["ok"] for check in report["checks"].values())


@pytest.mark.parametrize("age", [None, 61])
def test_without_a_recent_sweep_it_is_not(client, running, age):
    if age is None:
        Periodic.objects.all().delete()
    else:
        Periodic.objects.update(last_run_at=clock.wall() - timedelta(seconds=age))

    code, report = ready(client)

    assert (code, report["checks"]["sweep"]["ok"]) == (503, False)
    assert report["checks"]["database"]["ok"] is True


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        (None, {"ok": False, "problem": "never"}),
        ({"last_run_at": None}, {"ok": False, "problem": "never"}),
    ],
)
def test_where_reminders_are_not_looked_for_it_is_not(client, running, row, detail):
    rows = Periodic.objects.filter(name="programs.reminders")
    rows.delete() if row is None else rows.update(**row)

    code, report = ready(client)

    found = report["checks"]["reminders"]
    assert (code, {key: found.get(key) for key in detail}) == (503, detail)


def test_reminders_that_break_are_told_and_take_no_page_away(client, running):
    Periodic.objects.filter(name="programs.reminders").update(last_error="OperationalError")

    code, report = ready(client)

    assert (code, report["checks"]["reminders"]["problem"]) == (200, "OperationalError")


@pytest.mark.parametrize(("age", "code"), [(299, 200), (302, 503)])
def test_five_minutes_without_looking_for_reminders_are_too_long(client, running, age, code):
    moment = clock.wall() - timedelta(seconds=age)
    Periodic.objects.filter(name="programs.reminders").update(last_run_at=moment)

    assert ready(client)[0] == code


def test_with_entries_unsealed_for_a_minute_it_is_not(client, running, monkeypatch):
    record(SystemActor("测试"), "step", organization())
    later = clock.wall() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "wall", lambda: later)
    Periodic.objects.update(last_run_at=later)

    code, report = ready(client)

    assert (code, report["checks"]["audit"]["ok"]) == (503, False)
    assert report["checks"]["audit"]["unsealed_seconds"] > 60


def test_with_a_storage_that_refuses_it_is_not_and_no_path_is_told(
    client, running, monkeypatch
):
    def full(*args, **kwargs):
        raise OSError("no space left on /var/lib/portal/files")

    monkeypatch.setattr(default_storage, "save", full)

    code, report = ready(client)

    assert (code, report["checks"]["storage"]) == (503, {"ok": False, "problem": "OSError"})


def test_with_the_broker_away_it_is_not(client, running, settings):
    settings.EMBEDDED, settings.REDIS_URL = False, "redis://:secret@127.0.0.1:9/0"

    code, report = ready(client)

    assert (code, report["checks"]["broker"]["problem"]) == (503, "ConnectionError")
    assert "secret" not in json.dumps(report)


def test_the_probe_leaves_nothing_in_the_storage():
    assert checks.storage().ok
    assert default_storage.listdir("probe") == ([], [])


def test_many_callers_make_one_examination(client, running, monkeypatch):
    monkeypatch.setattr(health, "KEPT_SECONDS", 60.0)
    ready(client)
    Periodic.objects.all().delete()

    assert ready(client)[0] == 200


class TestDoctor:
    def run(self, **options):
        out = StringIO()
        call_command("doctor", stdout=out, **options)
        return out.getvalue()

    def test_a_sound_installation_passes_and_names_every_part(self):
        report = json.loads(self.run(json=True))

        assert report["ok"] is True
        assert {finding["name"] for finding in report["findings"]} == set(
            diagnosis.EXAMINATIONS
        )

    def test_a_key_that_others_can_read_fails_with_the_remedy(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path
        (tmp_path / "keys").mkdir(mode=0o700)
        (tmp_path / "keys" / "portal_data_key").touch(mode=0o644)

        with pytest.raises(CommandError, match="1 项有问题"):
            self.run()
        [finding] = [f for f in diagnosis.examine() if f.level == "bad"]
        assert "其他用户可以读取：portal_data_key" in finding.text
        assert "chmod -R go=" in finding.text

    def test_a_missing_library_is_named_with_its_package(self, monkeypatch):
        monkeypatch.setitem(diagnosis.LIBRARIES, "no-such-library", "libnosuch1")

        [finding] = [f for f in diagnosis.examine() if f.level == "bad"]

        assert finding.text == "缺少制作 PDF 的系统库，请执行：apt-get install -y libnosuch1"

    def test_a_check_that_breaks_is_a_finding_and_the_others_are_made(self, monkeypatch):
        monkeypatch.setitem(diagnosis.EXAMINATIONS, "clock", lambda: iter([1 / 0]))

        found = {f.name: f.level for f in diagnosis.examine()}

        assert found["clock"] == "bad"
        assert found["database"] == "ok"

    def test_a_year_beyond_the_published_calendar_wants_a_table(self, monkeypatch):
        day = clock.today().replace(year=2031)
        monkeypatch.setattr(clock, "today", lambda: day)

        [finding] = [f for f in diagnosis.examine() if f.name == "holidays"]

        assert (finding.level, "2031 年已录入 0 天" in finding.text) == ("note", True)

    def test_reminders_that_were_not_looked_for_are_a_note_broken_ones_bad(self):
        def found():
            return [(f.level, f.text) for f in diagnosis.examine() if f.name == "reminders"]

        assert found() == [("note", "还没有检查过应发的提醒")]
        moment = clock.wall()
        row = Periodic.objects.create(
            name="programs.reminders", due_at=moment, last_run_at=moment, last_error="OSError"
        )
        assert found() == [("bad", "最近一次出错：OSError")]
        row.last_error, row.last_run_at = "", moment - timedelta(minutes=6)
        row.save()
        assert [(level, text[:4]) for level, text in found()] == [("note", "五分钟内")]

    def test_what_was_due_and_not_sent_is_bad_whom_nobody_reaches_a_note(self, monkeypatch):
        missing = [SimpleNamespace(recipients=told) for told in ([1], [1, 2], [])]
        monkeypatch.setattr(diagnosis.reminders, "late_reminders", lambda moment: missing)

        found = [(f.level, f.text) for f in diagnosis.examine() if f.name == "reminders"]

        assert found[1:] == [
            ("bad", "应发未发的提醒 2 项，可执行 manage.py send_reminders"),
            ("note", "无人可送达的提醒 1 项，见“谁还没办”"),
        ]

    def test_mails_that_did_not_arrive_are_counted(self, topic):
        people = [Recipient(address="no-at-sign")]
        post(topic, key="k", recipients=people, context={"who": "x"}, link="/", actor=SYSTEM)

        found = [(f.level, f.text[:14]) for f in diagnosis.examine() if f.name == "mail"]

        assert found[-1] == ("note", "未送达或退信的邮件 1 封，")


def test_the_sweep_command_reports(capsys):
    call_command("sweep", json=True)

    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"failed", "rung", "recurring", "tries"}
