"""What each decision led to, by its update id."""

from register.connection import Connection
from schemas.ids import UpdateId


async def keep(connection: Connection, subject: str, update_id: UpdateId, sequence: int) -> None:
    """Keep that a decision was taken and recorded; again is the same."""
    await connection.execute(
        "INSERT INTO decisions (subject, update_id, sequence) VALUES ($1, $2, $3)"
        " ON CONFLICT DO NOTHING",
        subject,
        update_id,
        sequence,
    )


async def taken(connection: Connection, subject: str) -> dict[UpdateId, int]:
    """The last event of each decision of a process, by update id."""
    rows = await connection.fetch(
        "SELECT update_id, sequence FROM decisions WHERE subject = $1 ORDER BY sequence", subject
    )
    return {row["update_id"]: row["sequence"] for row in rows}


async def sequence_of(connection: Connection, subject: str, update_id: UpdateId) -> int | None:
    """The last event of a decision of a process; `None` where it is not known."""
    found: int | None = await connection.fetchval(
        "SELECT sequence FROM decisions WHERE subject = $1 AND update_id = $2", subject, update_id
    )
    return found
