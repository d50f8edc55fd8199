"""`visits dates` says what a move would bring about, and does it once that is meant."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.main import app
from desk.desk import Desk
from schemas.events import DatesSet
from stack import EmbeddedStack
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine

MOVED = ("2020-10-29", "2020-10-30")


@dataclass(frozen=True)
class Told:
    """A visit whose area was told of team and days this morning, and a terminal."""

    engine: Engine
    walk: Walk

    async def visits(self, *words: str, answer: str | None = None) -> Result:
        run = partial(CliRunner().invoke, app, list(words), input=answer)
        return await asyncio.to_thread(run)

    async def moves(self) -> int:
        logged = await self.engine.events(self.walk.visit)
        return sum(isinstance(entry.event.fact, DatesSet) for entry in logged)


@pytest.fixture(scope="module")
async def brought(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("moving")) as engine,
        engine.working() as (client, _),
    ):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("dates")
        yield Told(engine, walk)


@pytest.fixture
def told(brought: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Told:
    addresses, queue = brought.engine.addresses, brought.engine.settings.task_queue
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", addresses.namespace)
    monkeypatch.setenv("VISITS_TASK_QUEUE", queue)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("console.terminal.desks.Desk", partial(Desk, now=lambda: brought.walk.now))
    return brought


AGAIN = "The confirmation of team, days and mode would go again to 7 people: it went today already."


async def test_a_program_is_refused_with_what_would_happen(told: Told) -> None:
    before = await told.moves()

    done = await told.visits("dates", told.walk.visit, *MOVED)

    assert done.exit_code == 1
    assert done.stderr == (
        f"Nothing was changed in visit {told.walk.visit} yet. {AGAIN} "
        "Repeat the command with --yes if that is meant.\n"
    )
    as_json = await told.visits("dates", told.walk.visit, *MOVED, "--json")
    assert as_json.exit_code == 1
    assert '"code": "not_confirmed"' in as_json.stdout
    assert await told.moves() == before


async def test_a_person_is_asked_and_may_leave_it(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.decide.asking._can_ask", lambda: True)
    before = await told.moves()

    left = await told.visits("dates", told.walk.visit, *MOVED, answer="n\n")

    assert left.exit_code == 1
    assert AGAIN in left.stderr
    assert "Nothing was changed" in left.stderr
    assert await told.moves() == before

    done = await told.visits("dates", told.walk.visit, *MOVED, answer="y\n")

    assert done.exit_code == 0, done.output
    assert await told.moves() == before + 1


async def test_with_yes_it_is_done_without_asking(told: Told) -> None:
    before = await told.moves()

    done = await told.visits("dates", told.walk.visit, "2020-11-03", "--yes")

    assert done.exit_code == 0, done.output
    assert "Recorded" in done.stdout
    assert await told.moves() == before + 1
