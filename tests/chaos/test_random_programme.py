"""Whatever befalls a programme, it leaves what the same one leaves undisturbed, and all agree.

`make chaos` does so over fifty visits; here is what a quarter of a minute allows, over a small
programme that is paused and goes on.
"""

from pathlib import Path

import pytest

from schemas.programme.scenario import ProgrammeScenario
from stack import EmbeddedStack
from tests.chaos.random_programme import Storm, beside_calm
from tests.chaos.table import Site
from tests.e2e.programmes import SMALL

SEED = "2020-10-05"
STORM = Storm(step=100, task=50, answer=150)
PAUSED = ProgrammeScenario.model_validate(
    {
        **SMALL,
        "steps": [
            {"at": "2020-09-24 10:00", "do": "pause", "with": {"reason": "A flood."}},
            {"at": "2020-09-28 10:00", "do": "resume"},
        ],
        "until": "2020-09-29 12:00",
    }
)
LEAST = 30
"""Faults: which steps there are, and with them how many, is a little different each time."""


@pytest.mark.timeout(600)
async def test_whatever_befalls_a_programme_it_comes_out_as_if_nothing_had_happened(
    stack: EmbeddedStack, tmp_path: Path
) -> None:
    site = Site(stack.addresses, tmp_path, SEED)

    verdict = await beside_calm("a programme", PAUSED, site, STORM, shared=True)

    assert verdict.times >= LEAST, verdict.details
    assert verdict.clean, verdict.details
