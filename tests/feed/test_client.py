"""The client follows from where it was, waits out what passes, and refuses to miss anything."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from feed.client import (
    CopyDiffers,
    FilePosition,
    Following,
    GapFound,
    MemoryPosition,
    Patience,
    Place,
    Refused,
    follow,
)
from feed.server import serving_feed
from register import publication
from register.connection import Pool
from rules import chain
from schemas.access import Scope
from tests.feed.conftest import Door, MakeToken
from tests.feed.road import Batch, Road, road
from tests.register.recording import another, record
from tests.rules.visits import closed, invited

OTHER = "interim-e10000017"
HASTY = Patience(first=0.01, most=0.05)
INVITED = len(invited().events)


@pytest.fixture
async def way(door: Door) -> AsyncIterator[Road]:
    async with road(door.address) as built:
        yield built


async def take(following: Following, count: int) -> list[int]:
    """The positions of the first so many events; the loop is left in the middle of the last."""
    taken: list[int] = []
    async with asyncio.timeout(30), aclosing(following.events()) as events:
        async for event in events:
            taken.append(event["position"])
            if len(taken) == count:
                break
    return taken


async def done_with(following: Following, position: int) -> None:
    """Return when a consumer is done with all up to a position."""
    async with asyncio.timeout(20):
        while following.place.position < position:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


async def test_the_whole_log_comes_in_order_and_then_what_is_recorded(
    door: Door, pool: Pool
) -> None:
    state = await record(pool, closed().events)
    taking = asyncio.create_task(
        take(follow(door.address, door.token, batch=7), state.sequence + 1)
    )
    await record(pool, another(invited(), OTHER))
    assert await taking == list(range(1, state.sequence + 2))


async def test_what_the_loop_was_not_done_with_comes_again_and_nothing_is_skipped(
    door: Door, pool: Pool, tmp_path: Path
) -> None:
    await record(pool, closed().events)
    keeper = FilePosition(tmp_path / "place.json")
    assert await take(follow(door.address, door.token, position=keeper), 3) == [1, 2, 3]
    assert await keeper.load() == Place(2)
    assert await take(follow(door.address, door.token, position=keeper), 3) == [3, 4, 5]
    assert [path.name for path in tmp_path.iterdir()] == ["place.json"]


async def test_a_place_is_saved_less_often_when_asked_and_when_there_is_no_more(
    door: Door, pool: Pool
) -> None:
    saved: list[int] = []

    class Keeper(MemoryPosition):
        async def save(self, place: Place) -> None:
            saved.append(place.position)

    await record(pool, closed().events)
    following = follow(door.address, door.token, position=Keeper(), save_every=4, batch=10)
    assert len(await take(following, 15)) == 15
    assert saved == [4, 8, 10, 14]


async def test_it_goes_on_by_itself_when_the_server_was_away(
    pool: Pool, make_token: MakeToken
) -> None:
    token = await make_token(Scope.FEED)
    async with road("http://127.0.0.1:1") as way:
        following = follow(way.address, token, patience=HASTY)
        taking = asyncio.create_task(take(following, 2 * INVITED))
        async with serving_feed(pool, "127.0.0.1", 0) as way.to:
            await record(pool, invited().events)
            await done_with(following, INVITED)
        await record(pool, another(invited(), OTHER))
        async with serving_feed(pool, "127.0.0.1", 0) as way.to:
            assert await taking == list(range(1, 2 * INVITED + 1))


async def test_what_passes_is_waited_out_as_long_as_the_server_asks(
    door: Door, pool: Pool, way: Road
) -> None:
    await record(pool, invited().events)
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    way.fails = [
        web.Response(status=503, headers={"Retry-After": "1"}),
        web.Response(status=429),
        web.Response(status=500, headers={"Retry-After": soon}),
        web.Response(text="<html>", content_type="text/html"),
    ]
    clock = asyncio.get_running_loop()
    begun = clock.time()
    patience = Patience(first=0.01, most=1)
    assert await take(follow(way.address, door.token, patience=patience), 1) == [1]
    assert clock.time() - begun >= 1
    assert len(way.asked) == 5


@pytest.mark.parametrize(("token", "position", "status"), [("avt_wrong", 0, 401), (None, 99, 409)])
async def test_what_does_not_pass_is_raised_with_the_sentence_of_the_server(
    door: Door, token: str | None, position: int, status: int
) -> None:
    following = follow(door.address, token or door.token, position=MemoryPosition(Place(position)))
    with pytest.raises(Refused, match=rf"\. \(HTTP {status}\)") as refused:
        await take(following, 1)
    assert refused.value.status == status


@pytest.mark.parametrize(
    "meddles",
    [
        lambda batch: batch[1:],
        lambda batch: batch[:1] + batch[2:],
        lambda batch: batch[:-1],
        lambda batch: batch[::-1],
        lambda batch: batch[:1] + batch,
    ],
    ids=["first lost", "second lost", "last lost", "turned round", "first twice"],
)
async def test_a_gap_is_refused_and_nothing_of_it_handed_on(
    door: Door, pool: Pool, way: Road, meddles: Callable[[Batch], Batch]
) -> None:
    await record(pool, invited().events)
    way.meddles = meddles
    following = follow(way.address, door.token)
    with pytest.raises(GapFound):
        await take(following, 1)
    assert following.place == Place(0)


async def test_with_a_filter_the_place_is_how_far_was_looked(
    door: Door, pool: Pool, way: Road
) -> None:
    await record(pool, invited().events)
    await record(pool, another(invited(), OTHER))
    keeper = MemoryPosition()
    following = follow(way.address, door.token, position=keeper, visits=[OTHER], poll=0.2)
    taking = asyncio.create_task(take(following, INVITED + 1))
    await record(pool, closed().events)
    async with pool.acquire() as connection:
        end = await publication.head(connection)
    await done_with(following, end)
    await record(pool, another(closed(), OTHER))
    taken = await taking
    assert taken == [*range(INVITED + 1, 2 * INVITED + 1), end + 1]
    assert f"after={end}" in way.asked[-1]


async def test_a_copy_is_proved_by_its_digest_across_restarts(
    door: Door, pool: Pool, way: Road, tmp_path: Path
) -> None:
    await record(pool, closed().events)
    keeper = FilePosition(tmp_path / "place.json")
    await take(follow(way.address, door.token, position=keeper, proof=True), 5)
    following = follow(way.address, door.token, position=keeper, proof=True)
    await take(following, 5)
    async with pool.acquire() as connection:
        head = await publication.digest_at(connection, 8)
    assert head is not None
    assert following.place == Place(8, head.digest)

    way.fails = [web.json_response({"position": 8, "digest": head.digest})]
    assert await following.compare() == Place(8, head.digest)
    assert way.asked[-1] == "/events/digests/8"
    way.fails = [web.json_response({"position": 8, "digest": chain.START.hex()})]
    with pytest.raises(CopyDiffers, match="position 8"):
        await following.compare()


async def test_a_proof_needs_all_events_from_the_first(door: Door) -> None:
    with pytest.raises(ValueError, match="over all events"):
        follow(door.address, door.token, proof=True, visits=[OTHER])
    begun_without = MemoryPosition(Place(3))
    with pytest.raises(ValueError, match="from the beginning"):
        await take(follow(door.address, door.token, position=begun_without, proof=True), 1)


def test_pauses_grow_to_the_most_and_differ() -> None:
    patience = Patience(first=1, most=8)
    for failures, most in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (5000, 8)]:
        pauses = {patience.pause(failures) for _ in range(20)}
        assert max(pauses) <= most
        assert min(pauses) >= most / 2
        assert len(pauses) > 1


def test_a_consumer_needs_nothing_of_the_server() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, json, feed.client; print(json.dumps([*sys.modules]))"],
        check=True,
        capture_output=True,
    )
    heavy = {"fastapi", "uvicorn", "asyncpg", "pydantic", "temporalio", "register", "schemas"}
    assert not heavy & set(json.loads(loaded.stdout))
