"""Every scenario of the project, played once for all tests that look at what it left."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from temporalio.client import WorkflowHistory

from register import content, documents, letters
from register.connection import Connection, open_pool
from register.documents import DocumentRow
from register.letters import LetterRow
from register.roles import Role
from release.rehearsal.time_skipping import is_of_virtual_time
from release.retold import Retold, retell
from schemas.events.event import VisitEvent
from schemas.ids import PersonRef, VisitId
from schemas.personal import Person
from schemas.scenario import Scenario
from schemas.state import VisitState
from schemas.streams import AnyEvent
from schemas.values import ContentKind
from stack import EmbeddedStack, StackAddresses
from tests.conftest import migrated, own_database
from tests.engine import SCENARIOS, Engine
from tests.golden.playing import own_scenario, play

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
_NUMBERS = count(10_001)
T = TypeVar("T")

_AT_ONCE = 3  # more wait for each other on two cores, and a person's patience runs out


@dataclass(frozen=True)
class Performance:
    """What one scenario left behind.

    Attributes:
        state: The visit's, at the end.
        events: The visit's.
        letters: The visit's.
        documents: The visit's.
        people: Everybody as they were first recorded, by reference.
        corrected: What was put right of somebody, by the version of that content.
        others: Events of other streams than the visit's.
        histories: Of every run, in a fixed order.
        content: The kind and the words of all that the register keeps for them.
        addresses: Of that register, which stays.
        played: What was played.
        retold: The visit, written out as a scenario.
    """

    state: VisitState
    events: list[VisitEvent]
    letters: list[LetterRow]
    documents: list[DocumentRow]
    people: dict[PersonRef, Person]
    corrected: dict[int, Person]
    others: list[AnyEvent]
    histories: list[WorkflowHistory]
    content: list[tuple[str, str]]
    addresses: StackAddresses
    played: Scenario
    retold: Retold

    @staticmethod
    def payloads(history: WorkflowHistory) -> list[str]:
        """The data of each payload, as whoever exports a history can read it."""
        found = re.findall(r'"data": ?"([^"]*)"', history.to_json())
        return [base64.b64decode(data).decode(errors="replace") for data in found]

    @property
    def history_events(self) -> dict[str, int]:
        """How many each run needed, by its workflow id, virtual time left out."""
        return {
            history.workflow_id: sum(not is_of_virtual_time(event) for event in history.events)
            for history in self.histories
        }


class Performances(Mapping[str, Performance]):
    """What each scenario left, by its name.

    One that fell through fails those tests only that look at it, with what went wrong.
    """

    def __init__(self, played: Mapping[str, Performance | BaseException]) -> None:
        self._played = played

    def __getitem__(self, name: str) -> Performance:
        played = self._played[name]
        if isinstance(played, BaseException):
            raise played
        return played

    def __iter__(self) -> Iterator[str]:
        return iter(self._played)

    def __len__(self) -> int:
        return len(self._played)


@pytest.fixture(scope="session")
async def performances(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> Performances:
    """Each scenario by its name, from autumn 2020, each with a register of its own."""

    async def perform(name: str, engine: Engine) -> Performance:
        return await _perform(engine, own_scenario(engine, name))

    return Performances(await each_on_its_own(stack, tmp_path_factory, perform))


async def each_on_its_own(
    stack: EmbeddedStack,
    folders: pytest.TempPathFactory,
    perform: Callable[[str, Engine], Awaitable[T]],
) -> dict[str, T | BaseException]:
    """What came of each scenario, by its name, some at once; each has a register of its own."""
    turn = asyncio.Semaphore(_AT_ONCE)
    empty = await migrated(stack)

    async def alone(name: str) -> T:
        async with turn, _engine(stack, empty, folders.mktemp(name)) as engine:
            return await perform(name, engine)

    played = await asyncio.gather(*map(alone, NAMES), return_exceptions=True)
    return dict(zip(NAMES, played, strict=True))


@asynccontextmanager
async def _engine(
    stack: EmbeddedStack, empty: StackAddresses, folder: Path
) -> AsyncIterator[Engine]:
    addresses = await own_database(stack.addresses, like=empty)
    # Whatever a role lacks, a scenario stops at: worker and desk need no more than they have.
    async with (
        open_pool(addresses.database_url_of(Role.DESK)) as pool,
        open_pool(addresses.database_url_of(Role.WORKER)) as workers_pool,
    ):
        yield Engine(
            addresses=addresses,
            pool=pool,
            folder=folder,
            number=next(_NUMBERS),
            workers_pool=workers_pool,
        )


async def _perform(engine: Engine, scenario: Scenario) -> Performance:
    histories = await play(engine, scenario)
    state = await engine.state(engine.visit(scenario))
    everything = [entry.event for entry in await engine.all_events()]
    async with engine.pool.acquire() as connection:
        return Performance(
            state=state,
            events=[entry.event for entry in await engine.events(state.visit_id)],
            letters=await letters.of_visit(connection, state.visit_id, words=True),
            documents=await documents.of_visit(connection, state.visit_id),
            people=await _first_recorded(connection, state.visit_id),
            corrected=dict(
                enumerate(
                    await content.fetch_all(connection, state.visit_id, ContentKind.PERSON, Person),
                    start=1,
                )
            ),
            others=[event for event in everything if event.subject != state.visit_id],
            histories=histories,
            content=[
                (row["kind"], row["body"])
                for row in await engine.pool.fetch("SELECT kind, body::text FROM content")
            ],
            addresses=engine.addresses,
            played=scenario,
            retold=await retell(connection, state.visit_id),
        )


async def _first_recorded(connection: Connection, visit: VisitId) -> dict[PersonRef, Person]:
    rows = await connection.fetch(
        "SELECT DISTINCT ON (ref) ref, role, name, email, organisation FROM people"
        " WHERE visit_id = $1 ORDER BY ref, number",
        visit,
    )
    return {row["ref"]: Person.model_validate(dict(row)) for row in rows}
