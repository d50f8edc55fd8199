"""The log as it grows: resumed by id, honest about filters, and unhurt by who does not listen."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from feed.dependencies import Pace
from feed.server import FeedOptions, serving_feed
from register import publication, tokens
from register.connection import Pool
from schemas.access import WHOLE_EVENTS, Scope
from tests.feed.asking import server_end_of
from tests.feed.conftest import Door, MakeToken, put_back_to
from tests.register.recording import another, record
from tests.support.visits import cancelled, closed, invited
from tests.support.waiting import until

OTHER = "interim-e10000017"
MANY = 3000
LARGE = """
    INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type, programme,
        occurred_at, payload, partition_key, cloudevent, digest)
    SELECT n, 'large/' || n, 'visit', 'large', n, 'visit.opened.v1', 'interim', now(), '{}',
        'large', '{"large":"' || repeat('x', 4000) || '"}', sha256('')
    FROM generate_series(1, $1) AS n
"""
"""So many large events that the buffers of a connection do not hold them: 12 MB."""


class Stream:
    """A consumer as a browser is one: it keeps the last id, also of messages without data."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.last_id = ""
        self.comments = 0
        self._fields: dict[str, str] = {}

    async def __aiter__(self) -> AsyncIterator[tuple[str, str, str]]:
        async for raw in self.response.content:
            if message := self._read(raw):
                yield message

    def _read(self, raw: bytes) -> tuple[str, str, str] | None:
        """Read a line; the message that it ends, if that has data."""
        line = raw.decode().rstrip("\n")
        if line.startswith(":"):
            self.comments += 1
        elif line:
            name, _, value = line.partition(": ")
            self._fields[name] = value
        else:
            fields, self._fields = self._fields, {}
            self.last_id = fields.get("id", self.last_id)
            if "data" in fields:
                return self.last_id, fields["event"], fields["data"]
        return None

    async def listen_until(self, true: Callable[[], bool]) -> None:
        """Read on, though no event comes, until something is true of what was read."""
        async with asyncio.timeout(60):
            async for raw in self.response.content:
                self._read(raw)
                if true():
                    return

    async def take(self, number: int) -> list[tuple[str, str, str]]:
        taken = []
        async with asyncio.timeout(60):
            async for message in self:
                taken.append(message)
                if len(taken) == number:
                    break
        return taken


@asynccontextmanager
async def streaming(door: Door, last_id: str | None = None, **query: str) -> AsyncIterator[Stream]:
    headers = door.headers | ({"Last-Event-ID": last_id} if last_id is not None else {})
    async with door.session.get(
        f"{door.address}/events/stream",
        params={name.rstrip("_"): value for name, value in query.items()},
        headers=headers,
    ) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_what_there_is_comes_first_and_then_what_is_recorded(door: Door, pool: Pool) -> None:
    await record(pool, invited().events)
    async with streaming(door) as stream:
        first = await stream.take(len(invited().events))
        await record(pool, another(cancelled(), OTHER))
        then = await stream.take(len(cancelled().events))
    async with pool.acquire() as connection:
        told = await publication.of_visit(connection)

    assert first + then == [(f"{e.position}", e.type, e.cloudevent) for e in told]


async def test_a_consumer_comes_back_to_where_it_was(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    async with streaming(door, last_id="3", after="1") as stream:
        (message,) = await stream.take(1)
    assert message[0] == "4", "the header stands before the query"
    async with streaming(door, after="5") as stream:
        (message,) = await stream.take(1)
    assert message[0] == "6"


@pytest.fixture
async def brisk(
    pool: Pool, session: aiohttp.ClientSession, make_token: MakeToken
) -> AsyncIterator[Door]:
    """A feed that does within seconds what others do within half a minute."""
    # Patience is long enough that a pause of this process, in which all of them are, is not taken
    # for a consumer's.
    pace = Pace(heartbeat=0.1, look_again=0.2, patience=5.0)
    async with serving_feed(pool, "127.0.0.1", 0, options=FeedOptions(pace=pace)) as address:
        yield Door(address, await make_token(Scope.FEED), session)


async def test_a_filtered_stream_tells_how_far_it_has_looked(brisk: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    await record(pool, another(invited(), OTHER))
    async with pool.acquire() as connection:
        head = await publication.head(connection)

    async with streaming(brisk, type_="visit.closed.v1") as stream:
        (message,) = await stream.take(1)
        assert int(message[0]) < head
        await stream.listen_until(lambda: stream.last_id == f"{head}")


async def test_a_revoked_token_ends_its_stream(brisk: Door, pool: Pool) -> None:
    async with streaming(brisk) as stream:
        async with pool.acquire() as connection:
            (token,) = await tokens.list_tokens(connection)
            await tokens.revoke(connection, token.id)
        assert await stream.take(1) == [], "it ended"


async def test_a_stream_ends_when_the_register_was_put_back_to_an_earlier_day(
    door: Door, pool: Pool
) -> None:
    await record(pool, closed().events)
    async with pool.acquire() as connection:
        head = await publication.head(connection)
    async with streaming(door, after=f"{head - 1}") as stream:
        await stream.take(1)
        await put_back_to(pool, head - 2)
        assert await stream.take(1) == [], "it ended"
        last_id = stream.last_id

    async with door.session.get(
        f"{door.address}/events/stream", headers=door.headers | {"Last-Event-ID": last_id}
    ) as answer:
        assert answer.status == 409, "whoever comes back is told"


async def test_a_quiet_stream_is_kept_open_by_heartbeats(brisk: Door) -> None:
    async with streaming(brisk) as stream:
        await stream.listen_until(lambda: stream.comments == 3)


@pytest.mark.parametrize("last_id", ["-1", "abc", "1.5", "1.0", "0_0", "9" * 30])
async def test_an_id_that_is_none_is_refused(door: Door, last_id: str) -> None:
    async with door.session.get(
        f"{door.address}/events/stream", headers=door.headers | {"Last-Event-ID": last_id}
    ) as answer:
        assert answer.status == 422
        assert answer.content_type == "application/problem+json"


async def test_of_two_ids_none_is_chosen(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    twice = [*door.headers.items(), ("Last-Event-ID", "1"), ("Last-Event-ID", "3")]
    async with door.session.get(f"{door.address}/events/stream", headers=twice) as answer:
        assert answer.status == 422
        told = await answer.json(content_type=None)
    assert told["errors"] == [{"in": "header.Last-Event-ID", "wrong": "may be given once only"}]


async def test_a_position_beyond_the_end_is_refused(door: Door) -> None:
    async with door.get("/events/stream", after=5) as answer:
        assert answer.status == 409


async def test_who_does_not_listen_hurts_nobody_and_is_let_go(brisk: Door, pool: Pool) -> None:
    """One consumer takes nothing, and its socket fills up; another gets all of it meanwhile."""
    reader, deaf = await asyncio.open_connection(*_place(brisk), limit=1024)
    deaf.write(
        "GET /events/stream HTTP/1.1\r\nHost: feed\r\n"
        f"Authorization: Bearer {brisk.token}\r\n\r\n".encode()
    )
    async with streaming(brisk) as stream:
        await pool.execute(LARGE, MANY)
        heard = await stream.take(MANY)
    assert [int(position) for position, _, _ in heard] == list(range(1, MANY + 1))

    theirs = server_end_of(deaf)

    async def let_go() -> bool:
        return theirs.is_closing()

    await until(let_go)
    async with asyncio.timeout(60):
        left = await reader.read(-1)  # to the end, which its buffers put off
    assert 0 < left.count(b"\ndata: ") < len(heard), "it was let go before it had all of it"
    deaf.close()


def _place(door: Door) -> tuple[str, int]:
    host, port = door.address.removeprefix("http://").split(":")
    return host, int(port)


async def test_the_server_ends_although_somebody_follows(
    pool: Pool, session: aiohttp.ClientSession, make_token: MakeToken
) -> None:
    grace = 100  # seconds; longer than a busy machine takes for anything
    options = FeedOptions(grace=grace)
    async with serving_feed(pool, "127.0.0.1", 0, options=options) as address:
        door = Door(address, await make_token(*WHOLE_EVENTS), session)
        response = await session.get(f"{address}/events/stream", headers=door.headers)
        poll = asyncio.create_task(_status(door))
        async with door.get("/events/head") as answer:  # asked after the poll, answered before it
            assert answer.status == 200
        assert not poll.done()
        begun = time.monotonic()
    assert time.monotonic() - begun < grace / 2, "nobody waited for the end of the grace"
    assert await poll == 200
    response.close()


async def _status(door: Door) -> int:
    async with door.get("/events", timeout=50) as answer:
        return answer.status
