"""How far each consumer has come, door by door."""

from collections.abc import Mapping
from datetime import datetime

from register.connection import Connection
from schemas.access import ConsumerId, DoorLag


async def seen(
    connection: Connection, positions: Mapping[tuple[ConsumerId, str], tuple[int, datetime]]
) -> None:
    """Note where consumers are; a consumer that went back is where it is now."""
    await connection.executemany(
        "INSERT INTO followers (consumer, door, position, seen_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (consumer, door) DO UPDATE"
        " SET position = excluded.position, seen_at = excluded.seen_at",
        [(consumer, door, *where) for (consumer, door), where in positions.items()],
    )


_PUSHED = (
    "UNION ALL SELECT consumer, 'push/' || id,"
    " coalesce((SELECT min(waiting.position) - 1 FROM deliveries AS waiting"
    " WHERE waiting.subscription = id AND waiting.status <> 'dead'), position),"
    " coalesce(last_success_at, created_at) FROM subscriptions WHERE status <> 'ended'"
)
"""A subscription tells by itself how far it is: before the first that has not arrived."""


async def lag(connection: Connection, consumer: ConsumerId | None = None) -> list[DoorLag]:
    """Who is how far behind, the furthest first.

    Args:
        connection: Any.
        consumer: Only this one's doors.
    """
    rows = await connection.fetch(
        f"WITH doors AS (SELECT consumer, door, position, seen_at FROM followers {_PUSHED})"  # noqa: S608 - constants
        " SELECT consumer, door, doors.position, seen_at, head - doors.position AS behind,"
        " (SELECT recorded_at FROM events WHERE events.position = doors.position + 1)"
        " AS behind_since"
        " FROM doors, (SELECT coalesce(max(position), 0) AS head FROM events) AS log"
        " WHERE $1::text IS NULL OR consumer = $1"
        " ORDER BY behind DESC, consumer, door",
        consumer,
    )
    return [DoorLag(**row) for row in rows]
