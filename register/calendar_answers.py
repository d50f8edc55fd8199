"""Whether people come, as their calendars answered.

What somebody answered to an entry that another has replaced since is an answer to other days.
"""

from datetime import date, datetime
from typing import NamedTuple

from register.connection import Connection
from register.letters import LEFT
from schemas.ids import PersonRef, VisitId
from schemas.incoming import CalendarReply

_LEFT = [status.value for status in LEFT]


class Answered(NamedTuple):
    """Somebody's latest word.

    Attributes:
        recipient: Whose.
        reply: Whether they come.
        sequence: Of the entry that they saw.
        at: When they answered.
        day: The one day that it is about; `None` for the whole entry.
        holds: Whether that entry is the last that they were sent.
    """

    recipient: PersonRef
    reply: CalendarReply
    sequence: int
    at: datetime
    day: date | None
    holds: bool


async def keep(connection: Connection, visit: VisitId, answered: Answered, mail: int) -> None:
    """Keep an answer, unless a later one is kept: by the entry's number, then by its moment.

    A word on the whole entry takes the place of those on single days before it.

    Args:
        connection: In a transaction.
        visit: About which visit.
        answered: The answer.
        mail: The number of the message.
    """
    day = answered.day.isoformat() if answered.day else ""
    await connection.execute(
        "INSERT INTO calendar_answers (visit_id, recipient, day, reply, sequence, answered_at,"
        " mail) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (visit_id, recipient, day)"
        " DO UPDATE SET reply = excluded.reply, sequence = excluded.sequence,"
        " answered_at = excluded.answered_at, mail = excluded.mail"
        " WHERE (calendar_answers.sequence, calendar_answers.answered_at)"
        " < (excluded.sequence, excluded.answered_at)",
        visit,
        answered.recipient,
        day,
        answered.reply.value,
        answered.sequence,
        answered.at,
        mail,
    )
    if not day:
        await connection.execute(
            "DELETE FROM calendar_answers WHERE visit_id = $1 AND recipient = $2 AND day <> ''"
            " AND (sequence, answered_at) < ($3, $4)",
            visit,
            answered.recipient,
            answered.sequence,
            answered.at,
        )


_LAST_SENT = (
    "coalesce((SELECT max((l.letter_order ->> 'calendar_sequence')::int) FROM letters l"
    " WHERE l.visit_id = a.visit_id AND l.recipient = a.recipient"
    " AND l.status = ANY($2::text[])), 0)"
)


async def last_sent(connection: Connection, visit: VisitId, recipient: PersonRef) -> int:
    """The number of the last entry that somebody was sent; 0 where they were sent none."""
    return int(
        await connection.fetchval(
            f"SELECT {_LAST_SENT} FROM (VALUES ($1::text, $3::text)) AS a (visit_id, recipient)",  # noqa: S608 - our own words
            visit,
            _LEFT,
            recipient,
        )
    )


async def of_visit(connection: Connection, visit: VisitId) -> list[Answered]:
    """Everybody's latest words, by whom they are."""
    rows = await connection.fetch(
        "SELECT a.recipient, a.reply, a.sequence, a.answered_at, a.day,"  # noqa: S608 - likewise
        f" a.sequence >= {_LAST_SENT} AS holds"
        " FROM calendar_answers a WHERE a.visit_id = $1 ORDER BY a.recipient, a.day",
        visit,
        _LEFT,
    )
    return [
        Answered(
            recipient=row["recipient"],
            reply=CalendarReply(row["reply"]),
            sequence=row["sequence"],
            at=row["answered_at"],
            day=date.fromisoformat(row["day"]) if row["day"] else None,
            holds=row["holds"],
        )
        for row in rows
    ]
