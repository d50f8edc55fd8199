"""Every scenario of the project, played once for all tests that look at what it left."""

import asyncio
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from register import documents, letters
from register.connection import open_pool
from register.documents import DocumentRow
from register.letters import LetterRow
from register.logged import AnyEvent
from register.migrate import migrate
from schemas.events import Event
from schemas.side_processes import workflow_id
from schemas.state import VisitState
from tests.conftest import own_database
from tests.engine import SCENARIOS, Engine
from worker.embedded import EmbeddedStack
from worker.rehearsal.time_skipping import is_of_virtual_time

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
_NUMBERS = count(10_001)
_AT_ONCE = 4  # more wait for each other on two cores, and a person's patience runs out


@dataclass(frozen=True)
class Performance:
    """What one scenario left behind.

    Attributes:
        state: The visit's, at the end.
        events: The visit's.
        letters: The visit's.
        documents: The visit's.
        others: Events of other streams than the visit's.
        history_events: How many each run needed, by its workflow id, virtual time left out.
    """

    state: VisitState
    events: list[Event]
    letters: list[LetterRow]
    documents: list[DocumentRow]
    others: list[AnyEvent]
    history_events: dict[str, int]


@pytest.fixture(scope="session")
async def performances(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Performance]:
    """Each scenario by its name, from autumn 2020, each with a register of its own."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def perform(name: str) -> Performance:
        async with turn:
            return await _perform(stack, name, tmp_path_factory.mktemp(name))

    async with asyncio.TaskGroup() as group:
        playing = {name: group.create_task(perform(name)) for name in NAMES}
    return {name: task.result() for name, task in playing.items()}


async def _perform(stack: EmbeddedStack, name: str, folder: Path) -> Performance:
    addresses = await own_database(stack.addresses)
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        engine = Engine(addresses=addresses, pool=pool, folder=folder, number=next(_NUMBERS))
        state = await engine.play(engine.scenario(name))
        everything = [entry.event for entry in await engine.all_events()]
        histories = await _history_events(engine, {event.subject for event in everything})
        async with pool.acquire() as connection:
            return Performance(
                state=state,
                events=[entry.event for entry in await engine.events(state.visit_id)],
                letters=await letters.of_visit(connection, state.visit_id),
                documents=await documents.of_visit(connection, state.visit_id),
                others=[event for event in everything if event.subject != state.visit_id],
                history_events=histories,
            )


async def _history_events(engine: Engine, subjects: set[str]) -> dict[str, int]:
    """How long the histories are of the runs that emitted events."""
    lengths = {}
    for run in sorted({workflow_id(subject) for subject in subjects}):
        history = await (await engine.handle(run)).fetch_history()
        own = [event for event in history.events if not is_of_virtual_time(event)]
        lengths[run] = len(own)
    return lengths


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side, those that look at the performances share one stage."""
    for item in items:
        if "performances" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("performances"))
