"""The end of the log, held in memory for all who follow it in one process.

One task reads what is new, once, whoever and however many wait for it; each follower reads from
there at its own pace, by its own position. Nobody has a queue, so a follower that is slow or has
died costs nothing and delays nobody; one that falls behind what memory holds reads the register.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final, Protocol, TypeVar

import structlog

from register import publication
from register.connection import Connection, Pool
from register.publication import EVERYTHING, Batch, Page, Published, Wanted
from register.subscriptions import CHANGED
from register.tokens import REVOKED

_log = structlog.get_logger(__name__)

CHANNEL: Final = "events_grew"
_AT_ONCE = 1000
_AFTER_A_FAILURE = 0.5  # seconds
_UNANSWERED = 10.0  # seconds without an answer after which another connection is tried

LOOK_EVERY: Final = 0.25
"""Seconds between two looks without a notification, which is only a hint and may be lost."""

SILENT: Final = 5.0
"""Seconds without an answer of the register after which nobody should count on us."""

FIRST_LOOK: Final = 5.0
"""Seconds that a start waits for the register before it goes on without."""

BREATH: Final = 0.01
"""Seconds between two looks while events keep coming: they are handed on together, so that what it
costs to wake every follower is paid a hundred times a second at the most, not once an event. The
first event after a pause goes out at once. With 200 events a second and fifty followers, events are
with them within 8 ms in the median and the process is busy for half of its time; with forty looks a
second the delay was twice as long and the work a third less (`make bench`)."""

_CATCHING_UP = 3
"""How many followers that fell behind read the register at the same time: enough to keep it busy,
and few enough to leave connections and time to everybody else."""


class _Answer(Protocol):
    """What a read comes back with, in whichever form."""

    @property
    def looked_at(self) -> int:
        """The last position looked at."""

    def __bool__(self) -> bool:
        """Whether any event is in it."""


A = TypeVar("A", bound=_Answer)


class Tail:
    """What is new in the log; made by `following`.

    Args:
        pool: Of the register; one connection is kept.
        keep: How many of the latest events memory holds at least.
        silent: Seconds without an answer of the register after which it does not follow.
        look_every: Seconds between two looks where nothing is heard.
    """

    def __init__(
        self, pool: Pool, *, keep: int, silent: float, look_every: float = LOOK_EVERY
    ) -> None:
        self._pool = pool
        self._keep = keep
        self._silent = silent
        self._look_every = look_every
        self._held: list[Published] = []
        self._position = 0
        self._hint = asyncio.Event()
        self._grown = asyncio.Event()
        self._ready = asyncio.Event()
        self._ended = False
        self._put_back = 0
        self._last: Published | None = None
        self._heard = -math.inf
        self._catching_up = asyncio.Semaphore(_CATCHING_UP)
        self._calls: dict[tuple[str, str], list[Callable[[], None]]] = {}

    @property
    def position(self) -> int:
        """The last position seen."""
        return self._position

    @property
    def held(self) -> int:
        """How many events memory holds."""
        return len(self._held)

    @property
    def follows(self) -> bool:
        """Whether the register has answered within the last seconds."""
        return time.monotonic() - self._heard < self._silent

    @property
    def ended(self) -> bool:
        """Whether nobody is to wait any more, because the process is about to end."""
        return self._ended

    @property
    def put_back(self) -> int:
        """How often the register was found to have been put back to an earlier day.

        Whoever follows over that may have seen positions that are none any more, or other events.
        """
        return self._put_back

    def end(self) -> None:
        """Let everybody go who waits; from now on a read answers with what there is."""
        self._ended = True
        self._wake()

    async def read(
        self,
        after: int,
        *,
        limit: int,
        wanted: Wanted = EVERYTHING,
        wait: float = 0,
        put_back: int | None = None,
    ) -> Page:
        """The next events after a position.

        Args:
            after: Only positions beyond this one.
            limit: At most so many events.
            wanted: Only these.
            wait: Seconds to wait for the first of them, if there is none yet.
            put_back: How often the register had been put back when it was known to reach that
                position; by default now. If it has been since, nothing is waited for.

        Raises:
            asyncpg.PostgresError: The register had to be asked and did not answer; likewise
                `OSError` and `asyncpg.InterfaceError`.
        """

        async def ask(connection: Connection, after: int) -> Page:
            return await publication.page(connection, after=after, limit=limit, wanted=wanted)

        return await self._read(
            after, wait, ask, lambda at: self._remembered(at, limit, wanted), put_back
        )

    async def read_batch(  # noqa: PLR0913 - as for `read`, and in which form
        self,
        after: int,
        *,
        whole: bool,
        limit: int,
        wanted: Wanted = EVERYTHING,
        wait: float = 0,
        put_back: int | None = None,
    ) -> Batch:
        """The same as one JSON array, for a reader who may see all of an event or not.

        It costs no work for each event, but for those of which something is withheld.
        """

        async def ask(connection: Connection, after: int) -> Batch:
            return await publication.batch(
                connection, whole=whole, after=after, limit=limit, wanted=wanted
            )

        def remembered(after: int) -> Batch | None:
            page = self._remembered(after, limit, wanted)
            return None if page is None else page.batch(whole=whole)

        return await self._read(after, wait, ask, remembered, put_back)

    async def _read(
        self,
        after: int,
        wait: float,
        ask: Callable[[Connection, int], Awaitable[A]],
        remembered: Callable[[int], A | None],
        put_back: int | None,
    ) -> A:
        clock = asyncio.get_running_loop()
        until = clock.time() + wait
        put_back = self._put_back if put_back is None else put_back
        while True:
            # Taken before the look: what comes after the look sets this one, and not a later one.
            grown = self._grown
            # Memory is a moment behind: it serves those who wait, others get what is recorded now.
            answer = remembered(after) if wait else None
            if answer is None:
                async with self._catching_up, self._pool.acquire() as connection:
                    answer = await ask(connection, after)
            over = self._ended or self._put_back != put_back or clock.time() >= until
            if answer or over:
                return answer
            after = answer.looked_at
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await grown.wait()

    def _remembered(self, after: int, limit: int, wanted: Wanted) -> Page | None:
        first = self._position - len(self._held)  # the position before those held
        if after < first or not self._ready.is_set():
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
    def calling(self, channel: str, name: str, call: Callable[[], None]) -> Iterator[None]:
        """Call for as long as the block lasts whenever something was told of, or may have been.

        Args:
            channel: `CHANGED` for subscriptions, `REVOKED` for tokens.
            name: The id of one of them.
            call: What is called, in the loop; it must be quick.
        """
        calls = self._calls.setdefault((channel, name), [])
        calls.append(call)
        try:
            yield
        finally:
            calls.remove(call)
            if not calls:
                del self._calls[channel, name]

    # --- Following ----------------------------------------------------------------------------

    async def _follow(self) -> None:
        while not self._ended:  # a connection that breaks just then swallows the cancellation
            try:
                async with self._pool.acquire() as connection:
                    try:
                        await self._listen(connection)
                    finally:
                        # Its listener and whatever it still waits for end with it, at once. To
                        # take leave politely would be to wait for a server that may be gone.
                        connection.terminate()
            except TimeoutError as error:
                # Its host may be gone without a word, and the pool's other connections with it.
                _log.warning("tail_lost", failure=type(error).__name__)
                await self._pool.expire_connections()
            except Exception as error:  # noqa: BLE001 - whatever it was, all who follow depend on us
                _log.warning("tail_lost", failure=type(error).__name__)
                await asyncio.sleep(_AFTER_A_FAILURE)

    async def _listen(self, connection: Connection) -> None:
        async with asyncio.timeout(_UNANSWERED):
            await connection.add_listener(CHANNEL, self._told)
            for channel in (CHANGED, REVOKED):
                await connection.add_listener(channel, self._call)
            for channel, name in list(self._calls):  # what was told while nobody listened
                self._call(channel, name)
            await self._find_the_end(connection)
        while True:
            self._hint.clear()
            async with asyncio.timeout(_UNANSWERED):
                fresh = await publication.page(connection, after=self._position, limit=_AT_ONCE)
            self._heard = time.monotonic()
            if fresh.events:
                self._take(fresh.events)
                if len(fresh.events) == _AT_ONCE:
                    continue
                await asyncio.sleep(BREATH)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look_every):
                    await self._hint.wait()

    async def _find_the_end(self, connection: Connection) -> None:
        known = self._ready.is_set()
        if known and await self._at(connection, self._position) == self._last:
            return
        head = await publication.head(connection)
        self._last = await self._at(connection, head)
        if known:
            # The register was put back to an earlier day, and may have gone on since: what memory
            # holds is not its log.
            _log.error("log_was_put_back", was=self._position, now=head)
            self._held.clear()
            self._put_back += 1
        self._position = head
        self._ready.set()
        self._wake()

    @staticmethod
    async def _at(connection: Connection, position: int) -> Published | None:
        page = await publication.page(connection, after=position - 1, limit=1)
        return next((entry for entry in page.events if entry.position == position), None)

    def _told(self, *_about: object) -> None:
        self._hint.set()

    def _call(self, *about: object) -> None:
        *_, channel, name = about
        for call in list(self._calls.get((f"{channel}", f"{name}"), ())):
            call()

    def _take(self, fresh: Sequence[Published]) -> None:
        if fresh[-1].position - self._position == len(fresh):
            self._held.extend(fresh)
            if len(self._held) > 2 * self._keep:
                del self._held[: -self._keep]
        else:
            # Memory counts on positions without a gap; without it all read the register.
            _log.error("gap_in_the_log", after=self._position, until=fresh[-1].position)
            self._held.clear()
        self._position = fresh[-1].position
        self._last = fresh[-1]
        self._wake()

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()


@asynccontextmanager
async def following(
    pool: Pool,
    *,
    keep: int = 10_000,
    first_look: float = FIRST_LOOK,
    silent: float = SILENT,
    look_every: float = LOOK_EVERY,
) -> AsyncIterator[Tail]:
    """Follow the log for as long as the block lasts.

    The block begins when the end of the log is found; if that takes too long it begins anyway, and
    whoever reads before the register answers gets the error that the register gives.

    Args:
        pool: Of the register; one of its connections is kept, so it must have more.
        keep: How many of the latest events memory holds at least.
        first_look: Seconds until the block begins anyway.
        silent: Seconds without an answer of the register after which the tail does not follow.
        look_every: Seconds between two looks where no notification comes.
    """
    tail = Tail(pool, keep=keep, silent=silent, look_every=look_every)
    task = asyncio.create_task(tail._follow())  # noqa: SLF001 - the two are one
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(first_look):
                await tail._ready.wait()  # noqa: SLF001 - as above
        yield tail
    finally:
        tail.end()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
