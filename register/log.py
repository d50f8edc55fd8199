"""The event log: append once, in order; read from anywhere."""

from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple

from register.canonical import canonical_json
from register.connection import Connection
from rules.evolve import evolve
from schemas.events import EVENT, Event
from schemas.ids import ProgrammeId, VisitId
from schemas.state import VisitState

_APPEND_LOCK = 7_310_202_002
"""Held from the choice of a position to the commit, so positions are contiguous and in commit
order. At this volume that is simpler and safer than guessing at gaps (decision 0006)."""


class SequenceConflict(Exception):
    """A sequence number came again with another event, or left a gap: never ignored."""


class Logged(NamedTuple):
    """An event in its place in the log of all visits."""

    position: int
    programme: ProgrammeId
    event: Event


async def append(
    connection: Connection, state: VisitState | None, events: Sequence[Event]
) -> tuple[VisitState, list[tuple[Event, VisitState]]]:
    """Append a batch inside the caller's transaction; what is there already is left as it is.

    Args:
        connection: In a transaction that will be committed as a whole.
        state: The visit as the register has it; `None` before its first event.
        events: Consecutive events of one visit, at least one.

    Returns:
        The visit after the batch, and each event that was new with the state just after it.

    Raises:
        SequenceConflict: A number came again with another event, or leaves a gap.
    """
    visit = events[0].visit_id
    have = state.sequence if state else 0
    old = [event for event in events if event.sequence <= have]
    new = [event for event in events if event.sequence > have]
    await _require_same(connection, visit, old)
    if new and new[0].sequence != have + 1:
        raise SequenceConflict(f"{visit} has {have} events; {new[0].sequence} does not follow")
    position = await _next_position(connection) if new else 0
    appended: list[tuple[Event, VisitState]] = []
    for event in new:
        state = evolve(state, event)
        appended.append((event, state))
        await _insert(connection, position, state.programme, event)
        position += 1
    if state is None:
        raise SequenceConflict(f"{visit} has no events and none were given")
    return state, appended


async def _require_same(connection: Connection, visit: VisitId, old: Sequence[Event]) -> None:
    if not old:
        return
    rows = await connection.fetch(
        "SELECT sequence, payload FROM events WHERE aggregateid = $1 AND sequence = ANY($2::int[])",
        visit,
        [event.sequence for event in old],
    )
    recorded = {row["sequence"]: row["payload"] for row in rows}
    for event in old:
        known = recorded.get(event.sequence)
        # Compared as read: a release that added a field may retry what an older one recorded.
        if known is None or EVENT.validate_json(known) != event:
            raise SequenceConflict(f"event {event.sequence} of {visit} came again otherwise")


async def _next_position(connection: Connection) -> int:
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _APPEND_LOCK)
    last = await connection.fetchval("SELECT max(position) FROM events")
    return int(last or 0) + 1


async def _insert(
    connection: Connection, position: int, programme: ProgrammeId, event: Event
) -> None:
    await connection.execute(
        "INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type, programme,"
        " occurred_at, payload) VALUES ($1, $2, 'visit', $3, $4, $5, $6, $7, $8)",
        position,
        event_id(event),
        event.visit_id,
        event.sequence,
        event.type.value,
        programme,
        event.at.astimezone(UTC),
        canonical_json(event),
    )


def event_id(event: Event) -> str:
    """The CloudEvents id: the same whenever and wherever the event is delivered again."""
    return f"{event.visit_id}/{event.sequence}"


async def read(
    connection: Connection,
    *,
    visit: VisitId | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Logged]:
    """Read the log in order of position.

    Args:
        connection: Any.
        visit: Only this visit's events.
        after: Only positions beyond this one.
        limit: At most so many events.
    """
    rows = await connection.fetch(
        "SELECT position, programme, payload FROM events WHERE position > $1"
        " AND ($2::text IS NULL OR aggregateid = $2) ORDER BY position LIMIT $3",
        after,
        visit,
        limit,
    )
    return [
        Logged(row["position"], row["programme"], EVENT.validate_json(row["payload"]))
        for row in rows
    ]
