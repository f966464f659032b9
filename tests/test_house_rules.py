"""Rules of the house that no linter knows. Each failure names the file, the line and the rule.

Every law is also shown a planted breach: a law that cannot fail protects nothing.
"""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, get_resolver

from portal import urls
from tests.support import laws, pages

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "institutions", "programs", "trainees", "certificates")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAX_LINES = 400


def tracked(*suffixes: str) -> list[Path]:
    """The project's own files, from git: what a clone holds, and new files not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = [ROOT / name for name in listing.stdout.split("\0") if name]
    return sorted(p for p in files if p.is_file() and (not suffixes or p.suffix in suffixes))


PYTHON = tracked(".py")
SOURCES = [p for p in PYTHON if p.relative_to(ROOT).parts[0] in APPS]
OWN_SOURCES = [p for p in SOURCES if "migrations" not in p.parts]
VIEWS = [p for p in OWN_SOURCES if p.name == "views.py" or p.parent.name == "views"]
ACTIONS = [p for p in OWN_SOURCES if p.name == "actions.py" or p.parent.name == "actions"]
TEMPLATES = [p for p in tracked(".html", ".txt") if "templates" in p.relative_to(ROOT).parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def complaints(law, paths, *arguments) -> dict[str, list[str]]:
    """What ``law`` says of each file; silent files are left out."""
    said = {named(p): law(p.read_text(encoding="utf-8"), *arguments) for p in paths}
    return {name: lines for name, lines in said.items() if lines}


# --- code -------------------------------------------------------------------------------


def test_views_reach_rows_only_through_visible_to():
    assert complaints(laws.bare_reads, VIEWS) == {}


@pytest.mark.parametrize(
    "planted",
    [
        "rows = Roster.objects.all()",
        "get_object_or_404(Roster, pk=pk)",
        "Roster._default_manager.get(pk=1)",
        "found = Roster.objects",
    ],
)
def test_the_law_of_reading_can_fail(planted):
    assert len(laws.bare_reads(planted)) == 1
    assert laws.bare_reads("get_object_or_404(Roster.objects.visible_to(a), pk=1)") == []


# Below the trail in the chain of imports; the rehearsal page's verb records the move.
UNRECORDED = {"portal/clock/actions.py"}


def test_an_action_is_atomic_names_its_actor_and_leaves_a_trace():
    paths = [p for p in ACTIONS if named(p) not in UNRECORDED]

    assert complaints(laws.verb_faults, paths) == {}


VERB = """
@transaction.atomic
def approve(roster, *, actor):
    return _step(roster, actor)

def _step(roster, actor):
    return ROSTER.advance(roster.pk, "approve", actor=actor)
"""


@pytest.mark.parametrize(
    ("breach", "planted"),
    [
        ("not atomic", VERB.replace("@transaction.atomic", "@cache")),
        ("no keyword-only actor", VERB.replace("roster, *, actor", "roster, actor")),
        ("leaves no trace", VERB.replace("ROSTER.advance", "ROSTER.look")),
    ],
)
def test_the_law_of_acting_can_fail(breach, planted):
    assert [breach in line for line in laws.verb_faults(planted)] == [True]
    assert laws.verb_faults(VERB) == []


def test_only_the_clock_reads_the_clock():
    paths = [p for p in OWN_SOURCES if named(p) != "portal/clock/__init__.py"]

    assert complaints(laws.clock_reads, paths) == {}


@pytest.mark.parametrize(
    "planted",
    [
        "import time\nt = time.time()",
        "from datetime import date\nd = date.today()",
        "import datetime\nd = datetime.datetime.now(tz)",
        "from django.utils import timezone\nt = timezone.localdate()",
        "from django.db.models.functions import Now",
        "at = models.DateTimeField(auto_now_add=True)",
    ],
)
def test_the_law_of_the_clock_can_fail(planted):
    assert laws.clock_reads(planted) != []
    assert laws.clock_reads("import time\ntime.monotonic()\ntimezone.localdate(moment)") == []


# ``portal.pdf`` hands documents to WeasyPrint, ``portal.sheets`` opens workbooks.
ROOMS = {"weasyprint": "pdf", "openpyxl": "sheets", "python_calamine": "sheets"}


@pytest.mark.parametrize(("package", "room"), ROOMS.items())
def test_only_one_room_touches_the_library(package, room):
    paths = [p for p in OWN_SOURCES if p.relative_to(ROOT).parts[:2] != ("portal", room)]

    assert complaints(laws.foreign_imports, paths, frozenset({package})) == {}
    assert laws.foreign_imports(f"def f():\n    import {package}.x", frozenset({package}))


def test_nothing_follows_from_an_act_by_signal():
    assert complaints(laws.signal_imports, OWN_SOURCES) == {}
    assert laws.signal_imports("from django.db.models.signals import post_save")


def test_no_module_is_a_drawer():
    assert [named(p) for p in OWN_SOURCES if is_drawer(p)] == []
    assert is_drawer(ROOT / "trainees" / "helpers.py")
    assert is_drawer(ROOT / "trainees" / "common" / "names.py")


def is_drawer(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return not laws.FORBIDDEN_MODULES.isdisjoint(parts)


def test_no_file_outgrows_a_sitting():
    kinds = {".py", ".html", ".css", ".js", ".sh"}
    paths = [
        p
        for p in tracked(*kinds)
        if "migrations" not in p.parts and p.relative_to(ROOT).parts[0] != "docs"
    ]
    lengths = {named(p): len(p.read_text(encoding="utf-8").splitlines()) for p in paths}

    assert {name: n for name, n in lengths.items() if n > MAX_LINES} == {}


# --- chain ------------------------------------------------------------------------------


def chain() -> list[set[str]]:
    """The layers of the contract, highest first."""
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]
    return [set(re.split(r"\s*[|:]\s*", layer)) for layer in contract["layers"]]


def rank(module: str) -> int | None:
    """How high a module stands; its longest prefix in the contract decides."""
    heights = {name: height for height, layer in enumerate(reversed(chain())) for name in layer}
    while module and module not in heights:
        module = module.rpartition(".")[0]
    return heights.get(module)


def test_every_module_of_the_project_stands_in_the_contract():
    modules = {p.relative_to(ROOT).with_suffix("").parts[:2] for p in SOURCES}
    ours = {".".join(m) if m[0] == "portal" else m[0] for m in modules} - {"portal.__init__"}

    assert sorted(m for m in ours if rank(m) is None) == []
    assert rank("portal.drawer") is None


def test_foreign_keys_point_at_or_below_their_own_app():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if points_up(model, field)
    ]

    assert upward == []


def points_up(model, field) -> bool:
    if not field.is_relation or field.auto_created or field.related_model in (None, "self"):
        return False
    own, other = rank(model.__module__), rank(field.related_model.__module__)
    return own is not None and other is not None and other > own


def test_the_law_of_foreign_keys_can_fail():
    entry, membership = apps.get_model("audit.Entry"), apps.get_model("institutions.Membership")

    assert points_up(entry, membership._meta.get_field("organization"))
    assert not points_up(membership, membership._meta.get_field("user"))


# --- pages ------------------------------------------------------------------------------


def route_names(patterns, namespaces=()):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or f"unnamed {pattern.pattern}"])
        else:
            inner = [pattern.namespace] if pattern.namespace else []
            yield from route_names(pattern.url_patterns, [*namespaces, *inner])


def test_every_route_is_declared_and_every_declaration_is_a_route():
    routes = set(route_names(get_resolver().url_patterns))

    assert sorted(routes - set(urls.ACCESS) - set(urls.CLOSED)) == []
    assert sorted((set(urls.ACCESS) | set(urls.CLOSED)) - routes) == []
    assert set(urls.ACCESS) & set(urls.CLOSED) == set()


@pytest.mark.django_db
def test_an_undeclared_page_does_not_open(client, monkeypatch):
    assert client.get("/accounts/login/").status_code == 200

    monkeypatch.delitem(urls.ACCESS, "account_login")

    assert client.get("/accounts/login/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_templates_hold_nothing_that_the_content_policy_refuses():
    assert complaints(pages.inline, PAGES) == {}


# Papers are drawn by portal.pdf and never reach a browser.
PAGES = [p for p in TEMPLATES if "papers" not in p.parts and p.suffix == ".html"]


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>run()</script>",
        '<a onclick="run()">',
        '<div hx-on:click="run()">',
        '<img src="data:image/png;base64,AA">',
        '<script src="https://cdn.example.com/x.js">',
        '{% now "Y" %}',
        '{% if a > b %}<p class="{{ c }}" style="x">{% endif %}',
    ],
)
def test_the_law_of_nothing_inline_can_fail(planted):
    assert len(pages.inline(planted)) == 1
    assert pages.inline("<script src=\"{% static 'htmx.js' %}\" defer></script>") == []


def test_every_chinese_text_of_a_template_can_be_translated():
    # An issued paper does not follow its reader's language.
    shown = [p for p in TEMPLATES if "paper" not in p.parts]

    assert complaints(pages.untranslated, shown) == {}


@pytest.mark.parametrize(
    "planted",
    [
        "<p>名单</p>",
        '{% page_head title="名单" %}',
        "{{ x|default:'无' }}",
        "{% if a == '是' %}",
    ],
)
def test_the_law_of_translation_can_fail(planted):
    assert len(pages.untranslated(planted)) == 1
    sound = (
        '{# 名单 #}<!-- 名单 -->{% translate "名单" as title %}{% page_head title=_("名单") %}'
        "{% blocktranslate trimmed with n=rows %}共 {{ n }} 行{% endblocktranslate %}"
    )
    assert pages.untranslated(sound) == []


# Files whose Chinese is no text of a page: the notice's own wording to be recognised, names
# of columns and papers that are Chinese in every language, words kept in the trail, and
# what is said at start, before translation, in both languages.
CHINESE_ROOMS = frozenset({"data", "demo", "management", "papers", "sheets"})
CHINESE_FILES = {
    "institutions/actor.py",
    "portal/env.py",
    "portal/jobs/embedded.py",
    "portal/pdf/letter.py",
    "portal/policy.py",
    "portal/ui/chrome.py",
    "portal/settings.py",
    "programs/forms/contact_sheet.py",
    "programs/loading.py",
}


def test_every_chinese_text_of_the_code_can_be_translated():
    paths = [
        p
        for p in OWN_SOURCES
        if named(p) not in CHINESE_FILES
        and CHINESE_ROOMS.isdisjoint(p.relative_to(ROOT).with_suffix("").parts)
    ]

    assert complaints(laws.bare_chinese, paths) == {}
    assert laws.bare_chinese('deny("只有中心可以审核")') == ["1: 只有中心可以审核"]
    assert laws.bare_chinese('"""名单"""\ndeny(_("只有%(who)s可以审核") % {"who": who})') == []


# --- words ------------------------------------------------------------------------------


def our_models():
    return [m for m in apps.get_models() if rank(m.__module__) is not None]


def test_every_constraint_says_in_chinese_what_it_forbids():
    silent = [
        f"{model._meta.label}: {constraint.name}"
        for model in our_models()
        for constraint in model._meta.constraints
        if not pages.HAN.search(str(constraint.violation_error_message))
    ]

    assert silent == []


def test_every_model_is_in_the_glossary():
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = {tuple(c.strip() for c in line.split("|")[1:3]) for line in glossary.splitlines()}
    wanted = {(str(m._meta.verbose_name), f"`{m._meta.label}`") for m in our_models()}

    # deploy/glossary.py writes what is missing.
    assert sorted(wanted - rows) == []


def test_no_lock_names_a_host_or_an_index():
    for lock in sorted(ROOT.glob("requirements*.lock")):
        text = lock.read_text(encoding="utf-8")
        assert re.findall(r"://|^--(?:extra-)?index|^--find-links", text, re.MULTILINE) == []


# Split, so that this file is not its own breach.
FOREIGN_WORDS = re.compile(
    r"(?<![\w./-])/" + r"(?:work|tmp/w)(?=[/\s\"'`]|$)|\bclau" + r"de\b|\banthro" + r"pic\b|"
    r"\bgpt-?\d|\blanguage mod" + r"el\b|\bAI assis" + r"tant\b|\bsub-?age" + r"nt",
    re.IGNORECASE,
)


def test_the_projects_files_speak_of_the_product_alone():
    kinds = (".py", ".html", ".txt", ".md", ".sh", ".yml", ".toml", ".css", ".js", ".po", "")
    found = {
        named(path): hits
        for path in tracked(*kinds)
        if (hits := FOREIGN_WORDS.findall(path.read_text(encoding="utf-8", errors="ignore")))
    }

    assert found == {}
    assert FOREIGN_WORDS.findall("cd /wor" + "k/main")
    assert not FOREIGN_WORDS.findall("/workbench/")
