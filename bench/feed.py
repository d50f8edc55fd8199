"""Times of the feed: how soon an event is with those who follow, and how fast a log is replayed.

`python -m bench.feed` measures these alone.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
import asyncpg
from rich.console import Console
from rich.table import Table

from feed.pull import MOST
from register import tokens
from register.connection import Pool, open_pool
from register.migrate import migrate
from schemas.access import WHOLE_EVENTS
from stack import throwaway_stack
from tests.register.long_log import make_long_log
from worker.logs import set_up_logs
from workflows.search_attributes import server_types

CONSUMERS = 50
STUCK = 5
RATE = 200  # events a second
BEHIND = 100_000  # events that those who never read ask for
SECONDS = 15
ROUNDS = 3
LONG = 1_000_000
PAGES = (1_000, MOST)  # events a request: what it gets if it does not say, and the most


async def measure_feed(database_url: str, table: Table) -> None:
    """Measure both, each on a database of its own, and add the rows to the table."""
    for number in range(ROUNDS):
        async with _register(database_url, f"feed_live_{number}") as (url, token):
            await _measure_latency(url, token, table, stuck=STUCK if number == ROUNDS - 1 else 0)
    async with _register(database_url, "feed_replay") as (url, token), open_pool(url) as pool:
        await make_long_log(pool, LONG)
        await _measure_replay(url, pool, token, table)


@asynccontextmanager
async def _register(database_url: str, name: str) -> AsyncIterator[tuple[str, str]]:
    admin = await asyncpg.connect(database_url)
    try:
        await admin.execute(f"CREATE DATABASE {name}")
    finally:
        await admin.close()
    url = f"{database_url.rsplit('/', 1)[0]}/{name}"
    async with open_pool(url) as pool:
        await migrate(pool)
        async with pool.acquire() as connection:
            _, token = await tokens.make(connection, "bench", WHOLE_EVENTS)
    yield url, token


# --- From the commit to the consumer ----------------------------------------------------------


async def _measure_latency(url: str, token: str, table: Table, *, stuck: int) -> None:
    if stuck:
        async with open_pool(url) as pool:
            await make_long_log(pool, BEHIND)
    with tempfile.TemporaryDirectory() as folder:
        came, committed = Path(folder, "came"), Path(folder, "committed")
        with (
            _process("feed", database_url=url) as (feed, address),
            _process(
                "readers",
                address=address,
                token=token,
                after=BEHIND if stuck else 0,
                number=CONSUMERS,
                stuck=stuck,
                results=f"{came}",
            ),
            _process(
                "writer",
                database_url=url,
                first=BEHIND,
                rate=RATE,
                seconds=SECONDS,
                results=f"{committed}",
            ),
        ):
            await asyncio.sleep(1)  # until the last events have come
            used, memory = _used(feed)
        latencies = _latencies(_pairs(committed), _pairs(came))
    expected = CONSUMERS * len(set(latencies.positions))
    besides = f", {stuck} more that never read" if stuck else ""
    table.add_row(f"{RATE} events/s to {CONSUMERS} streams{besides}", f"{len(latencies.all)} seen")
    if len(latencies.all) != expected:
        table.add_row("  MISSED", f"{expected - len(latencies.all)}")
    cuts = statistics.quantiles(latencies.all, n=1000)
    table.add_row("  from commit to consumer p50", f"{cuts[499]:.1f} ms")
    table.add_row("  from commit to consumer p99", f"{cuts[989]:.1f} ms")
    table.add_row("  from commit to consumer p99.9", f"{cuts[998]:.1f} ms")
    table.add_row("  the feed's processor time, memory", f"{used:.1f} s, {memory} MB")
    table.add_row("  load of the machine", _load())


class _Latencies:
    def __init__(self, positions: list[int], milliseconds: list[float]) -> None:
        self.positions = positions
        self.all = milliseconds


def _latencies(committed: dict[int, list[int]], came: dict[int, list[int]]) -> _Latencies:
    return _Latencies(
        list(committed),
        [
            (at - written) / 1e6
            for position, [written] in committed.items()
            for at in came.get(position, [])
        ],
    )


def _pairs(results: Path) -> dict[int, list[int]]:
    flat = array("q")
    flat.frombytes(results.read_bytes())
    times: dict[int, list[int]] = {}
    for position, at in zip(flat[::2], flat[1::2], strict=True):
        times.setdefault(position, []).append(at)
    return times


def _used(process: int) -> tuple[float, int]:
    """Processor time in seconds and most memory in MB; only Linux tells of another process."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0, 0
    ticks = int(fields[11]) + int(fields[12])
    most = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(most.split()[1]) // 1024


# --- Replay -----------------------------------------------------------------------------------


async def _measure_replay(url: str, pool: Pool, token: str, table: Table) -> None:
    ratios: dict[int, list[float]] = {page: [] for page in PAGES}
    with _process("feed", database_url=url) as (_, address):
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            bare = await _read_bare(pool)
            took = time.perf_counter() - begun
            times = [f"{took:.1f}"]
            for page in PAGES:
                begun = time.perf_counter()
                served = await _read_served(address, token, page)
                ended = time.perf_counter()
                assert bare == served, "both read the same"  # noqa: S101 - or times mean nothing
                ratios[page].append(took / (ended - begun))
                times.append(f"{ended - begun:.1f}")
            table.add_row(
                f"replay of {LONG:,} events, {bare / 1e6:.0f} MB: bare cursor, "
                f"served by {' and by '.join(f'{page:,}' for page in PAGES)}",
                f"{', '.join(times)} s",
            )
    for page in PAGES:
        median = statistics.median(ratios[page])
        table.add_row(f"  speed against the cursor's by {page:,} (median)", f"{median:.2f}")
    table.add_row("  load of the machine", _load())


async def _read_bare(pool: Pool) -> int:
    """What reading the log costs anybody: the bytes of each event, from a cursor."""
    read = 0
    async with pool.acquire() as connection, connection.transaction():
        rows = connection.cursor("SELECT cloudevent FROM events ORDER BY position", prefetch=MOST)
        async for row in rows:
            read += len(row["cloudevent"].encode())
    return read


async def _read_served(address: str, token: str, page: int) -> int:
    """The same bytes as a consumer gets them."""
    read = after = 0
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(address, headers=headers) as session:
        while after < LONG:
            query = {"after": after, "limit": page}
            async with session.get("/events", params=query, raise_for_status=True) as answer:
                body = await answer.read()
                before, after = after, int(answer.headers["Feed-Position"])
            read += len(body) - (after - before) - 1  # without the brackets and the commas
    return read


# --- Processes --------------------------------------------------------------------------------


@contextmanager
def _process(role: str, **needs: str | float) -> Iterator[tuple[int, str]]:
    """A process of `bench.processes` with what it says when it is ready; ended with the block."""
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-m", "bench.processes", role, json.dumps(needs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None  # noqa: S101 - a pipe, as asked for
        assert process.stdout is not None  # noqa: S101 - likewise
        try:
            said = process.stdout.readline().decode().strip()
            if not said:
                raise RuntimeError(f"the process of the {role} ended")
            yield process.pid, said
        finally:
            process.stdin.close()
            process.wait()


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def main() -> int:
    """Measure on a stack of its own and print the table."""
    set_up_logs(level=40)
    table = Table("what", "measured", title="The feed on this machine, in one run")
    with throwaway_stack(search_attributes=server_types()) as stack:
        asyncio.run(measure_feed(stack.addresses.database_url, table))
    Console().print(table)
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # The SDK can abort while the interpreter ends after all went well; the status must be true.
    os._exit(status)
