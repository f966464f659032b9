"""Writes docs/workflows.md from the transition tables and their policies.

Nothing in the document is typed by hand: states are the models' choices,
steps the tables, and what a policy answers is read off its own source.
"""

import ast
import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/workflows.md"
APPS = ("programs", "trainees", "certificates")
TRANSLATORS = frozenset({"_", "gettext", "gettext_lazy"})
HEAD = """\
# 状态与步骤 Workflows

由 `deploy/workflows.py` 从代码生成，不手工修改；改了流转表或规则后重新运行，测试核对两者一致。
状态只能通过 `portal.workflow.engine` 变更：锁定该行、核对当前状态、问规则、写入、留下操作记录。
“须填意见”的步骤没有意见就不能办；“拒绝时的答复”是界面上看到的原话，“…”处填入当时的内容。
"""


def workflows() -> dict[str, object]:
    """Every table by its name in code, ``programs.workflow.CIRCULAR``, in reading order."""
    from portal.workflow.engine import Workflow  # noqa: PLC0415 -- after django.setup()

    return {
        f"{module.__name__}.{name}": found
        for module in _rooms()
        for name, found in vars(module).items()
        if isinstance(found, Workflow)
    }


def content() -> str:
    """The whole document."""
    sections = [section(path, found) for path, found in workflows().items()]
    return "\n".join([HEAD, *sections])


def section(path: str, workflow) -> str:
    """One aggregate: picture, steps, and the rules the steps ask."""
    meta = workflow.model._meta
    policies = dict.fromkeys(rule.policy for rule in workflow.steps.values())
    parts = [
        f"## {meta.verbose_name} `{meta.label}`",
        f"流转表 `{path}`。" + _idle_states(workflow),
        f"```mermaid\n{_picture(workflow)}\n```",
        _table(["步骤", "代码", "从", "到", "规则", "须填意见"], _steps(workflow)),
        _table(["规则", "说明", "拒绝时的答复"], [_rule(policy) for policy in policies]),
    ]
    return "\n\n".join(parts) + "\n"


def answers(policy, seen=None) -> list[str]:
    """What a policy may answer when it refuses, those of the policies it asks included."""
    seen = {policy} if seen is None else seen | {policy}
    found: dict[str, None] = {}
    for name, call in _calls(policy):
        asked = policy.__globals__.get(name)
        if name in TRANSLATORS:
            found[re.sub(r"%\(\w+\)s", "…", call.args[0].value)] = None
        elif asked not in seen and _is_policy(asked):
            found |= dict.fromkeys(answers(asked, seen))
    return list(found)


def _calls(function) -> list[tuple[str, ast.Call]]:
    """Calls by a plain name, in the order of the source."""
    nodes = ast.walk(ast.parse(inspect.getsource(function)))
    calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [(call.func.id, call) for call in calls]


def _is_policy(found) -> bool:
    from portal.policy import Verdict  # noqa: PLC0415 -- after django.setup()

    return inspect.isfunction(found) and inspect.signature(found).return_annotation is Verdict


def _rooms() -> Iterator:
    for app in APPS:
        room = importlib.import_module(f"{app}.workflow")
        yield room
        for part in pkgutil.iter_modules(getattr(room, "__path__", [])):
            yield importlib.import_module(f"{room.__name__}.{part.name}")


def _picture(workflow) -> str:
    states = dict(workflow.model._meta.get_field("state").choices)
    first = workflow.model._meta.get_field("state").default
    drawn = {first, *_reached(workflow), *_left(workflow)}
    head, *arrows = workflow.to_mermaid().splitlines()
    names = [f"    {code}: {label}" for code, label in states.items() if code in drawn]
    ends = [f"    {code} --> [*]" for code in states if code in drawn - _left(workflow)]
    return "\n".join([head, *names, f"    [*] --> {first}", *arrows, *ends])


def _idle_states(workflow) -> str:
    field = workflow.model._meta.get_field("state")
    idle = [
        f"“{label}”（`{code}`）"
        for code, label in field.choices
        if code not in {field.default, *_reached(workflow)}
    ]
    return f"状态目录中的{'、'.join(idle)}没有步骤通往。" if idle else ""


def _reached(workflow) -> set[str]:
    return {str(rule.target) for rule in workflow.steps.values()}


def _left(workflow) -> set[str]:
    return {str(source) for rule in workflow.steps.values() for source in rule.sources}


def _steps(workflow) -> list[list[str]]:
    states = dict(workflow.model._meta.get_field("state").choices)
    return [
        [
            str(rule.label),
            f"`{name}`",
            "、".join(str(label) for code, label in states.items() if code in rule.sources),
            str(states[rule.target]),
            f"`{rule.policy.__name__}`",
            "是" if rule.needs_note else "",
        ]
        for name, rule in workflow.steps.items()
    ]


def _rule(policy) -> list[str]:
    first = inspect.getdoc(policy) or ""
    said = " ".join(first.split("\n\n")[0].split())
    name = f"`{policy.__module__.removesuffix('.policies')}.{policy.__name__}`"
    return [name, said, "；".join(answers(policy))]


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django  # noqa: PLC0415 -- settings come first

    django.setup()
    DOCUMENT.write_text(content(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
