"""docs/workflows.md is what the code says, and nobody's memory of it."""

import ast
import dataclasses
import re
from pathlib import Path

from deploy import workflows
from portal.policy import ALLOW, Verdict, deny
from programs.states import SheetState
from programs.workflow.contact_sheet import CONTACT_SHEET
from trainees.policies.completion import may_confirm_completion
from trainees.workflow.roster import ROSTER

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "institutions", "programs", "trainees", "certificates")


def test_the_document_is_what_the_tables_give():
    written = (ROOT / "docs/workflows.md").read_text(encoding="utf-8")

    # After changing a table or a policy: .venv/bin/python deploy/workflows.py
    assert written == workflows.content()


def test_every_table_of_the_code_is_in_the_document():
    tables = {
        f"{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}.{node.targets[0].id}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "Workflow"
    }

    assert set(workflows.workflows()) == tables


def test_another_source_of_a_step_is_another_document():
    steps = dict(CONTACT_SHEET.steps)
    sources = steps["accept"].sources | {SheetState.RETURNED}
    steps["accept"] = dataclasses.replace(steps["accept"], sources=sources)
    changed = dataclasses.replace(CONTACT_SHEET, steps=steps)

    before = workflows.section("programs.workflow.CONTACT_SHEET", CONTACT_SHEET)
    after = workflows.section("programs.workflow.CONTACT_SHEET", changed)

    assert set(after.splitlines()) - set(before.splitlines()) == {
        "    returned --> accepted: 确认信息表",
        "| 确认信息表 | `accept` | 已报送、退回修改 | 已确认 | `may_accept_sheet` | |",
    }


def test_the_picture_names_where_a_thing_begins_and_ends():
    drawn = workflows.section("trainees.workflow.roster.ROSTER", ROSTER).splitlines()

    assert [line.strip() for line in drawn if "[*]" in line] == [
        "[*] --> draft",
        "locked --> [*]",
    ]


def test_a_policys_answers_come_with_those_of_the_policies_it_asks():
    assert workflows.answers(may_confirm_completion) == [
        "结业由人才交流中心确认",
        "结业由审核员或负责同志确认",
        "本人提出的结业建议须由另一位同志确认",
        "只有承担该班次的机构可以办理",
        "由项目负责人、班主任或教务员办理",
        "本班班务人员不能确认本班结业",
    ]


def _asks_itself(actor, again) -> Verdict:
    return _asks_itself(actor, False) if again else ALLOW and deny("")


def test_a_policy_that_asks_itself_ends():
    assert workflows.answers(_asks_itself) == []


def test_no_step_of_the_document_is_without_a_rule_that_answers():
    rules = re.findall(r"^\| `\w[\w.]+` \|[^|]*\|([^|]*)\|$", workflows.content(), re.M)

    assert [answer for answer in rules if not answer.strip()] == []
    assert len(rules) > len(workflows.workflows())
