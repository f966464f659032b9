"""From an authority's letter to an amended list: every station, by whoever stands there."""

import pytest

from portal.demo import classes

from . import roster_stations as stations
from .addresses import body, program
from .speaking import Speech
from .test_every_page import LANGUAGES


@pytest.fixture
def cohort(season):
    """A further class of 望江大学 that enrols and has no list yet."""
    planned = classes.plan(program(), body("F9001"), "REG", capacity=120)
    classes.agree(planned)
    return classes.approve(planned)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_goes_from_the_letter_to_the_amendment(
    cohort, enter, open_page, sign_in, gallery, embedded_worker, tmp_path, language
):
    walk = stations.Walk(cohort, Speech(language), gallery)
    region, manager, lead = (
        enter(persona, locale=language) for persona in ("sample", "wangjiang", "centre")
    )
    reviewer = open_page(locale=language, viewport=stations.DESK)

    stations.recommend(walk, region)
    stations.select(walk, manager)
    stations.hear(walk, region)
    stations.bring_in(walk, manager)
    stations.send(walk, manager)
    sign_in(reviewer, stations.allot(walk, lead))
    returned = stations.judge(walk, reviewer)
    stations.mend(walk, manager, returned)
    stations.judge_on_paper(walk, reviewer, returned, tmp_path)
    first = stations.frozen(walk, reviewer, f"MD{cohort.code}-R1-V2", 100)
    stations.amend(walk, manager, stations.PICKED)
    stations.judge_change(walk, reviewer)
    assert stations.frozen(walk, reviewer, f"MD{cohort.code}-R2-V1", 1) != first
    stations.compare(walk, reviewer)
    stations.look_from_home(walk, region)
