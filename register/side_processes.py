"""What lives beside visits, by name: its numbers, and one read model for every kind."""

from typing import Generic, TypeVar

from register.canonical import canonical_json
from register.connection import Connection
from schemas.ids import UpdateId, VisitId
from schemas.side_processes import SideState, SideSubject, kind_of, side_subject
from schemas.streams import StreamKind

StateT = TypeVar("StateT", bound=SideState)

_LOAD = "SELECT state FROM side_processes WHERE subject = $1"
_LOAD_LOCKED = f"{_LOAD} FOR UPDATE"


async def reserve(
    connection: Connection, visit: VisitId, kind: StreamKind, asked_as: UpdateId
) -> SideSubject:
    """Give out the next number of a visit, or the one that the same request got before.

    Args:
        connection: In a transaction.
        visit: Beside which visit.
        kind: What is raised.
        asked_as: The id of the request.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"side/{visit}/{kind}")
    known: SideSubject | None = await connection.fetchval(
        "SELECT subject FROM side_processes WHERE visit_id = $1 AND kind = $2 AND asked_as = $3",
        visit,
        kind,
        asked_as,
    )
    if known is not None:
        return known
    last = await connection.fetchval(
        "SELECT max(number) FROM side_processes WHERE visit_id = $1 AND kind = $2",
        visit,
        kind,
    )
    number = int(last or 0) + 1
    subject = side_subject(visit, kind, number)
    await connection.execute(
        "INSERT INTO side_processes (subject, visit_id, kind, number, asked_as)"
        " VALUES ($1, $2, $3, $4, $5)",
        subject,
        visit,
        kind,
        number,
        asked_as,
    )
    return subject


class SideRows(Generic[StateT]):
    """The rows of one kind.

    Args:
        kind: Which.
        state: The model of what a process of that kind knows.
    """

    def __init__(self, kind: StreamKind, state: type[StateT]) -> None:
        self._kind = kind
        self._state = state

    async def load(
        self, connection: Connection, subject: SideSubject, *, lock: bool = False
    ) -> StateT | None:
        """A process as last recorded, or `None`."""
        text = await connection.fetchval(_LOAD_LOCKED if lock else _LOAD, subject)
        return self._state.model_validate_json(text) if text else None

    async def subjects(self, connection: Connection) -> list[SideSubject]:
        """The names of all of which something is recorded."""
        rows = await connection.fetch(
            "SELECT subject FROM side_processes WHERE state IS NOT NULL AND kind = $1", self._kind
        )
        return [row["subject"] for row in rows]


async def save(connection: Connection, state: SideState) -> None:
    """Write the row, in the transaction of the events that changed it."""
    await connection.execute(
        "INSERT INTO side_processes (subject, visit_id, kind, number, is_over, due, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (subject) DO UPDATE"
        " SET is_over = excluded.is_over, due = excluded.due, state = excluded.state",
        state.subject,
        state.visit_id,
        kind_of(state.subject),
        state.number,
        state.over,
        state.due,
        canonical_json(state),
    )


async def begun_as(
    connection: Connection, visit: VisitId, kind: StreamKind, asked_as: UpdateId
) -> SideSubject | None:
    """The process that began by a request, by its id; `None` if none did."""
    found: SideSubject | None = await connection.fetchval(
        "SELECT subject FROM side_processes WHERE visit_id = $1 AND kind = $2 AND asked_as = $3",
        visit,
        kind,
        asked_as,
    )
    return found
