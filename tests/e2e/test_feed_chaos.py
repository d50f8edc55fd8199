"""Whatever breaks between the log and its consumers, each of them ends with exactly our log."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from aiohttp import web

from desk.subscriptions import Order
from register import publication, tokens
from register.connection import LOST, Pool, open_pool
from register.migrate import migrate
from register.publication import Head
from schemas.access import WHOLE_EVENTS
from stack import EmbeddedStack, StackAddresses
from stack.folders import hold
from tests.e2e.consumers import Copy, FeedProcess, feed_process, listen, pull
from tests.engine import Engine
from tests.receiving import TAKES_IT, Receiver, Taken
from tests.register.recording import numbered, record, record_in
from tests.support.servers import Database
from tests.support.visits import closed
from tests.support.waiting import until

SEED = 20_201_005
AT_ONCE = 4
NUMBERS = count(30_001)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    home = hold(tmp_path / "own")
    try:
        made = Database(home)
        try:
            yield made
        finally:
            made.stop()
    finally:
        home.release()


async def keep_recording(pool: Pool, enough: asyncio.Event) -> int:
    """Record visits side by side, a few events at a time, each bit until it is recorded.

    Returns:
        How many visits there are once there were enough.
    """
    chance = random.Random(SEED)  # noqa: S311 - to be repeated, not to be kept secret
    numbers = count(10_000_101)

    async def visits() -> int:
        recorded = 0
        while not enough.is_set():
            left = list(numbered(closed(), next(numbers)))
            while left:
                size = chance.randint(1, 4)
                with contextlib.suppress(*LOST):
                    await record(pool, left[:size])
                    del left[:size]
                await asyncio.sleep(chance.uniform(0.02, 0.1))
            recorded += 1
        return recorded

    return sum(await asyncio.gather(*(visits() for _ in range(AT_ONCE))))


async def leave_a_writer_open(url: str) -> None:
    """Append in a transaction, and die without a word while everybody waits behind it."""
    connection = await asyncpg.connect(url)
    await connection.execute("BEGIN")
    await record_in(connection, numbered(closed(), 10_000_099)[:3])

    async def somebody_waits() -> bool:
        return bool(await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))

    await until(somebody_waits)
    connection.terminate()


async def cut_everybody_off(url: str) -> None:
    """End every connection to the register, the feed's among them."""
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    await connection.close()


async def head_of(feed: FeedProcess, token: str) -> Head:
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            f"{feed.address}/events/head", headers={"Authorization": f"Bearer {token}"}
        ) as answer,
    ):
        told = await answer.json()
    return Head(told["position"], told["digest"])


@asynccontextmanager
async def pushed_to(copy: Copy, addresses: StackAddresses, folder: Path) -> AsyncIterator[None]:
    """A webhook subscription whose consumer stores what it is sent, for as long as the block."""
    async with open_pool(addresses.database_url) as pool, Receiver() as receiver:

        def store(taken: Taken) -> web.Response:
            copy.take(taken.body.decode())
            return web.Response(status=TAKES_IT)

        receiver.answering = store
        engine = Engine(addresses=addresses, pool=pool, folder=folder, number=next(NUMBERS))
        async with engine.pushing() as (_, desk):
            name = f"chaos-{engine.number}"
            await desk.make(Order(id=name, consumer="warehouse", url=receiver.url, after=0))
            yield
            await desk.end(name)


async def test_every_copy_is_the_log_whatever_breaks(
    database: Database, stack: EmbeddedStack, tmp_path: Path
) -> None:
    async with open_pool(database.url) as pool:
        await migrate(pool)
        async with pool.acquire() as connection:
            _, token = await tokens.make(connection, "warehouse", WHOLE_EVENTS)
        copies = {"pulled": Copy(), "live": Copy(), "pushed": Copy()}
        own = replace(stack.addresses, database_url=database.url)
        async with (
            pushed_to(copies["pushed"], own, tmp_path),
            feed_process(database.url) as feed,
        ):
            consuming = [
                asyncio.create_task(pull(feed.address, token, copies["pulled"])),
                asyncio.create_task(listen(feed.address, token, copies["live"])),
            ]
            enough = asyncio.Event()
            recording = asyncio.create_task(keep_recording(pool, enough))
            for trouble in ("killed", "restarted", "open", "cut", "killed", "restarted"):
                await asyncio.sleep(0.5)
                match trouble:
                    case "killed":
                        feed.kill()
                        await asyncio.sleep(0.3)
                        await feed.start()
                    case "restarted":
                        database.restart()  # a server is started by the main thread only
                    case "open":
                        await leave_a_writer_open(database.url)
                    case "cut":
                        await cut_everybody_off(database.url)
            enough.set()
            visits = await asyncio.wait_for(recording, 60)
            async with pool.acquire() as connection:
                log = await publication.of_visit(connection)
                end = await publication.digest_at(connection)
            async with asyncio.timeout(60):
                while any(copy.position < len(log) for copy in copies.values()):
                    assert not any(task.done() for task in consuming)
                    await asyncio.sleep(0.05)
            told = await head_of(feed, token)
            for task in consuming:
                task.cancel()
            await asyncio.gather(*consuming, return_exceptions=True)

    assert [entry.position for entry in log] == list(range(1, visits * len(closed().events) + 1))
    for name, copy in copies.items():
        assert copy.wrong == [], name
        assert sorted(copy.ids) == sorted(entry.id for entry in log), name
        assert copy.digest() == told.digest, name
    assert told == end
