"""Waiting, within bounds, for what neither servers nor registers tell of."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(true: Callable[[], Awaitable[object]], *, within: float = 60) -> None:
    """Wait, within so many seconds, until something is true."""
    async with asyncio.timeout(within):
        while not await true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
