"""What one consumer may take up of a feed, and what the others have of it meanwhile."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
import pytest

from feed.server import FeedOptions, serving_feed
from register.connection import Pool
from schemas.access import Scope
from tests.feed.asking import EVENTS, server_end_of, told
from tests.feed.conftest import Door, MakeToken
from tests.feed.test_live import LARGE, MANY
from tests.support.waiting import until
from web.limits import Limits
from web.problems import ProblemCode

SOON = timedelta(seconds=1)
KEPT_ALIVE = 5.0  # seconds for which uvicorn keeps a connection whose answer it has handed over
WITHIN = 30.0  # seconds in which, on a busy machine, what is to happen after one has happened


@asynccontextmanager
async def limited(
    pool: Pool,
    session: aiohttp.ClientSession,
    token: str,
    proxies: tuple[str, ...] = (),
    **limits: int | timedelta,
) -> AsyncIterator[Door]:
    options = FeedOptions(limits=replace(Limits(), **limits), proxies=proxies)  # type: ignore[arg-type]
    async with serving_feed(pool, "127.0.0.1", 0, options=options) as address:
        yield Door(address, token, session)


@pytest.fixture
async def token(make_token: MakeToken) -> str:
    return await make_token(Scope.FEED)


class Say:
    """Opens a connection, says something, and hands back what is answered."""

    def __init__(self) -> None:
        self.opened: list[asyncio.StreamWriter] = []

    async def __call__(self, door: Door, words: bytes) -> asyncio.StreamReader:
        where = urlsplit(door.address)
        taker = socket.socket()
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)  # it cannot take much unread
        taker.settimeout(0)
        await asyncio.get_running_loop().sock_connect(taker, (where.hostname, where.port))
        reader, writer = await asyncio.open_connection(sock=taker, limit=1024)
        self.opened.append(writer)
        writer.write(words)
        await writer.drain()
        return reader


@pytest.fixture
async def say() -> AsyncIterator[Say]:
    """Its connections are closed at the end."""
    saying = Say()
    yield saying
    for writer in saying.opened:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def whole(door: Door, path: str, *more: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: feed", f"Authorization: Bearer {door.token}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


async def test_a_header_that_does_not_come_is_not_waited_for(
    pool: Pool, session: aiohttp.ClientSession, token: str, say: Say
) -> None:
    async with limited(pool, session, token, header_within=SOON) as door, asyncio.timeout(WITHIN):
        half = whole(door, EVENTS)[:-10]
        first = await say(door, half)
        silent = await say(door, b"")
        second = await say(door, whole(door, EVENTS) + half)

        assert (await first.read()).startswith(b"HTTP/1.1 408 ")
        assert await silent.read() == b"", "who has said nothing is told nothing"
        assert (await second.read()).count(b"HTTP/1.1 ") == 2, "likewise after a whole one"


async def test_a_header_that_comes_letter_by_letter_is_not_waited_for(
    pool: Pool, session: aiohttp.ClientSession, token: str
) -> None:
    async with limited(pool, session, token, header_within=SOON) as door:
        begun = time.monotonic()
        where = urlsplit(door.address)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(b"GET /events HTTP/1.1\r\nX: ")
        answer = asyncio.create_task(reader.read())
        while not answer.done():
            writer.write(b"x")
            await asyncio.sleep(0.1)
            assert time.monotonic() - begun < WITHIN
        writer.close()


async def test_a_body_that_does_not_come_is_not_waited_for(
    pool: Pool, session: aiohttp.ClientSession, token: str, say: Say
) -> None:
    async with limited(pool, session, token, header_within=SOON) as door, asyncio.timeout(WITHIN):
        reader = await say(
            door, b"POST /subscriptions HTTP/1.1\r\nHost: feed\r\nContent-Length: 100\r\n\r\n{"
        )

        assert b" 408 " in await reader.readline()
        assert b"/problems/too-slow" in await reader.read()


async def test_of_those_who_ask_nothing_the_oldest_goes(
    pool: Pool, session: aiohttp.ClientSession, token: str, say: Say
) -> None:
    async with limited(pool, session, token, idle_per_address=5) as door, asyncio.timeout(WITHIN):
        readers = [await say(door, b"GET / HT") for _ in range(20)]
        for reader in readers[:15]:
            await reader.read()

        async with door.get(EVENTS) as answer:
            assert answer.status == 200, "one more is always taken"
        assert not readers[-1].at_eof()


async def test_many_who_ask_at_once_are_not_those_who_ask_nothing(
    pool: Pool, session: aiohttp.ClientSession, token: str
) -> None:
    """As when all consumers come back after a start, through one proxy."""
    async with limited(pool, session, token, idle_per_address=5) as door, asyncio.timeout(WITHIN):
        where = urlsplit(door.address)
        asking = [
            socket.create_connection((where.hostname or "", where.port or 0)) for _ in range(15)
        ]
        for one in asking:
            one.sendall(whole(door, EVENTS))
            one.setblocking(False)  # noqa: FBT003 - as the socket has it
        loop = asyncio.get_running_loop()
        answers = [await loop.sock_recv(one, 12) for one in asking]
        for one in asking:
            one.close()

    assert answers == [b"HTTP/1.1 200"] * 15


async def test_who_takes_nothing_is_let_go(
    pool: Pool, session: aiohttp.ClientSession, token: str, say: Say
) -> None:
    await pool.execute(LARGE, MANY)
    async with limited(pool, session, token, taken_within=SOON) as door:
        reader = await say(door, whole(door, f"{EVENTS}?limit=10000"))
        taken = len(await reader.readexactly(1))  # it is being answered
        (asking,) = say.opened
        theirs = server_end_of(asking)

        async def let_go() -> bool:
            return theirs.is_closing()

        await until(let_go)
        async with asyncio.timeout(WITHIN):
            with suppress(ConnectionError):
                while chunk := await reader.read(100_000):
                    taken += len(chunk)
        assert 0 < taken < MANY * 4000, "it ended before the end"


async def test_who_is_slow_and_takes_some_is_not(
    pool: Pool, session: aiohttp.ClientSession, token: str, say: Say
) -> None:
    # Long enough that a pause of this process, which is both of them, is not taken for theirs.
    patience = 2.0
    await pool.execute(LARGE, MANY)
    async with limited(pool, session, token, taken_within=timedelta(seconds=patience)) as door:
        reader = await say(door, whole(door, f"{EVENTS}?limit=10000"))
        begun, taken = time.monotonic(), 0
        slowly = KEPT_ALIVE + 2 * patience
        while taken < MANY * 4000:
            chunk = await asyncio.wait_for(reader.read(20_000), WITHIN)
            assert chunk, "it was let go"
            taken += len(chunk)
            if time.monotonic() - begun < slowly:
                await asyncio.sleep(0.1)


async def test_a_token_has_so_many_requests_at_once(
    pool: Pool, session: aiohttp.ClientSession, token: str, make_token: MakeToken
) -> None:
    other = await make_token(Scope.FEED, consumer="other")
    async with limited(pool, session, token, per_token=2) as door:
        streams = [await door.get("/events/stream") for _ in range(2)]
        async with door.get(EVENTS) as answer:
            await told(answer, 429, ProblemCode.TOO_MANY_AT_ONCE)
            assert answer.headers["Retry-After"] == "5"
        async with replace(door, token=other).get(EVENTS) as answer:
            assert answer.status == 200, "another's are its own"
        streams[0].close()

        async def served() -> bool:
            async with door.get(EVENTS) as answer:
                return answer.status == 200

        await until(served)
        streams[1].close()


async def test_an_address_has_so_many_requests_at_once(
    pool: Pool, session: aiohttp.ClientSession, token: str
) -> None:
    elsewhere = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
    async with (
        limited(pool, session, token, per_address=2) as door,
        aiohttp.ClientSession(connector=elsewhere) as other,
    ):
        streams = [await door.get("/events/stream") for _ in range(2)]
        async with door.get(EVENTS) as answer:
            await told(answer, 429, ProblemCode.TOO_MANY_AT_ONCE)
        async with replace(door, session=other).get(EVENTS) as answer:
            assert answer.status == 200
        for stream in streams:
            stream.close()


async def test_everybody_together_has_so_many(
    pool: Pool, session: aiohttp.ClientSession, token: str
) -> None:
    async with limited(pool, session, token, at_once=1) as door:
        stream = await door.get("/events/stream")
        async with door.get(EVENTS) as answer:
            await told(answer, 503, ProblemCode.NOT_NOW)
        stream.close()


async def test_for_whom_a_proxy_asks_is_believed_of_a_proxy_alone(
    pool: Pool, session: aiohttp.ClientSession, token: str
) -> None:
    for proxies, status in (((), 429), (("127.0.0.1",), 200)):
        async with limited(pool, session, token, proxies, per_address=1) as door:
            stream = await door.get("/events/stream")
            headers = {**door.headers, "X-Forwarded-For": "203.0.113.7"}
            async with session.get(f"{door.address}{EVENTS}", headers=headers) as answer:
                assert answer.status == status
            stream.close()
