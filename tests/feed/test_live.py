"""The log as server-sent events: from any point, at each consumer's pace, without a gap."""

import asyncio
import json

import pytest

from feed import live
from register import publication, tokens
from register.connection import Pool
from tests.feed.conftest import Door
from tests.feed.sse import streaming
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
