"""The one place that opens connections to PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from schemas.sentences import Sentence

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"


class RegisterUnavailable(Sentence):
    """The register cannot be reached; the sentence says what to do."""


@asynccontextmanager
async def open_pool(database_url: str, *, size: int = 10) -> AsyncIterator[Pool]:
    """Open a pool of connections for as long as the block lasts.

    Args:
        database_url: `postgresql://…`.
        size: The most connections at once; a worker's activities must not exceed it.

    Raises:
        RegisterUnavailable: Nobody answers at that address, or it does not let us in.
    """
    try:
        pool = await asyncpg.create_pool(
            database_url, min_size=1, max_size=size, timeout=10, command_timeout=30
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, ValueError) as error:
        raise RegisterUnavailable(
            "The register does not answer: PostgreSQL cannot be reached "
            f"({type(error).__name__}). Check DATABASE_URL, or start the stack with `visits up`."
        ) from None
    try:
        yield pool
    finally:
        await pool.close()
