"""The step bar: done, in hand, to come."""

from portal.ui.stages import stage_of, stages

GROUPS = [{"draft", "returned"}, {"sent"}]


def shown(state):
    at = stage_of(state, GROUPS, "closed")
    return [step["state"] for step in stages(["填写", "办理"], at)]


def test_what_lies_before_is_done_and_what_lies_behind_is_open():
    assert [shown(state) for state in ("returned", "sent", "closed", "cancelled")] == [
        ["current", ""],
        ["done", "current"],
        ["done", "done"],
        ["", ""],
    ]


def test_a_step_has_its_note_or_none():
    assert [step["note"] for step in stages(["填写", "办理"], 0, ["60 行"])] == ["60 行", ""]
