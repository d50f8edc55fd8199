"""Whether there are programmes or reports: for those who need not load what they are made of."""

from register.connection import Connection


async def any_programmes(connection: Connection) -> bool:
    """Whether there is a programme that is not closed."""
    found = await connection.fetchval("SELECT true FROM programmes WHERE stage <> 'closed' LIMIT 1")
    return bool(found)


async def any_reports(connection: Connection) -> bool:
    """Whether there is a report that is not over."""
    found = await connection.fetchval(
        "SELECT true FROM reports WHERE stage NOT IN ('withdrawn', 'settled') LIMIT 1"
    )
    return bool(found)
