"""Sessions of PostgreSQL's, as a restart or a failover ends them."""

from register.connection import Connection


async def end_all_others(connection: Connection) -> None:
    """End every session in this database but the one that does it; listeners are among them."""
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"  # not PostgreSQL's own tidying up
    )
