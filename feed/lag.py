"""Notes how far consumers have come, without a write for each of their requests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog

from register import followers
from register.connection import LOST, Pool
from schemas.access import ConsumerId

_log = structlog.get_logger(__name__)

_EVERY = 1.0  # seconds between two writes, whatever consumers do


class LagBook:
    """Where consumers are; written down once a second and at the end.

    Args:
        pool: The register.
        now: The clock.
    """

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now
        self._fresh: dict[tuple[ConsumerId, str], tuple[int, datetime]] = {}

    def seen(self, consumer: ConsumerId, door: str, position: int) -> None:
        """A consumer asked for what comes after a position, or was sent all up to it."""
        self._fresh[consumer, door] = (position, self._now())

    async def write_down(self) -> None:
        """Write what is new; what cannot be written now is kept for the next time."""
        fresh, self._fresh = self._fresh, {}
        if not fresh:
            return
        try:
            async with self._pool.acquire() as connection:
                await followers.seen(connection, fresh)
        except LOST as error:
            _log.warning("lag_not_written", failure=type(error).__name__)
            self._fresh = {**fresh, **self._fresh}

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            await self.write_down()


@asynccontextmanager
async def lag_book(pool: Pool, now: Callable[[], datetime]) -> AsyncIterator[LagBook]:
    """A book that is written for as long as the block lasts."""
    book = LagBook(pool, now)
    task = asyncio.create_task(book._keep_writing())  # noqa: SLF001 - the two are one
    try:
        yield book
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await book.write_down()
