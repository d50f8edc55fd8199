"""Whether there are programmes: asked by those who need not load what programmes are made of."""

from register.connection import Connection


async def are_any(connection: Connection) -> bool:
    """Whether there is a programme that is not closed."""
    found = await connection.fetchval("SELECT true FROM programmes WHERE stage <> 'closed' LIMIT 1")
    return bool(found)
