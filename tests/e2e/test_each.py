"""One decision for many visits: looked at, killed half-way, gone on with, and done once in each."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from temporalio.client import Client
from typer.testing import Result

from register import batches
from schemas.event_types import EventType
from schemas.forms.course import HandOverForm
from schemas.forms.form import FOR_MANY
from schemas.ids import VisitId
from schemas.staff import StaffRole
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.signed_in import sign_in, token_of
from tests.support.typing_in import typed
from tests.support.waiting import until
from workflows.visit import Visit

AREAS = ("E06000030", "E08000025", "E10000016", "E10000030")
"""By their codes, which is the order in which visits that are due at once are listed."""

TO = "coordinator-2"


@dataclass
class Many:
    """Some visits of one programme, and the command that decides about them."""

    engine: Engine
    visits: list[Walk]

    @property
    def ids(self) -> list[VisitId]:
        return [walk.visit for walk in self.visits]

    @property
    def hand_over(self) -> list[str]:
        return ["each", "--programme", f"t{self.engine.number}", "hand-over", "--to", TO]

    async def run(self, *words: str) -> Result:
        """The command, in a thread because it has a loop of its own."""
        return await asyncio.to_thread(typed, *words)

    async def told(self, *words: str) -> tuple[int, Any]:
        result = await self.run(*words, "--json")
        return result.exit_code, json.loads(result.stdout)

    async def unfinished(self) -> list[batches.Unfinished]:
        async with self.engine.pool.acquire() as connection:
            return await batches.unfinished(connection)

    async def handed_over(self) -> list[int]:
        """How often each visit was."""
        logs = [await self.engine.events(visit) for visit in self.ids]
        kinds = [[entry.event.type for entry in log] for log in logs]
        return [of.count(EventType.HANDED_OVER) for of in kinds]


@pytest.fixture
async def many(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Many]:
    addresses = engine.addresses
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    await token_of(addresses.database_url, TO, StaffRole.COORDINATOR)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", addresses.namespace)
    monkeypatch.chdir(engine.folder)
    async with engine.working() as (client, _):
        visits = [_walk(engine, client, area) for area in AREAS]
        for walk in visits:
            await walk.open()
        yield Many(engine, visits)


def _walk(engine: Engine, client: Client, area: str) -> Walk:
    scenario = engine.scenario().model_copy(update={"area": area})
    return Walk(scenario, client, engine.pool, engine.settings.task_queue)


async def test_killed_half_way_it_goes_on_and_nothing_is_done_twice(many: Many) -> None:
    first, second, third, fourth = many.visits
    await fourth.desk.submit(
        fourth.visit, HandOverForm(to=TO), actor="coordinator", update_id="by-itself"
    )

    code, looked = await many.told(*many.hand_over, "--preview")
    results = {each["visit"]: each["result"] for each in looked["visits"]}
    assert results == {
        **dict.fromkeys([first.visit, second.visit, third.visit], "takes"),
        fourth.visit: "refuses",
    }
    assert code == 1
    unsaid = await many.run(*many.hand_over)
    assert "3 visits would take it; 1 refuses it" in unsaid.stderr
    assert await many.handed_over() == [0, 0, 0, 1]

    await _stopped_at(many, second, signal.SIGKILL, *many.hand_over, "--yes")
    (stopped,) = await many.unfinished()
    assert (stopped.settled, stopped.visits) == (1, 3)
    again = ("each", "--resume", stopped.batch)
    assert f"visits {' '.join(again)}" in (await many.run("each")).stdout

    status, told = await _stopped_at(many, third, signal.SIGINT, *again)
    assert status == 130  # as for any command that Ctrl-C interrupts
    assert f"`visits {' '.join(again)}` goes on with the rest" in told

    code, done = await many.told(*again)
    assert code == 0
    assert [(each["visit"], each["result"]) for each in done["visits"]] == [
        (walk.visit, "recorded") for walk in (first, second, third)
    ]
    assert await many.told(*again) == (0, done)
    assert await many.handed_over() == [1, 1, 1, 1]
    assert await many.told("each") == (0, [])
    async with many.engine.pool.acquire() as connection:
        assert (
            await batches.require(connection, stopped.batch)
        ).form is None  # its words are let go of


async def _stopped_at(
    many: Many, visit: Walk, by: signal.Signals, *words: str
) -> tuple[int | None, str]:
    """What a command says that is stopped when a visit has taken a decision and not recorded it."""
    async with many.engine.pool.acquire() as connection, connection.transaction():
        # What is recorded waits for whoever has the visit's row.
        await connection.execute("SELECT FROM visits WHERE visit_id = $1 FOR UPDATE", visit.visit)
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "console.main", *words),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )

        async def taken() -> bool:
            return (await visit.handle.query(Visit.state)).coordinator == TO

        await until(taken)
        running.send_signal(by)
        _, told = await running.communicate()
    return running.returncode, " ".join(told.decode().split())


def test_what_is_of_one_visit_alone_is_decided_for_one() -> None:
    assert HandOverForm in FOR_MANY
    for kind in FOR_MANY:
        assert not {"people", "letter", "slots", "case", "content", "text"} & set(kind.model_fields)
