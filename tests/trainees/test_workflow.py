"""Every step from every state, against the whole list of what is allowed."""

from itertools import product

import pytest

from portal.policy import SystemActor
from trainees.states import ImportState, NominationState, RosterState
from trainees.workflow.roster import NOMINATION, ROSTER
from trainees.workflow.roster_import import ROSTER_IMPORT

ALLOWED = {
    "roster": {
        ("draft", "submit", "submitted"),
        ("returned", "submit", "submitted"),
        ("submitted", "withdraw", "draft"),
        ("submitted", "take", "in_review"),
        ("in_review", "propose", "in_review"),
        ("in_review", "reconsider", "in_review"),
        ("in_review", "enrol", "in_review"),
        ("in_review", "return", "returned"),
        ("in_review", "decide", "decided"),
        ("decided", "lock", "locked"),
    },
    "nomination": {
        ("draft", "submit", "submitted"),
        ("submitted", "recall", "draft"),
        ("recommended", "recall", "draft"),
        ("draft", "withdraw", "withdrawn"),
        ("submitted", "withdraw", "withdrawn"),
        ("recommended", "withdraw", "withdrawn"),
        ("submitted", "confirm", "recommended"),
        ("submitted", "disown", "draft"),
        ("submitted", "admit", "admitted"),
        ("admitted", "leave", "withdrawn"),
        ("recommended", "admit", "admitted"),
        ("draft", "refuse", "ineligible"),
        ("submitted", "refuse", "ineligible"),
        ("recommended", "refuse", "ineligible"),
        ("draft", "recommend", "recommended"),
        ("recommended", "take_back", "draft"),
        ("recommended", "shortlist", "shortlisted"),
        ("recommended", "enlist", "draft"),
        ("shortlisted", "enlist", "draft"),
        ("draft", "unlist", "shortlisted"),
        ("submitted", "unlist", "shortlisted"),
        ("recommended", "waitlist", "waitlisted"),
        ("shortlisted", "waitlist", "waitlisted"),
        ("waitlisted", "promote", "shortlisted"),
        ("shortlisted", "release", "recommended"),
        ("draft", "retract", "withdrawn"),
        ("submitted", "retract", "withdrawn"),
        ("recommended", "retract", "withdrawn"),
        ("shortlisted", "retract", "withdrawn"),
        ("waitlisted", "retract", "withdrawn"),
        ("waitlisted", "release", "recommended"),
        ("recommended", "decline", "declined"),
        ("shortlisted", "decline", "declined"),
        ("waitlisted", "decline", "declined"),
    },
    "import": {
        ("uploaded", "parse", "reading"),
        ("ready", "parse", "reading"),
        ("failed", "parse", "reading"),
        ("reading", "present", "ready"),
        ("reading", "fail", "failed"),
        ("ready", "accept", "accepting"),
        ("accepted", "accept", "accepting"),
        ("accepting", "finish", "accepted"),
        ("accepting", "halt", "ready"),
        ("accepted", "undo", "undone"),
        ("uploaded", "cancel", "cancelled"),
        ("ready", "cancel", "cancelled"),
        ("failed", "cancel", "cancelled"),
    },
}
TABLES = {
    "roster": (ROSTER, RosterState),
    "nomination": (NOMINATION, NominationState),
    "import": (ROSTER_IMPORT, ImportState),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_table_leads_from_exactly_these_states_to_exactly_these(name):
    workflow, states = TABLES[name]

    led = {
        (state, step, rule.target)
        for (step, rule), state in product(workflow.steps.items(), states.values)
        if state in rule.sources
    }

    assert led == ALLOWED[name]


@pytest.mark.parametrize("name", TABLES)
def test_every_other_step_is_refused_with_the_state_in_words(name):
    workflow, states = TABLES[name]
    someone = SystemActor("测试")
    allowed = {(state, step) for state, step, _target in ALLOWED[name]}

    for state, step in product(states.values, workflow.steps):
        if (state, step) in allowed:
            continue
        verdict = workflow.verdict(workflow.model(state=state), step, someone)
        assert (verdict.allowed, str(states(state).label) in verdict.reason) == (False, True)
