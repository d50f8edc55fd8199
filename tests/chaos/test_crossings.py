"""A worker that dies at a crossing loses nothing and does nothing twice.

`make chaos` plays every crossing of every kind of process; here is what a minute or two allow, a
few of each kind, side by side: most of it is waiting until a death is noticed.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from stack import EmbeddedStack
from tests.chaos.stories import STORIES
from tests.chaos.surviving import Told, disturbed, doom_in, judged, undisturbed
from tests.chaos.table import Verdict

SEED = "2020-10-05"
ONE_IN = {"a visit": 6, "a programme": 9, "a report": 6}
"""Of how many crossings of a story one is a death."""


@pytest.fixture(scope="module")
async def under_way(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mapping[str, "asyncio.Task[tuple[Told, Verdict]]"]]:
    async def both(name: str, one_in: int) -> tuple[Told, Verdict]:
        folder = tmp_path_factory.mktemp("doomed")
        doom = doom_in(folder / "doom", seed=SEED, one_in=one_in)
        calm = await undisturbed(STORIES[name], stack.addresses, folder / "calm")
        told = await disturbed(STORIES[name], stack.addresses, folder, doom)
        return told, judged(name, told, calm)

    tasks = {name: asyncio.create_task(both(name, one_in)) for name, one_in in ONE_IN.items()}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest.mark.parametrize("name", ONE_IN)
@pytest.mark.timeout(600)
async def test_whatever_dies_it_comes_out_as_if_nothing_had_happened(
    under_way: Mapping[str, "asyncio.Task[tuple[Told, Verdict]]"], name: str
) -> None:
    told, verdict = await under_way[name]

    assert told.died, "nothing died"
    assert verdict.clean, (verdict, told.died)
