"""Whether anything lives beside visits; what, tells `register.related`."""

from register.connection import Connection


async def is_any(connection: Connection) -> bool:
    """Whether there is, or was, anything."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM side_processes)")
    return found
