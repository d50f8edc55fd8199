"""Whatever dies under a visit, it goes on, and comes out as if nothing had happened."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.channels import MaildirChannel, SmtpChannel
from register import letters
from register.connection import open_pool
from register.letters import LetterRow
from register.migrate import migrate
from rules.refusals import Refused
from schemas.events import EventType
from schemas.forms import DeliveryForm, Form, ResponseForm
from schemas.ids import VisitId
from schemas.scenario import Scenario
from schemas.state import Receipt, VisitState
from schemas.values import Answer, LetterStatus, Outcome, Stage, TaskKind
from tests.e2e.breaking import Cable, PostOffice, silent_server
from tests.e2e.killing import killable_worker
from tests.e2e.leavings import Leavings, filed, handed_over, leavings
from tests.e2e.walking import Walk, own_engine, until
from tests.engine import Engine
from worker import desk
from worker.answers import NotYetRecorded
from worker.embedded import EmbeddedStack, Postgres, StackAddresses, TemporalServer
from worker.embedded.folders import hold, hold_temporary
from worker.process import activities_for, running_worker
from worker.settings import MailSettings
from workflows.search_attributes import server_types
from workflows.visit import Visit

KILLS = 10
SEED = 20_201_005
PATIENCE = timedelta(seconds=60)
"""A worker's death is noticed within seconds, ten deaths within more than a person would wait."""


async def timed(work: Awaitable[object]) -> float:
    """How many seconds something takes."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


def smooth(engine: Engine, programme: str) -> Scenario:
    """The smooth visit under a programme; of one length each, because letters wrap their lines."""
    return engine.scenario().model_copy(update={"programme": programme})


def walk_of(
    engine: Engine, client: Client, scenario: Scenario, patience: timedelta = PATIENCE
) -> Walk:
    return Walk(scenario, client, engine.pool, engine.settings.task_queue, patience=patience)


async def letters_of(engine: Engine, visit: VisitId) -> list[LetterRow]:
    async with engine.pool.acquire() as connection:
        return await letters.of_visit(connection, visit)


# --- What goes on beside the tests, because most of it is waiting for a sign of life ----------

LETTER = "invitation/1/health-1"
INVITED = ["dcs", "health-1", "health-2", "forum"]
ACCIDENTS = [
    ("maildir", "before"),
    ("maildir", "while"),
    ("maildir", "after"),
    ("smtp", "before"),
    ("smtp", "after"),
]
"""Through which channel a letter goes, and when its worker is killed."""


@dataclass(frozen=True)
class Aftermath:
    """What there was to see after a worker was killed over one of four invitations."""

    visit: VisitId
    statuses: dict[str, LetterStatus]
    state: VisitState
    arrived: dict[str, int]
    """How often each letter arrived, by the end of its `Message-ID`."""
    settled: VisitState
    """The visit after the coordinator has settled the tasks by telephone."""


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
    accidents: Mapping[tuple[str, str], asyncio.Task[Aftermath]]


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
    accidents = {
        (channel, moment): asyncio.create_task(
            _accident(stack.addresses, tmp_path_factory.mktemp("accident"), channel, moment)
        )
        for channel, moment in ACCIDENTS
    }
    yield UnderWay(survivor, accidents)
    for task in (survivor, *accidents.values()):
        task.cancel()
    await asyncio.gather(survivor, *accidents.values(), return_exceptions=True)


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


async def _accident(
    addresses: StackAddresses, folder: Path, channel: str, moment: str
) -> Aftermath:
    died = folder / "died"
    async with own_engine(addresses, folder) as engine, PostOffice() as office:
        accident: dict[str, str | int] = {"dies_at": LETTER, "dies": moment, "died": str(died)}
        if channel == "smtp":
            accident["smtp_port"] = office.port
        async with killable_worker(engine, **accident) as worker:
            walk = walk_of(engine, await engine.client(), engine.scenario())
            async with asyncio.TaskGroup() as group:
                group.create_task(walk.open())
                await worker.gone()
                await worker.start()
            await walk.let_pass(timedelta(hours=30))  # beyond the hour by which mail has bounced
            state = await engine.state(walk.visit)
            rows = await letters_of(engine, walk.visit)
            for task in state.tasks:
                assert task.letter is not None
                form = DeliveryForm(letter=task.letter, status=LetterStatus.DELIVERED)
                await walk.submit(form, f"telephone-{task.letter.rpartition('/')[2]}")
        return Aftermath(
            visit=walk.visit,
            statuses={row.order.key.removeprefix(f"{walk.visit}/"): row.status for row in rows},
            state=state,
            arrived=_arrived(engine, office, walk.visit),
            settled=await engine.state(walk.visit),
        )


def _arrived(engine: Engine, office: PostOffice, visit: VisitId) -> dict[str, int]:
    ids = dict(office.message_ids) or dict.fromkeys(
        (f"<{name.removesuffix('.eml')}@area-visits>" for name in filed(engine.maildir)), 1
    )
    return {
        name.removeprefix(f"<{visit}.").removesuffix("@area-visits>").replace(".", "/"): times
        for name, times in ids.items()
    }


@pytest.fixture(scope="module")
async def undisturbed(stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory) -> Leavings:
    """What the smooth visit leaves when nothing goes wrong."""
    async with own_engine(stack.addresses, tmp_path_factory.mktemp("calm")) as engine:
        scenario = smooth(engine, "calm")
        await engine.play(scenario)
        return await leavings(engine.pool, engine.visit(scenario))


# --- The servers are stopped ------------------------------------------------------------------


@contextmanager
def servers_that_remember(folder: Path) -> Iterator[StackAddresses]:
    """Both servers as a persistent stack has them, on files, but in virtual time."""
    home = hold(folder)
    try:
        temporal = TemporalServer.start(
            home,
            port=None,
            ui_port=None,
            file_backed=True,
            time_skipping=True,
            search_attributes=server_types(),
        )
        try:
            postgres = Postgres.start(home, port=None, throwaway=False)
            try:
                yield StackAddresses(
                    temporal=temporal.address,
                    ui=None,
                    database_url=postgres.url,
                    namespace=temporal.namespace,
                )
            finally:
                postgres.stop()
        finally:
            temporal.stop()
    finally:
        home.release()


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
    with servers_that_remember(tmp_path / "stack") as addresses:
        async with at_work(addresses, tmp_path) as (engine, client):
            walk = walk_of(engine, client, smooth(engine, "left"))
            await walk.open()
            await walk.steps_through("survey")
            before = await engine.state(walk.visit)

    with servers_that_remember(tmp_path / "stack") as addresses:
        async with at_work(addresses, tmp_path) as (engine, client):
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


# --- The mail server is down ------------------------------------------------------------------


async def test_decisions_are_recorded_at_once_while_the_mail_server_is_down(
    engine: Engine,
) -> None:
    office = PostOffice()
    channel = SmtpChannel("127.0.0.1", office.port, starttls=False)
    async with engine.working(channel) as (client, _):
        walk = walk_of(engine, client, engine.scenario())
        await walk.open()
        taken = await timed(walk.submit(walk.form_of("declare"), "declare", actor="allocations"))
        await walk.let_pass(timedelta(hours=1))
        waiting = await letters_of(engine, walk.visit)
        async with office:
            await walk.let_pass(timedelta(minutes=11))
            sent = await letters_of(engine, walk.visit)
            await walk.let_pass(timedelta(hours=1))

    assert taken < desk.PATIENCE.total_seconds()
    assert {(row.status, row.failure) for row in waiting} <= {
        (LetterStatus.FILED, "smtp-connection"),
        (LetterStatus.FILED, None),
    }
    assert [row.status for row in sent] == [LetterStatus.SENT] * len(INVITED)
    assert sorted(office.message_ids.values()) == [1] * len(INVITED)
    hours = {
        (row.settled_at - row.filed_at) // timedelta(hours=1) for row in sent if row.settled_at
    }
    assert hours == {1}  # the reply clock starts when they went, not when they were written


async def test_decisions_are_recorded_while_the_mail_server_hangs(engine: Engine) -> None:
    async with silent_server() as port:
        channel = SmtpChannel("127.0.0.1", port, starttls=False, timeout=4)
        async with engine.working(channel) as (client, _):
            walk = walk_of(engine, client, engine.scenario())
            opening = await timed(walk.open())
            declaring = await timed(
                walk.submit(walk.form_of("declare"), "declare", actor="allocations")
            )
            replying = await timed(walk.submit(walk.form_of("respond"), "respond"))

    assert opening < desk.PATIENCE.total_seconds()  # once as long as the channel waits
    assert declaring < 4
    assert replying < 4


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
        walk = walk_of(engine, client, engine.scenario(), patience=desk.PATIENCE)
        await walk.open()
        await until(lambda: invited(engine))
        accept, decline = (ResponseForm(answer=answer) for answer in Answer)

        await cable.cut()
        with pytest.raises(NotYetRecorded) as told:
            await walk.submit(accept, "reply")
        refusing = await timed(refused(walk.submit(decline, "second-reply")))
        meanwhile = [entry.event.type for entry in await engine.events(walk.visit)]
        await cable.mend()
        async with asyncio.timeout(30):
            receipt = await ask_again(walk, accept, "reply")

        running = await walk.handle.query(Visit.state)

    assert told.value.update_id == "reply"
    assert "not yet recorded" in str(told.value)
    assert refusing < desk.PATIENCE.total_seconds()
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


async def ask_again(walk: Walk, form: Form, update_id: str) -> Receipt:
    while True:
        try:
            return await walk.submit(form, update_id)
        except NotYetRecorded:
            await asyncio.sleep(0.05)


# --- The worker is killed over a letter -------------------------------------------------------


@pytest.mark.parametrize("moment", ["before", "while", "after"])
async def test_a_worker_killed_over_a_letter_files_it_once(
    under_way: UnderWay, moment: str
) -> None:
    found = await under_way.accidents["maildir", moment]

    assert found.arrived == {f"invitation/1/{ref}": 1 for ref in INVITED}
    assert set(found.statuses.values()) == {LetterStatus.DELIVERED}
    assert found.state.tasks == ()


@pytest.mark.parametrize(("moment", "times"), [("before", 0), ("after", 1)])
async def test_a_worker_killed_over_a_letter_never_mails_it_twice_and_a_person_is_asked(
    under_way: UnderWay, moment: str, times: int
) -> None:
    found = await under_way.accidents["smtp", moment]

    others = {f"invitation/1/{ref}": 1 for ref in INVITED if not LETTER.endswith(ref)}
    assert found.arrived == others | ({LETTER: times} if times else {})
    assert found.statuses == dict.fromkeys(others, LetterStatus.SENT) | {
        LETTER: LetterStatus.UNCERTAIN
    }
    asked = [(task.kind, task.letter) for task in found.state.tasks]
    assert asked == [(TaskKind.LETTER_NOT_DELIVERED, f"{found.visit}/{LETTER}")]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_uncertain_invitation_stops_the_reply_clock_until_somebody_has_telephoned(
    under_way: UnderWay, moment: str
) -> None:
    found = await under_way.accidents["smtp", moment]

    assert found.state.invitation is not None
    assert found.state.invitation.delivered_at is None
    assert found.settled.invitation is not None
    assert found.settled.invitation.delivered_at is not None
    assert found.settled.tasks == ()


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
