"""Opens the register for whoever uses it: not before it is what this release understands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from register.connection import Pool, open_pool
from register.prepared import require_prepared


@asynccontextmanager
async def open_register(database_url: str, *, size: int = 10) -> AsyncIterator[Pool]:
    """Open a pool of connections to a register of this release, for as long as the block lasts.

    Args:
        database_url: `postgresql://…`, of the role that fits what is done.
        size: The most connections at once.

    Raises:
        RegisterUnavailable: Nobody answers at that address.
        RegisterClosed: It does not let us in, or only through a pooler.
        RegisterNotPrepared: It was not brought to this release.
        RegisterNewer: It was brought to a later one.
    """
    async with open_pool(database_url, size=size) as pool:
        async with pool.acquire() as connection:
            await require_prepared(connection)
        yield pool
