"""All parts of the table, in its order."""

from collections.abc import Sequence
from typing import Final

from release.rehearsal.programme.rehearsal import load_programme, programme_file
from schemas.programme.scenario import ProgrammeScenario
from tests.chaos.crossings import crossings
from tests.chaos.failover import failover
from tests.chaos.full_disk import full_disk
from tests.chaos.long_outages import long_outages
from tests.chaos.lost_runs import lost_runs
from tests.chaos.meddling import meddling
from tests.chaos.poison import poison
from tests.chaos.random_programme import Storm, over
from tests.chaos.table import Fault
from tests.chaos.two_releases import two_releases

TEN = "ten"

FIFTY = {
    "title": "Fifty visits; every twelfth area declines",
    "programme": "fifty",
    "opened": "2020-09-01 09:05",
    "window": ["2020-10-05", "2021-03-26"],
    "frame": {"day": "2020-10-05"},
    "select": {
        "number": 50,
        "by": ["region", "council_type"],
        "seed": "the fifty",
        "at": "2020-09-02 10:00",
    },
    "visits_a_week": 10,
    "plan": {"at": "2020-09-03 10:00", "teams": 12, "seconds": 5},
    "behaviours": [{"scenario": "declined", "every": 12, "first": 3}],
}
"""A programme in which much goes on at once."""


PLANNER_SECONDS: Final = 60
"""On a machine on which much else goes on a planner is cut off before it has done its work, and
plans other teams than undisturbed; it ends sooner where it has proved its plan."""


def _unhurried(scenario: ProgrammeScenario) -> ProgrammeScenario:
    assert scenario.plan is not None
    plan = scenario.plan.model_copy(update={"seconds": PLANNER_SECONDS})
    return scenario.model_copy(update={"plan": plan})


def parts() -> Sequence[Fault]:
    """All of them."""
    ten = _unhurried(load_programme(programme_file(TEN)))
    fifty = _unhurried(ProgrammeScenario.model_validate(FIFTY))
    everything = Storm(step=60, task=30, answer=60, every=5)
    small = Storm(step=400, task=100, answer=300)
    return (
        *crossings(),
        *meddling(),
        *full_disk(),
        *failover(),
        *long_outages(),
        *lost_runs(),
        *two_releases(),
        *poison(),
        over("ten visits: everything at random", ten, everything),
        over("ten visits: steps at random, very many", ten, small),
        over("fifty visits: everything at random", fifty, everything),
        over("fifty visits: steps at random, very many", fifty, small),
    )
