"""Lets a person know where an activity comes upon something that the register lost."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from register.connection import Pool
from register.unreadable import Unreadable, tell_of

P = ParamSpec("P")
R = TypeVar("R")


class _HasRegister(Protocol):
    _pool: Pool


H = TypeVar("H", bound=_HasRegister)


def tells_what_is_unreadable(
    does: Callable[Concatenate[H, P], Awaitable[R]],
) -> Callable[Concatenate[H, P], Coroutine[Any, Any, R]]:
    """Keep for operators what an activity cannot read; Temporal tries it again all the same.

    As soon as it was put back from a copy, the next attempt goes on by itself.
    """

    @wraps(does)
    async def watched(self: H, /, *args: P.args, **options: P.kwargs) -> R:
        try:
            return await does(self, *args, **options)
        except Unreadable as found:
            async with self._pool.acquire() as connection:
                await tell_of(connection, found)
            raise

    return watched
