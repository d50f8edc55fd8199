"""One process at a time does something, for longer than a transaction lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from register.connection import LOST, Connection


@asynccontextmanager
async def alone(connection: Connection, name: str, *, wait: bool = False) -> AsyncIterator[bool]:
    """Hold a lock of the connection's session for as long as the block lasts.

    The pool does not put sessions in order, so a lock must not be left to it: where it cannot be
    told whether a lock is let go, the connection is closed, and the database lets go of it.

    Args:
        connection: Which holds the lock.
        name: Of what is done by one at a time.
        wait: Whether to wait for whoever does it; otherwise yields whether nobody does.

    Raises:
        LockNotAvailableError: Whoever does it did not end in time.
    """
    lock = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    try:
        held = await connection.fetchval(f"SELECT {lock}(hashtext($1))", name) is not False
    except asyncpg.PostgresError:
        raise
    except BaseException:
        _close(connection)
        raise
    try:
        yield held
    finally:
        if held:
            await _let_go(connection, name)


async def _let_go(connection: Connection, name: str) -> None:
    try:
        await connection.execute("SELECT pg_advisory_unlock(hashtext($1))", name)
    except LOST:
        _close(connection)
    except BaseException:
        _close(connection)
        raise


def _close(connection: Connection) -> None:
    with suppress(asyncpg.InterfaceError):  # it has broken already, and is none of its pool's
        connection.terminate()
