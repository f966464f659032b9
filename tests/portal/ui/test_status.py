"""Every stored state has a look, and a new one cannot slip by."""

import pytest
from django.apps import apps

from portal.ui import icons, status

OUR_APPS = ("portal.", "institutions", "programs", "trainees", "certificates")
STATUS_FIELDS = ("state", "decision", "delivery", "outcome", "opinion")
PROMISED = """
    draft submitted returned accepted superseded not_started overdue late
    recommended shortlisted admitted waitlisted not_selected declined withdrawn ineligible
    county_review city_review authority_review
    validating in_review decided approved partially_approved rejected locked amended
    pending duplicate enrolled suspended on_leave deferred transferred dismissed finished
    absent not_assessed proposed_complete proposed_incomplete under_review completed incomplete
    by_exception exempt appealed eligible queued generating rendering issued downloaded failed
    reissued revoked void countersigned enrolling teaching closing closed cancelled to_adjust
    running planned collecting scoring ranked notified confirmed archived excellent good pass
    bottom no_training active ended authority_agreed changed applied reviewed awarded renewed
    expired scheduled postponed present left_early early leave online planning open published
    done
"""


def stored_states():
    for model in apps.get_models():
        if not model.__module__.startswith(OUR_APPS):
            continue
        for field in model._meta.concrete_fields:
            if field.name in STATUS_FIELDS and field.choices:
                for code, _label in field.flatchoices:
                    yield model._meta.label, code


def test_every_state_of_every_installed_model_has_a_look():
    unknown = []
    for label, code in stored_states():
        try:
            status.look(label, code)
        except status.UnknownState:
            unknown.append(f"{label}: {code}")

    assert unknown == []
    assert ("programs.ContactSheet", "returned") in set(stored_states())


@pytest.mark.parametrize("code", PROMISED.split())
def test_the_vocabularies_of_the_notice_have_a_look(code):
    kind, icon = status.look("programs.any", code)

    assert kind in icons.KIND_ICONS
    assert icon == "" or icon in icons.ICONS


def test_an_unknown_code_raises():
    with pytest.raises(status.UnknownState, match=r"trainees\.roster: .* 'sleeping'"):
        status.look("trainees.roster", "sleeping")


def test_one_word_may_mean_two_things():
    assert status.look("programs.Session", "held").kind == "ok"
    assert status.look("trainees.RosterEntry", "held").kind == "soon"
    with pytest.raises(status.UnknownState):
        status.look("programs.Filing", "held")
    assert status.look("certificates.Certificate", "superseded").kind == "stop"
    assert status.look("programs.ContactSheet", "superseded").kind == "plain"


def test_no_code_stands_twice_in_the_table():
    codes = " ".join(status._SAME_EVERYWHERE.values()).split()

    assert sorted(code for code in set(codes) if codes.count(code) > 1) == []
