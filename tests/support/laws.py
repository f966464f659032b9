"""The laws of the house as functions: source text in, complaints out (``"line: what"``)."""

import ast
import re
from collections.abc import Iterator

FORBIDDEN_MODULES = frozenset({"utils", "helpers", "common", "mixins", "base"})

CLOCK_READERS = frozenset(
    {
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
        "datetime.now",
        "datetime.today",
        "datetime.utcnow",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "date.today",
        "datetime.date.today",
        "timezone.now",
        "functions.Now",
        "Now",
    }
)
# With an argument these only convert.
CLOCK_CALLS = frozenset({"timezone.localdate()", "timezone.localtime()"})
CLOCK_ARGUMENTS = frozenset({"auto_now", "auto_now_add"})
TRANSLATORS = frozenset(
    {"_", "_t", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
    | {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
)
# Refusals at start come before translation and are written in both languages.
BILINGUAL = frozenset({"ImproperlyConfigured", "CommandError"})
HAN = re.compile(r"[\u3400-\u9fff]")
TRACES = frozenset({"record", "record_many"})
STEPS = (".advance", ".advance_many")


def bare_reads(source: str) -> list[str]:
    """Rows reached in a view other than by ``Model.objects.visible_to(...)``."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if node.attr in {"_base_manager", "_default_manager"}:
                found.append(f"{node.lineno}: {node.attr}")
            after = getattr(parents[node], "attr", None)
            if node.attr == "objects" and after != "visible_to":
                found.append(f"{node.lineno}: {ast.unparse(node)} without visible_to")
        if isinstance(node, ast.Call) and _name(node.func) in {
            "get_object_or_404",
            "get_list_or_404",
        }:
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id[:1].isupper():
                found.append(f"{node.lineno}: {first.id} handed over whole")
    return found


def verb_faults(source: str) -> list[str]:
    """What the public functions of an ``actions`` room lack to be verbs."""
    tree = ast.parse(source)
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    verbs_elsewhere = _imported_verbs(tree)
    found = []
    for name, node in functions.items():
        if name.startswith("_"):
            continue
        decorators = {
            _name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list
        }
        if "transaction.atomic" not in decorators:
            found.append(f"{node.lineno}: {name} is not atomic")
        if "actor" not in {a.arg for a in node.args.kwonlyargs}:
            found.append(f"{node.lineno}: {name} has no keyword-only actor")
        if not _leaves_trace(name, functions, verbs_elsewhere, set()):
            found.append(f"{node.lineno}: {name} leaves no trace")
    return found


def _imported_verbs(tree: ast.Module) -> frozenset[str]:
    """Names from other ``actions`` rooms: calling a verb leaves that verb's trace."""
    return frozenset(
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and "actions" in f"{node.module}".split(".")
        for alias in node.names
    )


def _leaves_trace(name: str, functions: dict, verbs_elsewhere: frozenset, seen: set) -> bool:
    seen.add(name)
    called = {_name(c.func) for c in ast.walk(functions[name]) if isinstance(c, ast.Call)}
    if called & (TRACES | verbs_elsewhere) or any(c.endswith(STEPS) for c in called):
        return True
    if any(c.split(".")[-1] in TRACES or ".actions." in f".{c}" for c in called):
        return True
    inner = [c for c in called if c in functions and c not in seen]
    return any(_leaves_trace(c, functions, verbs_elsewhere, seen) for c in inner)


def clock_reads(source: str) -> list[str]:
    """Readings of the machine's clock; durations (``monotonic``) are no such thing."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCK_READERS:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.keyword) and node.arg in CLOCK_ARGUMENTS:
            found.append(f"{node.lineno}: {node.arg}")
        if isinstance(node, ast.ImportFrom):
            names = {
                f"{node.module.split('.')[-1]}.{a.name}" for a in node.names if node.module
            }
            found += [f"{node.lineno}: {name}" for name in sorted(names & CLOCK_READERS)]
        if isinstance(node, ast.Call) and ast.unparse(node) in CLOCK_CALLS:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def imports_of(source: str) -> Iterator[tuple[int, str]]:
    """``(line, module)`` of every absolute import, wherever it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def foreign_imports(source: str, packages: frozenset[str]) -> list[str]:
    """Imports of packages that only one room may touch."""
    return [f"{line}: {m}" for line, m in imports_of(source) if m.split(".")[0] in packages]


def signal_imports(source: str) -> list[str]:
    """Our own signals: what follows from an act is called by name, where one can find it."""
    banned = ("django.dispatch", "django.db.models.signals")
    return [f"{line}: {m}" for line, m in imports_of(source) if m.startswith(banned)]


def bare_chinese(source: str) -> list[str]:
    """Chinese texts outside a call of gettext; texts that stand alone are docstrings."""
    tree = ast.parse(source)
    sound = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and _name(node.func).split(".")[-1] in TRANSLATORS | BILINGUAL
        ):
            sound |= {id(part) for argument in node.args for part in ast.walk(argument)}
        if isinstance(node, ast.Expr):
            sound.add(id(node.value))
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if HAN.search(node.value) and id(node) not in sound
    ]


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
