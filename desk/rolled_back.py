"""A transaction of which nothing is kept, for whoever looks before anything is decided."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from register.connection import Connection, Pool


@asynccontextmanager
async def rolled_back(pool: Pool) -> AsyncIterator[Connection]:
    """A connection; whatever is done by it in the block is as if it had not been."""
    async with pool.acquire() as connection:
        looking = connection.transaction()
        await looking.start()
        try:
            yield connection
        finally:
            await looking.rollback()
