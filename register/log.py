"""The event log: append once, in order; read from anywhere.

One log holds every stream: visits, the referrals and complaints that outlive them, and who read
their notes. A stream is named by its subject and has a sequence of its own; the position is over
all of them.
"""

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any, NamedTuple, TypeVar

from register.canonical import canonical_json
from register.cloudevents import to_cloudevent
from register.connection import Connection, RegisterUnavailable
from register.logged import Logged, event_id
from register.streams import STREAMS, StreamState
from rules import chain
from schemas.events.event import VISIT_EVENT, VisitEvent
from schemas.ids import ActorRef, ProgrammeId, VisitId
from schemas.streams import AnyEvent, Event, StreamKind

APPEND_LOCK = 7_310_202_002
"""Held from the choice of a position to the commit, so positions are contiguous and in commit
order. At this volume that is simpler and safer than guessing at gaps (decision 0006)."""


class SequenceConflict(Exception):
    """A sequence number came again with another event, or left a gap: never ignored.

    Attributes:
        final: Trying again will not help; a person has to see to it.
    """

    final = True


S = TypeVar("S", bound=StreamState)
E = TypeVar("E", bound=Event[Any, Any])


class _End(NamedTuple):
    """Where the log ends, and where it is published."""

    position: int
    digest: bytes
    address: str


async def append(
    connection: Connection,
    state: S | None,
    events: Sequence[E],
    fold: Callable[[S | None, E], S],
) -> tuple[S, list[tuple[E, S]]]:
    """Append a batch inside the caller's transaction; what is there already is left as it is.

    Args:
        connection: In a transaction that will be committed as a whole.
        state: The stream's fold as the register has it; `None` before its first event.
        events: Consecutive events of one stream, at least one.
        fold: How an event changes the state.

    Returns:
        The state after the batch, and each event that was new with the state just after it.

    Raises:
        SequenceConflict: A number came again with another event, or leaves a gap.
    """
    subject = events[0].subject
    have = state.sequence if state else 0
    old = [event for event in events if event.sequence <= have]
    new = [event for event in events if event.sequence > have]
    await _require_same(connection, subject, old)
    if new and new[0].sequence != have + 1:
        raise SequenceConflict(f"{subject} has {have} events; {new[0].sequence} does not follow")
    appended: list[tuple[E, S]] = []
    for event in new:
        state = fold(state, event)
        appended.append((event, state))
    await _insert(connection, [(event, after.programme) for event, after in appended])
    if state is None:
        raise SequenceConflict(f"{subject} has no events and none were given")
    return state, appended


async def positions(
    connection: Connection, subject: str, sequences: Sequence[int]
) -> dict[int, int]:
    """Where events of a stream stand in the log, by their sequence numbers."""
    rows = await connection.fetch(
        "SELECT sequence, position FROM events"
        " WHERE aggregateid = $1 AND sequence = ANY($2::int[])",
        subject,
        list(sequences),
    )
    return {row["sequence"]: row["position"] for row in rows}


async def _require_same(connection: Connection, subject: str, old: Sequence[AnyEvent]) -> None:
    if not old:
        return
    rows = await connection.fetch(
        "SELECT sequence, payload FROM events WHERE aggregateid = $1 AND sequence = ANY($2::int[])",
        subject,
        [event.sequence for event in old],
    )
    recorded = {row["sequence"]: row["payload"] for row in rows}
    for event in old:
        known = recorded.get(event.sequence)
        # Compared as read: a release that added a field may retry what an older one recorded.
        if known is None or type(event).model_validate_json(known) != event:
            raise SequenceConflict(f"event {event.sequence} of {subject} came again otherwise")


async def _insert(connection: Connection, events: Sequence[tuple[AnyEvent, ProgrammeId]]) -> None:
    """Give positions and write; from here to the commit nobody else appends."""
    if not events:
        return
    end = await _end(connection)
    position, digest = end.position, end.digest
    rows: list[tuple[object, ...]] = []
    for event, programme in events:
        position += 1
        published = chain.canonical(to_cloudevent(Logged(position, programme, event), end.address))
        digest = chain.link(digest, published)
        rows.append(
            (
                position,
                event_id(event),
                event.stream,
                event.subject,
                event.sequence,
                event.type.value,
                programme,
                event.at.astimezone(UTC),
                canonical_json(event),
                event.partition,
                published,
                digest,
            )
        )
    await connection.executemany(_INSERT, rows)


_INSERT = (
    "INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type, programme,"
    " occurred_at, payload, partition_key, cloudevent, digest)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
)


async def _end(connection: Connection) -> _End:
    await connection.execute("SELECT pg_advisory_xact_lock($1)", APPEND_LOCK)
    row = await connection.fetchrow(
        "SELECT position, digest, address FROM publication"
        " LEFT JOIN (SELECT position, digest FROM events ORDER BY position DESC LIMIT 1) AS last"
        " ON true"
    )
    if row is None:
        raise RegisterUnavailable(
            "The register does not say where events are published. Run `visits migrate`."
        )
    return _End(row["position"] or 0, row["digest"] or chain.START, row["address"])


_COLUMNS = "position, programme, aggregatetype, payload"


async def read(connection: Connection, *, visit: VisitId) -> list[Logged[VisitEvent]]:
    """Read a visit's own stream, in order of position."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM events WHERE aggregateid = $1 ORDER BY position",  # noqa: S608 - constants
        visit,
    )
    return [
        Logged(row["position"], row["programme"], VISIT_EVENT.validate_json(row["payload"]))
        for row in rows
    ]


async def decided_with(connection: Connection, visit: VisitId, sequence: int) -> list[VisitEvent]:
    """The events of one decision, in order, by the number of the last; none where it is not there.

    Args:
        connection: Any.
        visit: Whose.
        sequence: The last event of the decision.
    """
    rows = await connection.fetch(
        "SELECT of_it.payload FROM events AS last JOIN events AS of_it"
        " ON of_it.aggregateid = last.aggregateid AND of_it.sequence <= last.sequence"
        " AND of_it.occurred_at = last.occurred_at"
        " AND of_it.payload ->> 'actor' = last.payload ->> 'actor'"
        " AND (of_it.payload ->> 'reason') IS NOT DISTINCT FROM (last.payload ->> 'reason')"
        " WHERE last.aggregateid = $1 AND last.sequence = $2 ORDER BY of_it.sequence",
        visit,
        sequence,
    )
    return [VISIT_EVENT.validate_json(row["payload"]) for row in rows]


async def of_stream(connection: Connection, subject: str) -> list[Logged[AnyEvent]]:
    """Read one stream of whatever kind, in order of position."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM events WHERE aggregateid = $1 ORDER BY position",  # noqa: S608 - constants
        subject,
    )
    return [
        Logged(row["position"], row["programme"], _event(row["aggregatetype"], row["payload"]))
        for row in rows
    ]


async def actor_of(connection: Connection, subject: str, sequence: int) -> ActorRef | None:
    """By whom an event came about; `None` where there is no such event."""
    actor: ActorRef | None = await connection.fetchval(
        "SELECT payload ->> 'actor' FROM events WHERE aggregateid = $1 AND sequence = $2",
        subject,
        sequence,
    )
    return actor


async def read_all(
    connection: Connection,
    *,
    about: VisitId | None = None,
    after: int = 0,
) -> list[Logged[AnyEvent]]:
    """Read every stream, in order of position.

    Args:
        connection: Any.
        about: Only this visit's stream and those beside it: referrals, complaints, accesses.
        after: Only positions beyond this one.
    """
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM events WHERE position > $1"  # noqa: S608 - constants
        " AND ($2::text IS NULL OR aggregateid = $2 OR starts_with(aggregateid, $2 || '/'))"
        " ORDER BY position",
        after,
        about,
    )
    return [
        Logged(row["position"], row["programme"], _event(row["aggregatetype"], row["payload"]))
        for row in rows
    ]


def _event(kind: StreamKind, payload: str) -> AnyEvent:
    return STREAMS[kind].event.model_validate_json(payload)
