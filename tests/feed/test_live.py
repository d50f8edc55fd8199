"""The log as server-sent events: from any point, at each consumer's pace, without a gap."""

import asyncio
import json
import select
import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from functools import partial

import aiohttp
import pytest

from feed import live
from feed.patience import Patient
from feed.server import serving_feed
from register import publication, tokens
from register.connection import Pool
from schemas.access import Scope
from tests.feed.conftest import Door, MakeToken
from tests.feed.sse import Reader, streaming
from tests.register.long_log import make_long_log
from tests.register.recording import another, record
from tests.rules.visits import closed, invited

OTHER = "interim-e10000017"


@pytest.fixture
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.2)


async def test_a_consumer_is_sent_the_log_and_then_what_is_recorded(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    async with pool.acquire() as connection:
        told = await publication.of_visit(connection)
    async with streaming(door) as reader:
        messages = await reader.take(len(told))
        assert [(int(m.last_event_id), m.type, m.data) for m in messages] == [
            (entry.position, entry.type, entry.cloudevent) for entry in told
        ]
        await record(pool, another(invited(), OTHER))
        [message] = await reader.take(1)
        assert json.loads(message.data)["position"] == len(told) + 1


async def test_a_consumer_resumes_where_it_was(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    async with streaming(door, after=3) as reader:
        assert [m.last_event_id for m in await reader.take(2)] == ["4", "5"]
    async with streaming(door, last_event_id=5, after=3) as reader:
        assert [m.last_event_id for m in await reader.take(2)] == ["6", "7"]


@pytest.mark.usefixtures("quick_heartbeat")
async def test_a_filtered_consumer_resumes_beyond_what_it_was_not_sent(
    door: Door, pool: Pool
) -> None:
    await record(pool, invited().events)
    async with streaming(door, visit=OTHER) as reader:
        await record(pool, closed().events)
        async with pool.acquire() as connection:
            head = await publication.head(connection)
        await reader.until(lambda: reader.last_event_id == f"{head}")
        assert not reader.messages
        await record(pool, another(invited(), OTHER))
        [message] = await reader.take(1)
        assert int(message.last_event_id) == head + 1


@pytest.mark.usefixtures("quick_heartbeat")
async def test_a_quiet_stream_shows_that_it_is_alive(door: Door) -> None:
    async with streaming(door) as reader:
        await reader.until(lambda: reader.comments == 3)
        assert reader.answer.headers["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in reader.answer.headers


@pytest.mark.parametrize(
    ("last_event_id", "after", "status"),
    [("five", 0, 422), ("-1", 0, 422), ("1", -1, 422), ("7", 0, 409), ("", 7, 409)],
)
async def test_a_bad_position_is_refused(
    door: Door, last_event_id: str, after: int, status: int
) -> None:
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    async with door.get("/events/stream", headers=headers, after=after) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"


@pytest.mark.usefixtures("quick_heartbeat")
async def test_a_stream_ends_when_its_token_is_revoked(door: Door, pool: Pool) -> None:
    async with streaming(door) as reader, pool.acquire() as connection:
        [token] = await tokens.list_tokens(connection)
        await tokens.revoke(connection, token.id)
        await reader.until(lambda: reader.ended)
    async with door.get("/events/stream") as answer:
        assert answer.status == 401


async def test_the_lag_of_a_live_consumer_is_told(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    async with streaming(door) as reader:
        last = (await reader.take(5))[-1]
        async with asyncio.timeout(10), pool.acquire() as connection:
            while not await connection.fetchval(  # noqa: ASYNC110 - written once a second
                "SELECT true FROM followers WHERE consumer = 'warehouse' AND door = 'live'"
                " AND position >= $1",
                int(last.last_event_id),
            ):
                await asyncio.sleep(0.05)


async def test_the_server_ends_at_once_with_streams_and_long_polls_open(
    pool: Pool, session: aiohttp.ClientSession, make_token: MakeToken
) -> None:
    token = await make_token(Scope.FEED)
    clock = asyncio.get_running_loop()
    async with AsyncExitStack() as open_streams:
        async with serving_feed(pool, "127.0.0.1", 0) as address:
            door = Door(address, token, session)
            readers = [await open_streams.enter_async_context(streaming(door)) for _ in range(5)]
            poll = asyncio.create_task(_poll(door))
            await record(pool, invited().events)
            for reader in readers:
                await reader.take(1)
            assert (await poll)[0]["position"] == 1
            poll = asyncio.create_task(_poll(door, after=len(invited().events)))
            await asyncio.sleep(0.1)
            told = clock.time()
        assert clock.time() - told < 2
        assert await poll == []
        for reader in readers:
            await reader.until(partial(_ended, reader))


def _ended(reader: Reader) -> bool:
    return reader.ended


async def _poll(door: Door, after: int = 0) -> list[dict[str, object]]:
    async with door.get("/events", after=after, timeout=60) as answer:
        batch: list[dict[str, object]] = await answer.json(content_type=None)
        return batch


async def test_a_consumer_that_does_not_read_is_cut_off_and_hurts_nobody(
    pool: Pool,
    session: aiohttp.ClientSession,
    make_token: MakeToken,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Patient, "patience", 1.0)
    await make_long_log(pool, 30_000)
    token = await make_token(Scope.FEED)
    async with serving_feed(pool, "127.0.0.1", 0) as address:
        door = Door(address, token, session)
        with _stuck_streams(door, 3) as stuck, _remembering_little():
            async with streaming(door, after=30_000) as reader:
                await record(pool, invited().events)
                assert await reader.take(len(invited().events))
                for one in stuck:
                    assert await asyncio.to_thread(_cut_off, one)
                await record(pool, another(invited(), OTHER))
                assert await reader.take(len(invited().events))


@contextmanager
def _remembering_little() -> Iterator[None]:
    """Fail if memory grew by more than some chunks; three consumers asked for 54 MB."""
    tracemalloc.start()
    try:
        yield
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 15_000_000


async def test_a_server_does_not_wait_for_who_does_not_read(
    pool: Pool, session: aiohttp.ClientSession, make_token: MakeToken
) -> None:
    await make_long_log(pool, 30_000)
    token = await make_token(Scope.FEED)
    clock = asyncio.get_running_loop()
    async with serving_feed(pool, "127.0.0.1", 0) as address:
        stuck = ExitStack()
        stuck.enter_context(_stuck_streams(Door(address, token, session), 3))
        await asyncio.sleep(1)
        told = clock.time()
    assert clock.time() - told < 2
    stuck.close()


@contextmanager
def _stuck_streams(door: Door, count: int) -> Iterator[list[socket.socket]]:
    """Consumers that ask for everything and read nothing."""
    host, port = door.address.removeprefix("http://").split(":")
    request = (
        f"GET /events/stream HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {door.token}\r\n\r\n"
    )
    with ExitStack() as opened:
        streams = []
        for _ in range(count):
            one = opened.enter_context(socket.create_connection((host, int(port))))
            one.sendall(request.encode())
            streams.append(one)
        yield streams


def _cut_off(one: socket.socket) -> bool:
    """Wait for the other end to cut the connection, without reading what came by it."""
    poll = select.poll()
    poll.register(one, 0)  # an end with an error is always told
    return bool(poll.poll(20_000))
