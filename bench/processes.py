"""The processes of the feed's benchmark: the feed itself, its readers and a writer.

Run as a program: `python -m bench.processes ROLE '<json of what it needs>'`. Each says on one line
what it has to say when it is ready, and ends when its standard input does, so that none is left.
"""

import asyncio
import contextlib
import json
import re
import sys
import time
from array import array
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from feed.server import serving_feed
from register import log
from register.connection import Connection, open_pool
from rules.evolve import evolve
from schemas.events.event import VisitEvent
from schemas.state import VisitState
from tests.register.recording import numbered
from tests.support.visits import closed
from worker.logs import set_up_logs

_ENTRY = re.compile(rb"id: (\d+)\nevent: ")


async def feed(database_url: str) -> None:
    """Serve the feed; says its address."""
    async with open_pool(database_url) as pool, serving_feed(pool, "127.0.0.1", 0) as address:
        await _ready(address)


# --- Reading ----------------------------------------------------------------------------------


class _Reader(asyncio.Protocol):
    """As little of a consumer as can tell when each event came."""

    def __init__(self, request: bytes, came: "array[int]") -> None:
        self._request = request
        self._came = came
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP gives
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Note which events came and when."""
        now = time.time_ns()
        text = self._rest + data
        end = 0
        for entry in _ENTRY.finditer(text):
            self._came.extend((int(entry[1]), now))
            end = entry.end()
        self._rest = text[end:]


async def readers(  # noqa: PLR0913, PLR0917 - one for each thing they need
    address: str, token: str, after: int, number: int, stuck: int, results: str
) -> None:
    """Read the stream so many times; at the end, write down each position and when it came.

    Args:
        address: Of the feed.
        token: With its scope.
        after: From which position.
        number: How many read.
        stuck: How many besides ask for everything and never read.
        results: The file to write, pairs of 64 bits.
    """
    where = urlsplit(address)
    came = array("q")

    async def open_stream(after: int) -> asyncio.Transport:
        request = (
            f"GET /events/stream?after={after} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        )
        transport, _ = await asyncio.get_running_loop().create_connection(
            lambda: _Reader(request.encode(), came), f"{where.hostname}", int(where.port or 80)
        )
        return transport

    for _ in range(stuck):
        (await open_stream(0)).pause_reading()
    for _ in range(number):
        await open_stream(after)
    await asyncio.sleep(1)  # until each has its stream
    await _ready("reading")
    await asyncio.to_thread(Path(results).write_bytes, came.tobytes())


# --- Writing ----------------------------------------------------------------------------------


async def writer(database_url: str, first: int, rate: float, seconds: float, results: str) -> None:
    """Record events at a steady rate; then write down each position and when it was committed.

    Args:
        database_url: The register.
        first: The number of the first visit that is made up.
        rate: Events a second; what is due is recorded in one transaction, as the recorder does.
        seconds: How long.
        results: The file to write, pairs of 64 bits.
    """
    committed = array("q")
    made = _events(first)
    async with open_pool(database_url) as pool, pool.acquire() as connection:
        begun = time.perf_counter()
        done = 0
        while (passed := time.perf_counter() - begun) < seconds:
            while done < passed * rate:
                due = min(int(passed * rate) + 1 - done, 10)
                done += await _record(connection, made, due, committed)
            await asyncio.sleep(max(0.0, done / rate - (time.perf_counter() - begun)))
    Path(results).write_bytes(committed.tobytes())  # noqa: ASYNC240 - nothing else runs here
    await _ready("written")


def _events(first: int) -> Iterator[tuple[VisitState | None, VisitEvent]]:
    """One visit after the other, each event with the state before it."""
    visit = closed()
    for number in count(first):
        state: VisitState | None = None
        for event in numbered(visit, number):
            yield state, event
            state = evolve(state, event)


async def _record(
    connection: Connection,
    made: Iterator[tuple[VisitState | None, VisitEvent]],
    due: int,
    committed: "array[int]",
) -> int:
    async with connection.transaction():
        for _ in range(due):
            state, event = next(made)
            await log.append(connection, state, [event], evolve)
        last = int(await connection.fetchval("SELECT max(position) FROM events"))
    now = time.time_ns()
    for position in range(last - due + 1, last + 1):
        committed.extend((position, now))
    return due


# --- Being a process --------------------------------------------------------------------------


async def _ready(said: str) -> None:
    """Say it, and wait until whoever started us has no more need of us."""
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


_ROLES: dict[str, Callable[..., Awaitable[None]]] = {
    "feed": feed,
    "readers": readers,
    "writer": writer,
}

if __name__ == "__main__":
    set_up_logs(level=40)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_ROLES[sys.argv[1]](**json.loads(sys.argv[2])))  # type: ignore[arg-type]  # each role knows its own arguments
