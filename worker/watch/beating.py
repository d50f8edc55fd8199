"""Whether the event loop of a process turns: a beat that stops when it does."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

EVERY: Final = 1.0
"""Seconds between two beats."""


class Beat:
    """When an event loop last turned; read by another thread."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._late = 0.0

    @property
    def stopped_for(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last

    @property
    def late(self) -> float:
        """By how many seconds the latest beat came too late."""
        return max(self._late, self.stopped_for - EVERY, 0.0)

    def beat(self) -> None:
        """It turns."""
        self._late = max(self.stopped_for - EVERY, 0.0)
        self._last = time.monotonic()


@asynccontextmanager
async def beating() -> AsyncIterator[Beat]:
    """Beat in the running event loop for as long as the block lasts."""
    beat = Beat()

    async def go_on() -> None:
        while True:
            beat.beat()
            await asyncio.sleep(EVERY)

    task = asyncio.create_task(go_on())
    try:
        yield beat
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
