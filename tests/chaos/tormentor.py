"""Kills and stops servers and workers, one after the other, for as long as something is played."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

import asyncpg

from tests.e2e.consumers import FeedProcess
from tests.e2e.killing import KillableWorker
from tests.support.servers import Servers

FEED = "feed killed"
WORKER = "worker killed"
DATABASE = "database stopped at once"
RECOVERY = "database stopped at once, and again while it recovered"
CUT = "every connection to the database cut"
DRY = "no connection to the database to be had"
TEMPORAL = "Temporal killed"
_DOWN = 1.5
"""Seconds for which a server is away, at most; a worker notices that it was."""


class Tormentor:
    """What can be done to whatever runs, and how often it was.

    Args:
        seed: Decides what is done when.
        servers: That are stopped.
        worker: That is killed; started again also where it ended by itself.
        feed: Likewise, if there is one.
    """

    def __init__(
        self, seed: str, servers: Servers, worker: KillableWorker, feed: FeedProcess | None = None
    ) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be kept secret
        self._servers = servers
        self._worker = worker
        self._feed = feed
        self.done: Counter[str] = Counter()
        self.kinds: Mapping[str, Callable[[], Awaitable[None]]] = {
            WORKER: self.kill_worker,
            DATABASE: self.stop_database,
            RECOVERY: self.stop_recovery,
            TEMPORAL: self.kill_temporal,
            CUT: self.cut,
            DRY: self.exhaust,
            FEED: self.kill_feed,
        }

    async def torment(self, *, every: float, only: Sequence[str] = ()) -> None:
        """Do one thing after the other, with some seconds in between, for ever.

        Args:
            every: How many seconds, about.
            only: What; everything if it is not said.
        """
        kinds = list(only) or [one for one in self.kinds if self._feed or one != FEED]
        while True:
            # All of them in turn, in another order each time: none is left out by chance.
            for name in self._chance.sample(kinds, len(kinds)):
                await asyncio.sleep(self._chance.uniform(0.5, 1.5) * every)
                doing = asyncio.ensure_future(self.do(name))
                try:
                    await asyncio.shield(doing)
                except asyncio.CancelledError:
                    await doing  # nobody breaks it off half-way: what was stopped starts again
                    raise

    async def do(self, name: str) -> None:
        """Do one thing, and see that everything runs again."""
        await self.kinds[name]()
        self.done[name] += 1
        if not self._worker.lives:
            self.done["worker ended by itself, and started again"] += 1
            await self._start_worker()

    async def kill_worker(self) -> None:
        """`kill -9`, and another begins."""
        if self._worker.lives:
            await self._worker.kill()
        await self._start_worker()

    async def _start_worker(self) -> None:
        while True:
            self._worker.stop()
            with contextlib.suppress(AssertionError, TimeoutError):
                await self._worker.start()
                return

    async def stop_database(self) -> None:
        """`stop -m immediate`, a while without it, and it recovers."""
        await self._servers.database.stop_at_once()
        await self._while_it_is_away()
        self._servers.database.start()

    async def stop_recovery(self) -> None:
        """The same, and it is stopped again while it has just begun to recover."""
        await self._servers.database.stop_at_once()
        self._servers.database.begin()
        await asyncio.sleep(self._chance.uniform(0, 0.2))
        await self._servers.database.stop_at_once()
        await self._while_it_is_away()
        self._servers.database.start()

    async def kill_temporal(self) -> None:
        """`kill -9`, a while without it, and it goes on from its file."""
        await self._servers.temporal.kill()
        await self._while_it_is_away()
        self._servers.temporal.start()

    async def _while_it_is_away(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, _DOWN))

    async def cut(self) -> None:
        """End every connection to the register, whoever's it is."""
        connection = await asyncpg.connect(self._servers.database.url)
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        finally:
            await connection.close()

    async def exhaust(self) -> None:
        """Cut everybody off and take all connections that there are, for a while."""
        held = []
        await self.cut()
        try:
            with contextlib.suppress(asyncpg.TooManyConnectionsError):
                while True:
                    held.append(await asyncpg.connect(self._servers.database.url))
            await self._while_it_is_away()
        finally:
            for connection in held:
                await connection.close()

    async def kill_feed(self) -> None:
        """`kill -9` what consumers read from, and start it again."""
        if self._feed is not None:
            self._feed.kill()
            await self._feed.start()
