"""Pages of the log, from any point, and a wait at its end."""

import asyncio
import json
import socket
import time
from urllib.parse import urlencode, urlsplit

from register import publication
from register.cloudevents import BATCH_MEDIA_TYPE
from register.connection import Pool
from tests.feed.asking import server_end_of
from tests.feed.conftest import Door, put_back_to
from tests.register.recording import another, record
from tests.support.visits import VISIT, cancelled, closed, invited

OTHER = "interim-e10000017"


async def test_a_consumer_reads_the_whole_log_in_pages_without_a_gap(
    door: Door, pool: Pool
) -> None:
    await record(pool, closed().events)
    await record(pool, another(cancelled(), OTHER))
    read: list[dict[str, object]] = []
    after = 0
    while True:
        async with door.get("/events", after=after, limit=7) as answer:
            assert answer.status == 200
            assert answer.content_type == BATCH_MEDIA_TYPE
            batch = json.loads(await answer.text())
            after = int(answer.headers["Feed-Position"])
        if not batch:
            break
        read += batch
    async with pool.acquire() as connection:
        told = await publication.of_visit(connection)
    assert [event["position"] for event in read] == list(range(1, len(told) + 1))
    assert read == [json.loads(entry.cloudevent) for entry in told]
    assert after == len(told)


async def test_a_filter_tells_how_far_it_looked(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    await record(pool, another(cancelled(), OTHER))
    async with pool.acquire() as connection:
        head = await publication.head(connection)

    async with door.get("/events", type_="visit.closed.v1") as answer:
        assert [event["subject"] for event in await answer.json(content_type=None)] == [VISIT]
        assert int(answer.headers["Feed-Position"]) == head
    async with door.get("/events", visit=OTHER, limit=2) as answer:
        batch = await answer.json(content_type=None)
        assert {event["subject"] for event in batch} == {OTHER}
        assert int(answer.headers["Feed-Position"]) == batch[-1]["position"]
    async with door.get("/events", programme="another", after=3) as answer:
        assert await answer.json(content_type=None) == []
        assert int(answer.headers["Feed-Position"]) == head


async def test_several_types_and_visits_are_asked_for_at_once(door: Door, pool: Pool) -> None:
    await record(pool, closed().events)
    await record(pool, another(cancelled(), OTHER))
    types = ("visit.closed.v1", "visit.cancelled.v1")
    asked = urlencode([*(("type", one) for one in types), ("visit", VISIT), ("visit", OTHER)])

    async with door.get(f"/events?{asked}") as answer:
        assert answer.status == 200
        told = await answer.json(content_type=None)

    assert {(event["subject"], event["type"]) for event in told} == {
        (VISIT, "visit.closed.v1"),
        (OTHER, "visit.cancelled.v1"),
    }


async def test_a_long_poll_is_answered_by_the_next_event(door: Door, pool: Pool) -> None:
    async def poll() -> list[dict[str, object]]:
        async with door.get("/events", timeout=60) as answer:
            batch: list[dict[str, object]] = await answer.json(content_type=None)
            return batch

    waiting = asyncio.create_task(poll())
    async with door.get("/events/head") as answer:  # asked after it, answered before it
        assert answer.status == 200
    assert not waiting.done()
    await record(pool, invited().events)
    batch = await asyncio.wait_for(waiting, 30)  # it is answered before its time is up
    assert batch[0]["position"] == 1


async def test_a_long_poll_is_told_when_the_register_was_put_back(door: Door, pool: Pool) -> None:
    await record(pool, invited().events)
    async with door.get("/events/head") as answer:
        head = (await answer.json())["position"]

    async def poll() -> int:
        async with door.get("/events", after=head, timeout=60) as answer:
            return answer.status

    waiting = asyncio.create_task(poll())
    async with door.get("/events/head") as answer:  # asked after it, answered before it
        assert answer.status == 200
    await put_back_to(pool, head - 1)
    assert await asyncio.wait_for(waiting, 50) == 409  # before its time is up


async def test_a_long_poll_is_answered_in_its_time_though_nothing_happens(door: Door) -> None:
    began = time.monotonic()

    async with door.get("/events", timeout=0.5) as answer:
        assert await answer.json(content_type=None) == []

    assert time.monotonic() - began >= 0.5


async def test_a_small_answer_is_sent_at_once(door: Door) -> None:
    where = urlsplit(door.address)
    answer, asking = await asyncio.open_connection(where.hostname, where.port)
    asking.write(b"GET /events HTTP/1.1\r\nHost: feed\r\n\r\n")
    assert await answer.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
    theirs = server_end_of(asking).get_extra_info("socket")
    # Without it the end of an answer waits until what went before is acknowledged, which the
    # consumer's machine may put off for 40 ms.
    assert theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    asking.close()
    await asking.wait_closed()
