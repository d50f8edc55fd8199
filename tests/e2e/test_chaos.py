"""Whatever dies under a visit, it goes on, and comes out as if nothing had happened."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.channels import MaildirChannel
from desk import desk
from desk.answers import NotYetRecorded
from register.connection import open_pool
from register.migrate import migrate
from rules.refusals import Refused
from schemas.event_types import EventType
from schemas.forms.form import VisitForm
from schemas.forms.invitation import ResponseForm
from schemas.scenario import Scenario
from schemas.state import Receipt, VisitState
from schemas.values import Answer, Outcome, Stage
from stack import EmbeddedStack, StackAddresses, TemporalServer
from stack.folders import hold_temporary
from tests.e2e.breaking import Cable
from tests.e2e.killing import killable_worker, walk_of
from tests.e2e.leavings import Leavings, filed, handed_over, leavings
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.support.servers import servers_that_remember
from tests.support.waiting import until
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_worker
from workflows.search_attributes import server_types
from workflows.visit import Visit

KILLS = 10
SEED = 20_201_005


def smooth(engine: Engine, programme: str) -> Scenario:
    """The smooth visit under a programme; of one length each, because letters wrap their lines."""
    return engine.scenario().model_copy(update={"programme": programme})


# --- What goes on beside the tests, because most of it is waiting for a sign of life ----------


@dataclass(frozen=True)
class Survivor:
    """A visit whose worker was killed again and again."""

    kills: list[int]
    """How many events were recorded at each."""
    state: VisitState
    refolded: VisitState
    left: Leavings
    filed: dict[str, str]
    handed_over: dict[str, str]


@dataclass(frozen=True)
class UnderWay:
    """What is going on."""

    survivor: asyncio.Task[Survivor]


@pytest.fixture(scope="module", autouse=True)
async def under_way(
    stack: EmbeddedStack,
    hasty_server: str,
    undisturbed: Leavings,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[UnderWay]:
    survivor = asyncio.create_task(
        _killed_again_and_again(
            replace(stack.addresses, temporal=hasty_server),
            tmp_path_factory.mktemp("wild"),
            events=len(undisturbed.events),
        )
    )
    yield UnderWay(survivor)
    survivor.cancel()
    await asyncio.gather(survivor, return_exceptions=True)


@pytest.fixture(scope="module")
def hasty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that gives a dead worker's task to the next within 2 s, not within 10."""
    home = hold_temporary(Path(tmp_path_factory.mktemp("server")))
    server = TemporalServer.start(
        home,
        port=None,
        ui_port=None,
        file_backed=False,
        time_skipping=True,
        search_attributes=server_types(),
        dynamic_config=['history.defaultWorkflowTaskTimeout="2s"'],
    )
    try:
        yield server.address
    finally:
        server.stop()
        home.release()


async def _killed_again_and_again(
    addresses: StackAddresses, folder: Path, *, events: int
) -> Survivor:
    chance = random.Random(SEED)  # noqa: S311 - to be repeated, not to be kept secret
    moments = sorted(chance.sample(range(1, events), KILLS))
    kills: list[int] = []
    async with own_engine(addresses, folder) as engine, killable_worker(engine) as worker:

        async def recorded(least: int) -> int:
            count = int(await engine.pool.fetchval("SELECT count(*) FROM events"))
            return count if count >= least else 0

        async def kill() -> None:
            for moment in moments:
                await until(partial(recorded, moment))
                await asyncio.sleep(chance.uniform(0, 0.1))
                await worker.kill()
                kills.append(await recorded(0))
                await worker.start()

        walk = walk_of(engine, await engine.client(), smooth(engine, "wild"))
        async with asyncio.TaskGroup() as group:
            group.create_task(kill())
            await walk.open()
            await walk.to_the_end()
        return Survivor(
            kills=kills,
            state=await engine.state(walk.visit),
            refolded=await engine.refolded(walk.visit),
            left=await leavings(engine.pool, walk.visit),
            filed=filed(engine.maildir),
            handed_over=await handed_over(engine.pool, walk.visit),
        )


@pytest.fixture(scope="module")
async def undisturbed(stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory) -> Leavings:
    """What the smooth visit leaves when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("calm")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        walk = walk_of(engine, client, smooth(engine, "calm"))
        await walk.open()
        await walk.to_the_end()
        return await leavings(engine.pool, walk.visit)


# --- The servers are stopped ------------------------------------------------------------------


@asynccontextmanager
async def at_work(addresses: StackAddresses, folder: Path) -> AsyncIterator[tuple[Engine, Client]]:
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        engine = Engine(addresses=addresses, pool=pool, folder=folder, number=0)
        async with engine.working() as (client, _):
            yield engine, client


async def test_a_visit_goes_on_after_all_servers_were_stopped_and_started(
    tmp_path: Path, undisturbed: Leavings
) -> None:
    with servers_that_remember(tmp_path / "stack") as servers:
        async with at_work(servers.addresses, tmp_path) as (engine, client):
            walk = walk_of(engine, client, smooth(engine, "left"))
            await walk.open()
            await walk.steps_through("survey")
            before = await engine.state(walk.visit)

    with servers_that_remember(tmp_path / "stack") as servers:
        async with at_work(servers.addresses, tmp_path) as (engine, client):
            walk.sit_down(client, engine.pool)
            assert await engine.state(walk.visit) == before
            await walk.to_the_end()
            after = await engine.state(walk.visit)
            left = await leavings(engine.pool, walk.visit)
            refolded = await engine.refolded(walk.visit)

    assert before.stage is Stage.PREPARING
    assert after.outcome is Outcome.CLOSED
    assert refolded == after
    assert left == undisturbed


# --- The database is down ---------------------------------------------------------------------


async def test_a_decision_taken_while_the_database_is_down_is_recorded_once_it_is_back(
    engine: Engine,
) -> None:
    client = await engine.client()
    async with (
        Cable(engine.addresses.database_url) as cable,
        open_pool(cable.database_url) as cabled,
        running_worker(
            client,
            activities_for(cabled, MaildirChannel(engine.maildir), MailSettings().sender),
            engine.settings,
        ),
    ):
        walk = walk_of(engine, client, engine.scenario())
        person = walk_of(engine, client, engine.scenario(), patience=desk.PATIENCE)
        await walk.open()
        await until(lambda: invited(engine))
        accept, decline = (ResponseForm(answer=answer) for answer in Answer)

        await cable.cut()
        with pytest.raises(NotYetRecorded) as told:
            await person.submit(accept, "reply")
        await refused(walk.submit(decline, "second-reply"))  # and nobody waited for it
        meanwhile = [entry.event.type for entry in await engine.events(walk.visit)]
        await cable.mend()
        async with asyncio.timeout(60):
            receipt = await ask_again(walk, accept, "reply")

        running = await walk.handle.query(Visit.state)

    assert told.value.update_id == "reply"
    assert "not yet recorded" in str(told.value)
    assert EventType.ACCEPTED not in meanwhile
    events = [entry.event for entry in await engine.events(walk.visit)]
    assert [event.sequence for event in events if event.type is EventType.ACCEPTED] == [
        receipt.sequence
    ]
    assert await engine.refolded(walk.visit) == running == await engine.state(walk.visit)


async def invited(engine: Engine) -> bool:
    return EventType.INVITATION_DELIVERED in {e.event.type for e in await engine.all_events()}


async def refused(answer: Awaitable[object]) -> None:
    with pytest.raises(Refused):
        await answer


async def ask_again(walk: Walk, form: VisitForm, update_id: str) -> Receipt:
    while True:
        try:
            return await walk.submit(form, update_id)
        except NotYetRecorded:
            await asyncio.sleep(0.05)


# --- The worker is killed -------------------------------------------------------------------


async def test_a_visit_whose_worker_is_killed_ten_times_leaves_what_an_undisturbed_one_does(
    under_way: UnderWay, undisturbed: Leavings
) -> None:
    found = await under_way.survivor

    told = f"seed {SEED}: killed after events {found.kills}"
    assert len(found.kills) == KILLS, told
    assert found.state.outcome is Outcome.CLOSED, told
    assert found.refolded == found.state, told
    assert found.left.events == undisturbed.events, told
    assert found.left.documents == undisturbed.documents, told
    assert found.left.letters == undisturbed.letters, told
    assert found.filed == found.handed_over, told
