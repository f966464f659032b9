import ast
from importlib import import_module
from pathlib import Path

import pytest

from portal.audit import timeline as lines
from portal.audit.timeline import describe, is_described, timeline
from portal.audit.trail import record
from portal.policy import SystemActor
from tests.factories import actor, organization


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setattr(lines, "_words", dict(lines._words))
    describe("institutions.organization", {"open": "启用"})
    describe("institutions.organization", {"close": "停用"}, "back")


@pytest.mark.django_db
def test_a_row_tells_who_did_what_and_why_newest_first(django_assert_num_queries):
    target, other = organization(), organization()
    centre = actor("centre")
    record(SystemActor("提醒"), "open", target)
    record(centre, "close", target, note="资料不全")
    record(centre, "open", other)

    with django_assert_num_queries(1):
        events = timeline(target)

    assert [(event.text, event.kind) for event in events] == [
        (f"{centre.label} 停用：资料不全", "back"),
        ("系统·提醒 启用", ""),
    ]
    assert len(timeline(target, 1)) == 1


@pytest.mark.parametrize(
    "action",
    [
        "jobs.job.retry",
        "jobs.job.cancel",
        "notices.notice.resend",
        "notices.notice.readdress",
    ],
)
def test_the_acts_of_the_shared_ground_have_words(action):
    assert is_described(action)


ROOT = Path(__file__).resolve().parents[3]
VERBS = [
    (app, path)
    for app in ("programs", "trainees", "certificates", "institutions")
    for path in sorted(Path(ROOT, app, "actions").rglob("*.py"))
]
# What a verb is called its own module says, whether or not a page has loaded it by now.
for _app, _path in VERBS:
    import_module(".".join(_path.relative_to(ROOT).with_suffix("").parts))
# Apps also act on rows of those below them.
ABOVE = {
    "programs": ["institutions", "calendar"],
    "trainees": ["programs", "institutions"],
    "institutions": ["accounts"],
    "certificates": ["institutions"],
}


def recorded(path: Path) -> set[str]:
    """The verbs that a module writes to the trail in so many words."""
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    verbs = [
        call.args[1]
        for call in calls
        if ast.unparse(call.func) in {"record", "record_many"} and len(call.args) > 1
    ]
    return {verb.value for verb in verbs if isinstance(verb, ast.Constant)}


@pytest.mark.parametrize(("app", "path"), VERBS, ids=lambda v: getattr(v, "stem", v))
def test_every_verb_an_app_records_has_words(app, path):
    models = {app, *ABOVE.get(app, ())}
    known = {a.rsplit(".", 1)[1] for a in lines._words if a.split(".")[0] in models}

    assert recorded(path) - known == set()
