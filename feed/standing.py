"""Waits that end with the token of whoever waits: when it is revoked, at once, or expires."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from feed.dependencies import Dependencies
from register import tokens
from register.tokens import REVOKED
from schemas.access import Token

T = TypeVar("T")


class TokenEnded(Exception):
    """The token of whoever waits opens nothing any more."""


class Standing:
    """Whether a token still opens what it opened; made by `standing`.

    Args:
        deps: The register and the clock.
        token: As it was when the request came.
    """

    def __init__(self, deps: Dependencies, token: Token) -> None:
        self._deps = deps
        self._token = token
        self._told = False
        self._wait: asyncio.Timeout | None = None

    async def require(self) -> None:
        """Look the token up again.

        Raises:
            TokenEnded: It was revoked, or has expired.
        """
        self._told = False
        async with self._deps.pool.acquire() as connection:
            known = await tokens.by_id(connection, self._token.id)
        if known is None or not known.opens(self._deps.now()):
            raise TokenEnded

    async def wait_for(self, work: Callable[[], Awaitable[T]]) -> T:
        """The outcome of something that may wait long.

        Args:
            work: What waits; it is given up when the token ends, and may be begun anew.

        Raises:
            TokenEnded: The token ended first.
        """
        while True:
            if self._told:
                await self.require()
            try:
                async with asyncio.timeout(self._left()) as self._wait:
                    return await work()
            except TimeoutError:
                if self._wait is None or not self._wait.expired():
                    raise
            finally:
                self._wait = None
            await self.require()

    def tell(self) -> None:
        """Let it be looked up again: it was revoked, or may have been."""
        self._told = True
        if self._wait is not None:
            self._wait.reschedule(asyncio.get_running_loop().time())

    def _left(self) -> float | None:
        if self._token.expires_at is None:
            return None
        return max((self._token.expires_at - self._deps.now()).total_seconds(), 0)


@asynccontextmanager
async def standing(deps: Dependencies, token: Token) -> AsyncIterator[Standing]:
    """Watch a token for as long as the block lasts.

    Raises:
        TokenEnded: It ended just before.
    """
    watched = Standing(deps, token)
    with deps.tail.calling(REVOKED, token.id, watched.tell):
        await watched.require()
        yield watched
