"""All faults at random, seeded, over a rehearsed programme, beside the same one undisturbed."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web
from temporalio.client import Client

from desk.subscriptions import Order
from register import tokens
from register.connection import open_pool
from register.migrate import migrate
from schemas.access import WHOLE_EVENTS
from schemas.programme import ProgrammeState
from schemas.programme.scenario import ProgrammeScenario
from schemas.values import LetterStatus
from stack import StackAddresses
from tests.chaos.luck import LostAnswers, Luck, Odds
from tests.chaos.patience import PatientPlayer
from tests.chaos.table import Fault, Site, Verdict
from tests.chaos.tormentor import Tormentor
from tests.chaos.whole import Whole, judged_whole, whole
from tests.e2e.consumers import Copy, FeedProcess, feed_process, pull
from tests.e2e.killing import killable_worker
from tests.e2e.walking import own_engine
from tests.engine import Engine
from tests.receiving import TAKES_IT, Receiver, Taken
from tests.support.servers import Servers, servers_that_remember
from tests.support.waiting import until


@dataclass(frozen=True)
class Storm:
    """How hard it blows.

    Attributes:
        step: Of a thousand steps of activities, how many are lost.
        task: Of a thousand workflow tasks, how many fail.
        answer: Of a thousand answers to people, how many are lost.
        every: Seconds between two faults of servers and processes, about.
    """

    step: int = 0
    task: int = 0
    answer: int = 0
    every: float = 0.0

    @property
    def blows(self) -> bool:
        """Whether anything is disturbed at all."""
        return bool(self.step or self.task or self.answer or self.every)


@dataclass(frozen=True)
class _Place:
    """Where a programme is played.

    Attributes:
        engine: On servers and a register.
        servers: Those that may be stopped; none where others use them.
        feed: From which consumers read, if there is one.
    """

    engine: Engine
    servers: Servers | None = None
    feed: FeedProcess | None = None


@asynccontextmanager
async def _place(
    folder: Path, shared: StackAddresses | None, *, workers_die: bool
) -> AsyncIterator[_Place]:
    """A register of its own on servers that others use, or everything of its own."""
    if shared is not None:
        async with own_engine(shared, folder) as engine:
            yield _Place(engine)
        return
    # Where nobody dies there is nobody to be noticed, and on a busy machine a task that reads a
    # long history again takes longer than a hasty server waits: it would never come to its end.
    with servers_that_remember(folder / "stack", hasty=workers_die) as servers:
        url = servers.addresses.database_url
        async with open_pool(url) as pool:
            await migrate(pool)
            async with feed_process(url) as feed:
                yield _Place(Engine(servers.addresses, pool, folder, number=1), servers, feed)


@asynccontextmanager
async def _consumers(place: _Place, client: Client) -> AsyncIterator[Mapping[str, Copy]]:
    """One to whom events are pushed, and one who reads the feed, if there is one."""
    engine = place.engine
    copies = {"pushed": Copy()}

    def store(taken: Taken) -> web.Response:
        copies["pushed"].take(taken.body.decode())
        return web.Response(status=TAKES_IT)

    async with Receiver() as receiver, asyncio.TaskGroup() as group:
        receiver.answering = store
        async with engine.pool.acquire() as connection:
            _, token = await tokens.make(connection, "warehouse", WHOLE_EVENTS)
        await engine.subscription_desk(client).make(
            Order(id=f"chaos-{engine.number}", consumer="warehouse", url=receiver.url, after=0)
        )
        reading = None
        if place.feed is not None:
            copies["read"] = Copy()
            reading = group.create_task(pull(place.feed.address, token, copies["read"]))
        yield copies
        if reading is not None:
            reading.cancel()


async def told(
    scenario: ProgrammeScenario,
    folder: Path,
    storm: Storm,
    seed: str = "",
    *,
    shared: StackAddresses | None = None,
) -> tuple[Whole, Counter[str]]:
    """Play a programme in a storm; what it left, and what befell it."""
    folder.mkdir(parents=True)
    odds = Odds(str(folder), seed, step=storm.step, task=storm.task)
    errand = {"odds": odds, "cached": 100, "pushes": True}
    async with (
        _place(folder, shared, workers_die=bool(storm.every)) as place,
        killable_worker(place.engine, **errand) as worker,  # type: ignore[arg-type]
    ):
        engine = place.engine
        client = await engine.client()
        lost = LostAnswers(Luck(odds), storm.answer)
        player = PatientPlayer(engine, client, scenario, lost)
        tormentor = None
        if storm.every and place.servers is not None:
            tormentor = Tormentor(seed, place.servers, worker, place.feed)
        async with _consumers(place, client) as copies:
            done = await _played(player, tormentor, storm.every)
            await _comes_to_rest(engine, copies)
            left = await whole(engine, client, player, done, copies)
        done_to_it = tormentor.done if tormentor else Counter[str]()
        return left, done_to_it + odds.befell()


async def _played(
    player: PatientPlayer, tormentor: Tormentor | None, every: float
) -> ProgrammeState:
    playing = asyncio.create_task(player.play())
    if tormentor is None:
        return await playing
    tormenting = asyncio.create_task(tormentor.torment(every=every))
    try:
        await asyncio.wait([playing, tormenting], return_when=asyncio.FIRST_COMPLETED)
        if tormenting.done():
            tormenting.result()  # it fails where something did not start again
        return await playing
    finally:
        for task in (playing, tormenting):
            task.cancel()
        await asyncio.gather(playing, tormenting, return_exceptions=True)


_WAITING = "SELECT count(*) FROM letters WHERE status = $1"


async def _comes_to_rest(engine: Engine, copies: Mapping[str, Copy]) -> None:
    """Wait until what was to leave has left; whether it is all, and the same, is seen then."""

    async def rests() -> bool:
        async with engine.pool.acquire() as connection:
            total = int(await connection.fetchval("SELECT count(*) FROM events"))
            waiting = await connection.fetchval(_WAITING, LetterStatus.FILED)
        return not waiting and all(len(copy.events) >= total for copy in copies.values())

    with contextlib.suppress(TimeoutError):
        await until(rests, within=60)


async def beside_calm(
    name: str,
    scenario: ProgrammeScenario,
    site: Site,
    storm: Storm,
    *,
    shared: bool = False,
) -> Verdict:
    """Play a programme in peace and in a storm, and compare what they leave.

    Args:
        name: What the table calls it.
        scenario: What people do.
        site: Where.
        storm: What befalls it.
        shared: Whether on servers that others use; then none is stopped.
    """
    on = site.addresses if shared else None
    calmly, wildly = (
        scenario.model_copy(update={"programme": f"{each}-{scenario.programme}"})
        for each in ("calm", "wild")
    )
    async with asyncio.TaskGroup() as group:
        peaceful = group.create_task(told(calmly, site.folder / "calm", Storm(), shared=on))
        tormented = group.create_task(
            told(wildly, site.folder / "wild", storm, site.seed, shared=on)
        )
    calm, _ = peaceful.result()
    disturbed, befell = tormented.result()
    return judged_whole(name, befell, disturbed, calm)


def over(name: str, scenario: ProgrammeScenario, storm: Storm) -> Fault:
    """All at random over a programme, as a part of the table."""

    async def play(site: Site) -> Verdict:
        weaker = replace(
            storm,
            step=storm.step // site.one_in,
            task=storm.task // site.one_in,
            answer=storm.answer // site.one_in,
            every=storm.every * site.one_in,
        )
        return await beside_calm(name, scenario, site, weaker)

    return Fault(name, play, alone=True)
