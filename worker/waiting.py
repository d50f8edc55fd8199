"""Begins what needs servers when they are there: a process that starts before them waits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Final, TypeVar

import asyncpg
import structlog
from temporalio.service import RPCError, RPCStatusCode

from desk.answers import TemporalUnavailable
from register.connection import RegisterClosed, RegisterUnavailable

T = TypeVar("T")

_log = structlog.get_logger(__name__)

FIRST_PAUSE: Final = 1.0
"""Seconds before the second try; each pause is twice the one before."""
LONGEST_PAUSE: Final = 30.0

_AWAY = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED)


@asynccontextmanager
async def when_servers_are_there(
    begin: Callable[[], AbstractAsyncContextManager[T]], *, pause: float = FIRST_PAUSE
) -> AsyncIterator[T]:
    """Enter a context as soon as its servers let it, saying in the log what is waited for.

    What a person must mend ends the wait at once: a wrong password, a register that was not
    migrated, search attributes that were not registered.

    Args:
        begin: Makes the context anew for each try.
        pause: Seconds before the second try.
    """
    async with AsyncExitStack() as stack:
        yield await _entered(stack, begin, pause)


async def _entered(
    stack: AsyncExitStack, begin: Callable[[], AbstractAsyncContextManager[T]], pause: float
) -> T:
    while True:
        try:
            return await stack.enter_async_context(begin())
        except Exception as error:
            if not _is_away(error):
                raise
            _log.warning("waiting_for_servers", why=_why(error), next_try_in=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _is_away(error: Exception) -> bool:
    match error:
        case RegisterClosed():
            return False
        case RegisterUnavailable() | TemporalUnavailable():
            return True
        case RPCError():
            return error.status in _AWAY
        # It went away again while we began.
        case _:
            return isinstance(error, asyncpg.PostgresConnectionError | asyncpg.InterfaceError)


def _why(error: Exception) -> str:
    """Our own sentences; of what others say, the class."""
    ours = isinstance(error, RegisterUnavailable | TemporalUnavailable)
    return str(error) if ours else type(error).__name__
