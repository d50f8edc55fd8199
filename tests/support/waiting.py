"""Waiting, within bounds, for what neither servers nor registers tell of."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(true: Callable[[], Awaitable[object]]) -> None:
    """Wait, within a minute, until something is true."""
    async with asyncio.timeout(60):
        while not await true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
