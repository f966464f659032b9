"""The scaled form is described once; what it starts exists under those names."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from portal.jobs.states import Queue
from tests.demo.test_demo import environment

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
ENTRYPOINT = (ROOT / "deploy/entrypoint.sh").read_text(encoding="utf-8")
OURS = ("migrate", "web", "worker", "worker-pdf", "beat")


@pytest.fixture(scope="module")
def services():
    return YAML(typ="safe").load(COMPOSE)["services"]


def check(path: Path) -> int:
    tool = str(Path(sys.executable).with_name("check-jsonschema"))
    command = [tool, "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_the_file_follows_the_compose_specification(tmp_path):
    wrong = tmp_path / "docker-compose.yml"
    text = COMPOSE.read_text(encoding="utf-8")
    wrong.write_text(text.replace("service_healthy", "service_healty"), encoding="utf-8")

    assert (check(COMPOSE), check(wrong)) == (0, 1)


def test_every_role_is_one_the_image_knows(services):
    known = set(re.findall(r"^  ([a-z]+)\)$", ENTRYPOINT, re.MULTILINE))

    assert {services[name]["command"][0] for name in OURS} == known
    assert set(services) - set(OURS) == {"db", "broker", "proxy", "storage"}


def test_every_queue_has_a_worker_and_every_worker_a_queue(services):
    started = [services[name]["command"] for name in OURS]
    queues = [q for command in started if command[0] == "worker" for q in command[1].split(",")]

    assert sorted(queues) == sorted(Queue.values)


def test_secrets_have_no_default_and_missing_ones_are_named():
    text = COMPOSE.read_text(encoding="utf-8")
    secret = re.compile(r"\$\{(\w*(?:SECRET_KEY|DATA_KEY|KEY_FILE|PASSWORD))(:[?-])?([^}]*)\}")
    required = {name: (mark, why) for name, mark, why in secret.findall(text)}

    assert {name: mark for name, (mark, _) in required.items() if name != "S3_PASSWORD"} == {
        "PORTAL_SECRET_KEY": ":?",
        "PORTAL_DATA_KEY": ":?",
        "PORTAL_SIGNING_KEY_FILE": ":?",
        "POSTGRES_PASSWORD": ":?",
        "REDIS_PASSWORD": ":?",
    }
    assert required["S3_PASSWORD"] == (":-", "")


def test_the_example_environment_names_every_required_variable():
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text(encoding="utf-8")))
    example = (ROOT / "deploy/example.env").read_text(encoding="utf-8")

    assert required - set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == set()


def run(*command: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("workers", "broker", "accepted"),
    [("1", "", True), ("3", "redis://broker:6379/0", True), ("3", "", False)],
)
def test_several_web_processes_need_a_broker(tmp_path, workers, broker, accepted):
    """The in-process broker reaches one process only; a second would lose work unseen."""
    env = environment(tmp_path, WEB_CONCURRENCY=workers, REDIS_URL=broker)
    env["PORTAL_WEB_BIND"] = f"unix:{tmp_path}/web.sock"
    check = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "portal.wsgi"]
    if accepted:
        check.insert(1, "--check-config")

    answer = run(*check, env=env)

    assert (answer.returncode == 0) == accepted, answer.stderr[-2000:]
    assert ("没有 REDIS_URL 时只能为 1" in answer.stderr) != accepted


def test_the_workers_command_finds_the_jobs(tmp_path):
    env = environment(tmp_path, REDIS_URL="redis://127.0.0.1:1/0")
    module = re.search(r"celery --app (\S+) worker", ENTRYPOINT)[1]
    shown = f"from {module} import app; app.loader.import_default_modules(); print(*app.tasks)"

    answer = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"portal.jobs.run", "portal.jobs.sweep"} <= set(answer.stdout.split())
