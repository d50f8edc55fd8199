"""The client library: it resumes by itself, keeps its position, and passes over no gap."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest
from aiohttp import web

from feed.client import (
    FeedEvent,
    FeedRefused,
    FilePosition,
    GapInLog,
    Position,
    RunningDigest,
    follow,
)
from feed.server import serving_feed
from register import publication
from register.connection import Pool
from schemas.access import Scope
from tests.feed.conftest import Door, MakeToken
from tests.register.recording import another, record
from tests.support.visits import cancelled, closed, invited
from tests.support.waiting import until

OTHER = "interim-e10000017"


async def take(
    door: Door, number: int, position: Position, visits: Sequence[str] = ()
) -> list[FeedEvent]:
    """Some events, all of them dealt with."""
    taken: list[FeedEvent] = []
    following = follow(door.address, door.token, position=position, at_once=7, visits=visits)
    async with asyncio.timeout(60), aclosing(following):
        async for event in following:
            if len(taken) == number:
                break  # the one after the last was not dealt with
            taken.append(event)
    return taken


@pytest.fixture
def position(tmp_path: Path) -> FilePosition:
    return FilePosition(tmp_path / "position")


async def test_it_gives_the_log_and_goes_on_where_it_was(
    door: Door, pool: Pool, position: FilePosition
) -> None:
    await record(pool, closed().events)
    async with pool.acquire() as connection:
        told = await publication.of_visit(connection)

    first = await take(door, 10, position)
    assert await position.load() == 10
    rest = await take(door, len(told) - 11, position)

    assert [event.text for event in first + rest] == [entry.cloudevent for entry in told[:-1]]
    assert first[0].type == "visit.opened.v1"
    assert first[0].visit == first[0].id.partition("/")[0]
    assert first[0].data["actor"] == "coordinator"


async def test_an_event_that_was_not_dealt_with_comes_again(
    door: Door, pool: Pool, position: FilePosition
) -> None:
    await record(pool, invited().events)

    async def stumble() -> None:
        async for event in follow(door.address, door.token, position=position):
            if event.position == 2:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    (again,) = await take(door, 1, position)
    assert again.position == 2


async def test_it_waits_for_a_server_that_is_gone(
    pool: Pool, make_token: MakeToken, position: FilePosition
) -> None:
    token = await make_token(Scope.FEED)
    taken: list[int] = []
    async with serving_feed(pool, "127.0.0.1", 0) as address:
        port = int(address.rpartition(":")[2])

        async def consume() -> None:
            async for event in follow(address, token, position=position):
                taken.append(event.position)  # noqa: PERF401 - as each of them comes

        async def arrived() -> bool:
            async with pool.acquire() as connection:
                return len(taken) == await publication.head(connection)

        consuming = asyncio.create_task(consume())
        await record(pool, invited().events)
        await until(arrived)
    await record(pool, another(cancelled(), OTHER))
    await knocked_at(port)
    async with serving_feed(pool, "127.0.0.1", port):
        await until(arrived)
        consuming.cancel()
        await asyncio.gather(consuming, return_exceptions=True)
    assert taken == list(range(1, len(taken) + 1))


async def knocked_at(port: int) -> None:
    """Wait, within bounds, until somebody asks where no feed is, and hang up."""
    knocked = asyncio.Event()

    def hang_up(_: asyncio.StreamReader, caller: asyncio.StreamWriter) -> None:
        caller.close()
        knocked.set()

    async with asyncio.timeout(60), await asyncio.start_server(hang_up, "127.0.0.1", port):
        await knocked.wait()


async def test_a_filter_moves_the_position_over_what_was_not_asked_for(
    door: Door, pool: Pool, position: FilePosition
) -> None:
    await record(pool, closed().events)
    await record(pool, another(invited(), OTHER))
    taken = await take(door, len(invited().events) - 1, position, visits=[OTHER])
    assert {event.visit for event in taken} == {OTHER}


class Played:
    """A feed that answers as it is told."""

    def __init__(self, *answers: web.Response) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.query["after"])
        return self.answers.pop(0) if self.answers else web.Response(status=418)

    async def serve(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/events", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await runner.cleanup()


def batch(*positions: int, looked_at: int | None = None) -> web.Response:
    events = [{"id": f"v/{p}", "position": p, "type": "t", "partitionkey": "v"} for p in positions]
    last = looked_at if looked_at is not None else positions[-1]
    return web.Response(text=json.dumps(events), headers={"Feed-Position": f"{last}"})


async def from_played(
    played: Played, position: Position, types: Sequence[str] = ()
) -> tuple[list[int], Exception | None]:
    taken: list[int] = []
    async for address in played.serve():
        try:
            async with asyncio.timeout(60):
                async for event in follow(address, "a-token", position=position, types=types):
                    taken.append(event.position)  # noqa: PERF401 - before it breaks off
        except (FeedRefused, GapInLog) as error:
            return taken, error
    return taken, None


async def test_what_will_pass_is_asked_again_and_what_will_not_is_told(
    position: FilePosition,
) -> None:
    played = Played(
        batch(1, 2),
        web.Response(status=503, headers={"Retry-After": "0"}),
        web.Response(status=502, text="<html>a proxy's words</html>"),
        web.Response(status=429),
        web.Response(text="not JSON", headers={"Feed-Position": "9"}),
        batch(3),
        web.Response(status=401, text='{"detail": "This token is not known."}'),
    )
    taken, error = await from_played(played, position)
    assert taken == [1, 2, 3]
    assert isinstance(error, FeedRefused)
    assert (error.status, str(error)) == (401, "This token is not known.")
    assert played.asked == ["0", "2", "2", "2", "2", "2", "3"]


@pytest.mark.parametrize(
    "answer",
    [batch(1, 3), batch(2), batch(looked_at=4)],
    ids=["a hole", "a late beginning", "nothing at all"],
)
async def test_a_gap_is_an_error(position: FilePosition, answer: web.Response) -> None:
    taken, error = await from_played(Played(answer), position)
    assert isinstance(error, GapInLog)
    assert await position.load() == len(taken)


async def test_with_a_filter_the_position_looked_at_counts(position: FilePosition) -> None:
    played = Played(batch(2, 5, looked_at=9), batch(looked_at=12))
    taken, error = await from_played(played, position, types=["t"])
    assert taken == [2, 5]
    assert isinstance(error, FeedRefused)
    assert played.asked == ["0", "9", "12"]
    assert await position.load() == 12


async def test_a_copy_is_compared_by_one_value(
    door: Door, pool: Pool, position: FilePosition
) -> None:
    await record(pool, invited().events)
    copy = RunningDigest()
    for event in await take(door, 2, position):
        copy.add(event)
    assert await copy.matches(door.address, door.token)

    kept = RunningDigest(copy.digest, copy.position)
    (event,) = await take(door, 1, position)
    other = FeedEvent(event.text.replace("coordinator", "somebody"), event.attributes)
    assert other.text != event.text
    kept.add(other)
    assert not await kept.matches(door.address, door.token)
    with pytest.raises(GapInLog):
        kept.add(event)


def test_it_needs_nothing_of_the_servers() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import feed.client, sys; print(*{m.partition('.')[0] for m in sys.modules})",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"asyncpg", "fastapi", "pydantic", "register", "schemas", "temporalio", "uvicorn"}
    assert heavy.isdisjoint(told.stdout.split())
