"""Who did what, across all visits, programmes and reports: each event that a person made happen."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from register.connection import Connection
from register.streams import STREAMS, words_of
from rules.zones import at_london, end_of
from schemas.ids import SYSTEM, ActorRef

MOST = 5_000
"""Deeds that a page shows."""


class Deed(NamedTuple):
    """An event that somebody made happen.

    Attributes:
        position: In the log.
        at: When, by the clock of its process.
        actor: Who.
        subject: Of which visit, or other process.
        type: The kind of event.
        words: What happened.
    """

    position: int
    at: datetime
    actor: ActorRef
    subject: str
    type: str
    words: str


async def deeds(  # noqa: PLR0913 - what narrows them
    connection: Connection,
    *,
    first: date,
    last: date,
    actor: ActorRef | None = None,
    kind: str | None = None,
    most: int | None = None,
) -> list[Deed]:
    """What was done between two days of London, the latest first.

    Args:
        connection: Any.
        first: The first day.
        last: The last day.
        actor: Only by this one; what the engine did by itself is left out always.
        kind: Only events of this type.
        most: At most so many, the latest; all if not given.
    """
    rows = await connection.fetch(
        "SELECT position, aggregatetype, payload FROM events"
        " WHERE occurred_at >= $1 AND occurred_at < $2"
        " AND payload->>'actor' <> $3 AND ($4::text IS NULL OR payload->>'actor' = $4)"
        " AND ($5::text IS NULL OR type = $5) ORDER BY position DESC LIMIT $6",
        at_london(first, time()),
        end_of(last),
        SYSTEM,
        actor,
        kind,
        most,
    )
    found = []
    for row in rows:
        event = STREAMS[row["aggregatetype"]].event.model_validate_json(row["payload"])
        found.append(
            Deed(
                row["position"],
                event.at,
                event.actor,
                event.subject,
                event.type.value,
                words_of(event),
            )
        )
    return found


async def actors(connection: Connection) -> Sequence[ActorRef]:
    """Everybody who has made something happen."""
    rows = await connection.fetch(
        "SELECT DISTINCT payload->>'actor' AS actor FROM events WHERE payload->>'actor' <> $1"
        " ORDER BY 1",
        SYSTEM,
    )
    return [row["actor"] for row in rows]
