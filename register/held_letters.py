"""Letters that wait so that a decision can be put right, and what is kept back when it is."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from register import letters, log
from register.connection import Connection
from rules.undone import Undone, Written, sort_out, undone_by
from schemas.events.event import VisitEvent
from schemas.ids import LetterKey, PersonRef, VisitId
from schemas.values import LetterKind, LetterStatus


async def undo(  # noqa: PLR0913 - all by name
    connection: Connection,
    visit: VisitId,
    *,
    between: tuple[int, int],
    kinds: Sequence[LetterKind],
    revives: bool,
    at: datetime,
) -> frozenset[PersonRef]:
    """Keep back letters of what was recorded by mistake.

    Args:
        connection: In the transaction that puts it right.
        visit: Whose letters.
        between: They follow from events from the first number on, and before the second.
        kinds: Of which kinds they are.
        revives: Whether the letters that they had overtaken are to go after all. Where they have
            left, that is only those without a calendar entry: its number would go back.
        at: When, by the visit's clock.

    Returns:
        Whom one of them has left for, or may have; and who, without it, believes what is older.
    """
    # Nobody sends one of them meanwhile: whoever sends letters of a visit has this lock.
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"post/{visit}")
    rows = await connection.fetch(
        "SELECT key, recipient, kind, status FROM letters WHERE visit_id = $1 AND sequence >= $2"
        " AND sequence < $3 AND kind = ANY($4::text[])",
        visit,
        *between,
        [kind.value for kind in kinds],
    )
    found = sort_out(
        [
            Written(
                row["key"], LetterKind(row["kind"]), row["recipient"], LetterStatus(row["status"])
            )
            for row in rows
        ]
    )
    for key in found.kept_back:
        await letters.replace(connection, key, at)
    if revives:
        await connection.execute(
            "UPDATE letters SET status = $3, settled_at = NULL, superseded_by = NULL,"
            " next_attempt_at = coalesce(next_attempt_at, $5) WHERE status = $4"
            " AND (superseded_by = ANY($1::text[]) OR (superseded_by = ANY($2::text[])"
            " AND (letter_order::jsonb ->> 'calendar_sequence') IS NULL))",
            [*found.kept_back],
            [*found.gone],
            LetterStatus.FILED.value,
            LetterStatus.SUPERSEDED.value,
            at,  # they wait for a reason of their own: the channel is not down for their sake
        )
    return found.told


async def hold(connection: Connection, keys: Iterable[tuple[LetterKey, datetime]]) -> None:
    """Let letters that were just filed wait until a moment at least.

    Args:
        connection: In the transaction that filed them.
        keys: Each letter, and until when.
    """
    await connection.executemany(
        "UPDATE letters SET next_attempt_at = greatest(next_attempt_at, $2) WHERE key = $1"
        " AND status = $3 AND settled_at IS NULL",
        [(key, until, LetterStatus.FILED.value) for key, until in keys],
    )


class OfDecision(NamedTuple):
    """What became of letters by one decision.

    Attributes:
        leave_at: When the last one leaves that it sent and that waits so that it can be taken
            back; `None` where none does.
        stopped: How many letters of what it puts right it kept back; `None` where it puts nothing
            right of which letters tell.
    """

    leave_at: datetime | None
    stopped: int | None


async def of_decision(
    connection: Connection, visit: VisitId, sequence: int, now: datetime
) -> OfDecision:
    """What became of letters by the decision that an event belongs to.

    Args:
        connection: Any.
        visit: Whose letters.
        sequence: The last event of the decision.
        now: The moment, by the visit's clock.
    """
    events = await log.decided_with(connection, visit, sequence)
    if not events:
        return OfDecision(None, None)
    leave_at: datetime | None = await connection.fetchval(
        "SELECT max(next_attempt_at) FROM letters WHERE visit_id = $1"
        " AND sequence BETWEEN $2 AND $3"
        " AND status = $4 AND settled_at IS NULL AND next_attempt_at > $5",
        visit,
        events[0].sequence,
        sequence,
        LetterStatus.FILED.value,
        now,
    )
    wrong = [(event, undone) for event in events if (undone := undone_by(event)) is not None]
    stopped = [await _kept_back(connection, event, undone) for event, undone in wrong]
    return OfDecision(leave_at, sum(stopped) if wrong else None)


async def _kept_back(connection: Connection, event: VisitEvent, undone: Undone) -> int:
    number: int = await connection.fetchval(
        "SELECT count(*) FROM letters WHERE visit_id = $1 AND sequence >= $2 AND sequence < $3"
        " AND kind = ANY($4::text[]) AND status = $5 AND superseded_by IS NULL"
        " AND settled_at = $6",
        event.subject,
        undone.since,
        event.sequence,
        [kind.value for kind in undone.kinds],
        LetterStatus.SUPERSEDED.value,
        event.at,
    )
    return number
