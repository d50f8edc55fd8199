"""Referrals and complaints by name: their numbers, and the read model of each."""

from register.canonical import canonical_json
from register.connection import Connection
from schemas.ids import UpdateId, VisitId
from schemas.sentences import Sentence
from schemas.side_processes import (
    SIDE_STATE,
    SideKind,
    SideState,
    SideSubject,
    kind_of,
    side_subject,
)

_LOAD = "SELECT state FROM side_processes WHERE subject = $1"
_LOAD_LOCKED = f"{_LOAD} FOR UPDATE"


class UnknownSideProcess(Sentence):
    """A visit has no such referral or complaint."""


async def reserve(
    connection: Connection, visit: VisitId, kind: SideKind, asked_as: UpdateId
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
        kind.value,
        asked_as,
    )
    if known is not None:
        return known
    last = await connection.fetchval(
        "SELECT max(number) FROM side_processes WHERE visit_id = $1 AND kind = $2",
        visit,
        kind.value,
    )
    number = int(last or 0) + 1
    subject = side_subject(visit, kind, number)
    await connection.execute(
        "INSERT INTO side_processes (subject, visit_id, kind, number, asked_as)"
        " VALUES ($1, $2, $3, $4, $5)",
        subject,
        visit,
        kind.value,
        number,
        asked_as,
    )
    return subject


async def load(
    connection: Connection, subject: SideSubject, *, lock: bool = False
) -> SideState | None:
    """A side process as last recorded, or `None`."""
    text = await connection.fetchval(_LOAD_LOCKED if lock else _LOAD, subject)
    return SIDE_STATE.validate_json(text) if text else None


async def require(connection: Connection, subject: SideSubject) -> SideState:
    """A side process as last recorded.

    Raises:
        UnknownSideProcess: Nothing is recorded under that name.
    """
    state = await load(connection, subject)
    if state is None:
        visit, kind, number = subject.split("/")
        raise UnknownSideProcess(
            f"Visit {visit} has no {kind} {number} in the register; "
            f"`visits beside {visit}` shows those there are."
        )
    return state


async def save(connection: Connection, state: SideState) -> None:
    """Write the row, in the transaction of the events that changed it."""
    await connection.execute(
        "INSERT INTO side_processes (subject, visit_id, kind, number, is_over, due, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (subject) DO UPDATE"
        " SET is_over = excluded.is_over, due = excluded.due, state = excluded.state",
        state.subject,
        state.visit_id,
        kind_of(state.subject).value,
        state.number,
        state.over,
        state.due,
        canonical_json(state),
    )


async def of_visit(connection: Connection, visit: VisitId | None = None) -> list[SideState]:
    """The referrals and complaints of one visit, or of all, those due first on top."""
    rows = await connection.fetch(
        "SELECT state FROM side_processes WHERE state IS NOT NULL"
        " AND ($1::text IS NULL OR visit_id = $1) ORDER BY is_over, due NULLS LAST, subject",
        visit,
    )
    return [SIDE_STATE.validate_json(row["state"]) for row in rows]
