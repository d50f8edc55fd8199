"""The end of the log, held in memory for all who follow it in one process.

One task reads what is new, once, whoever and however many wait for it; each follower reads from
there at its own pace, by its own position. Nobody has a queue, so a follower that is slow or has
died costs nothing and delays nobody; one that falls behind what memory holds reads the register.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

import structlog

from register import publication
from register.connection import LOST, Connection, Pool
from register.publication import EVERYTHING, Page, Published, Wanted
from register.subscriptions import CHANGED
from schemas.subscriptions import SubscriptionId

_log = structlog.get_logger(__name__)

CHANNEL: Final = "events_grew"
_LOOK_EVERY = 0.25  # seconds; the notification is only a hint and may be lost on its way
_AT_ONCE = 1000
_AFTER_A_FAILURE = 0.5  # seconds


class Tail:
    """What is new in the log; made by `following`.

    Args:
        pool: Of the register; one connection is kept.
        keep: How many of the latest events memory holds at least.
    """

    def __init__(self, pool: Pool, keep: int) -> None:
        self._pool = pool
        self._keep = keep
        self._held: list[Published] = []
        self._position = 0
        self._hint = asyncio.Event()
        self._grown = asyncio.Event()
        self._listening = asyncio.Event()
        self._closed = False
        self._calls: dict[str, set[asyncio.Event]] = {}

    @property
    def position(self) -> int:
        """The last position seen."""
        return self._position

    @property
    def closed(self) -> bool:
        """Whether nobody should wait here any more."""
        return self._closed

    def close(self) -> None:
        """Let everybody who waits have an answer now, and nobody wait again."""
        self._closed = True
        self._grown.set()

    async def read(
        self, after: int, *, limit: int, wanted: Wanted = EVERYTHING, wait: float = 0
    ) -> Page:
        """The next events after a position.

        Args:
            after: Only positions beyond this one.
            limit: At most so many events.
            wanted: Only these.
            wait: Seconds to wait for the first of them, if there is none yet.

        Raises:
            asyncpg.PostgresError: The register had to be asked and did not answer; likewise
                `OSError`.
        """
        clock = asyncio.get_running_loop()
        until = clock.time() + wait
        while True:
            grown = self._grown
            page = self._remembered(after, limit, wanted)
            if page is None:
                async with self._pool.acquire() as connection:
                    page = await publication.page(
                        connection, after=after, limit=limit, wanted=wanted
                    )
            left = until - clock.time()
            if page.events or left <= 0 or self._closed:
                return page
            after = page.looked_at
            with suppress(TimeoutError):
                await asyncio.wait_for(grown.wait(), left)

    def _remembered(self, after: int, limit: int, wanted: Wanted) -> Page | None:
        first = self._position - len(self._held)  # the position before those held
        if after < first:
            return None
        if wanted.everything:
            events = self._held[after - first : after - first + limit]
        else:
            events = []
            for entry in self._held[after - first :]:
                if wanted.takes(entry):
                    events.append(entry)
                    if len(events) == limit:
                        break
        looked_at = events[-1].position if len(events) == limit else max(after, self._position)
        return Page(events, looked_at, max(after, self._position))

    @contextmanager
    def called(self, subscription: SubscriptionId) -> Iterator[asyncio.Event]:
        """An event that is set whenever a subscription was changed, or may have been."""
        call = asyncio.Event()
        self._calls.setdefault(subscription, set()).add(call)
        try:
            yield call
        finally:
            self._calls[subscription].discard(call)
            if not self._calls[subscription]:
                del self._calls[subscription]

    # --- Following ----------------------------------------------------------------------------

    async def begin(self) -> None:
        """Begin where the log ends now."""
        async with self._pool.acquire() as connection:
            self._position = await publication.head(connection)

    async def listening(self) -> None:
        """Wait until notifications are heard."""
        await self._listening.wait()

    async def keep_following(self) -> None:
        """Follow the log until it is closed, whatever becomes of the connection."""
        while not self._closed:  # a connection that breaks just then swallows the cancellation
            try:
                async with self._pool.acquire() as connection:
                    await self._listen(connection)
            except LOST as error:
                _log.warning("tail_lost", failure=type(error).__name__)
                await asyncio.sleep(_AFTER_A_FAILURE)

    async def _listen(self, connection: Connection) -> None:
        await connection.add_listener(CHANNEL, self._told)
        await connection.add_listener(CHANGED, self._call)
        for subscription in list(self._calls):  # what changed while nobody listened
            self._call(subscription)
        self._listening.set()
        try:
            while True:
                self._hint.clear()
                fresh = await publication.page(connection, after=self._position, limit=_AT_ONCE)
                if fresh.events:
                    self._take(fresh.events)
                    continue
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._hint.wait(), _LOOK_EVERY)
        finally:
            if not connection.is_closed():
                await connection.remove_listener(CHANNEL, self._told)
                await connection.remove_listener(CHANGED, self._call)

    def _told(self, *_about: object) -> None:
        self._hint.set()

    def _call(self, *about: object) -> None:
        for call in self._calls.get(f"{about[-1]}", ()):
            call.set()

    def _take(self, fresh: Sequence[Published]) -> None:
        self._held.extend(fresh)
        if len(self._held) > 2 * self._keep:
            del self._held[: -self._keep]
        self._position = self._held[-1].position
        self._grown.set()
        self._grown = asyncio.Event()


@asynccontextmanager
async def following(pool: Pool, *, keep: int = 10_000) -> AsyncIterator[Tail]:
    """Follow the log for as long as the block lasts.

    Args:
        pool: Of the register; one of its connections is kept, so it must have more.
        keep: How many of the latest events memory holds at least.

    Raises:
        asyncpg.PostgresError: The register cannot be read; likewise `OSError`.
    """
    tail = Tail(pool, keep)
    await tail.begin()
    task = asyncio.create_task(tail.keep_following())
    try:
        await tail.listening()
        yield tail
    finally:
        tail.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
