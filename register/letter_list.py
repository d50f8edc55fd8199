"""Letters as people ask for them: to whom, why, when, and what became of each."""

from datetime import date, datetime
from typing import NamedTuple

import asyncpg

from register import kept_letters
from register.areas import area_name
from register.connection import Connection
from schemas.email_address import RECORDED
from schemas.ids import AreaCode, LetterKey, VisitId
from schemas.letters import LetterOrder
from schemas.personal import Person
from schemas.sentences import Sentence
from schemas.values import LetterStatus


class UnknownLetter(Sentence):
    """There is no such letter in the register."""


class ListedLetter(NamedTuple):
    """One letter, without its words.

    Attributes:
        order: Why, to whom, with what.
        area: The council's name on the visit's first day.
        reader: Who its recipient was by the time of this copy, if the register knows.
        status: What became of it.
        failure: A code of why it did not go.
        filed_at: When it was ordered, by the visit's clock.
        sent_at: When it left, or may have, likewise.
        settled_at: Since when that is known, likewise.
        next_attempt_at: Not before, where it waits.
        late: Whether it has not gone within the hours of the policy.
        in_standard_words: Whether it has the standard wording although another was in force.
    """

    order: LetterOrder
    area: str
    reader: Person | None
    status: LetterStatus
    failure: str | None
    filed_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    next_attempt_at: datetime | None
    late: bool
    in_standard_words: bool = False

    @property
    def at(self) -> datetime:
        """When it left, or else the last that is known of it."""
        return self.sent_at or self.settled_at or self.filed_at


class Wanted(NamedTuple):
    """Which letters are asked for; what is not given narrows nothing.

    Attributes:
        visit: Of this visit.
        areas: Of visits to these areas.
        since: That left at this moment or later.
        role: To readers of this role.
        sent: Only those that left, or may have.
    """

    visit: VisitId | None = None
    areas: frozenset[AreaCode] | None = None
    since: datetime | None = None
    role: str | None = None
    sent: bool = False


_LETTERS = """
    SELECT l.key, l.letter_order, l.status, l.failure, l.filed_at, l.sent_at, l.settled_at,
        l.next_attempt_at, l.late_since, l.in_standard_words, v.area,
        coalesce(v.state -> 'days' ->> 'day_one', v.state ->> 'day_one') AS day_one,
        p.ref, p.role, p.name, p.email, p.organisation
    FROM letters l JOIN visits v USING (visit_id)
    LEFT JOIN LATERAL (
        SELECT ref, role, name, email, organisation FROM people
        WHERE visit_id = l.visit_id AND ref = l.recipient AND number <= l.copy_number
        ORDER BY number DESC LIMIT 1
    ) p ON true
"""


async def list_letters(connection: Connection, wanted: Wanted) -> list[ListedLetter]:
    """Letters of one visit in the order in which they were ordered; of several, as they left."""
    order = "l.sequence, l.ordinal" if wanted.visit else "l.sent_at, l.key"
    rows = await connection.fetch(
        f"{_LETTERS} WHERE ($1::text IS NULL OR l.visit_id = $1)"
        " AND ($2::text[] IS NULL OR v.area = ANY($2)) AND ($3::timestamptz IS NULL"
        " OR l.sent_at >= $3) AND ($4::text IS NULL OR p.role = $4)"
        f" AND (NOT $5 OR l.sent_at IS NOT NULL) ORDER BY {order}",
        wanted.visit,
        sorted(wanted.areas) if wanted.areas is not None else None,
        wanted.since,
        wanted.role,
        wanted.sent,
    )
    return [_listed(row) for row in rows]


async def find_letter(connection: Connection, key: LetterKey) -> tuple[ListedLetter, bytes | None]:
    """One letter, and its words as they were last tried; `None` while it has none.

    Raises:
        UnknownLetter: There is none of that key.
    """
    row = await connection.fetchrow(f"{_LETTERS} WHERE l.key = $1", key)
    if row is None:
        raise UnknownLetter(
            f"There is no letter {key} in the register. `visits letters {key.split('/')[0]}` "
            "shows those there are."
        )
    listed = _listed(row)
    words = await connection.fetchval("SELECT message FROM letters WHERE key = $1", key)
    if words is None:
        return listed, None
    return listed, await kept_letters.restored(connection, listed.order.visit_id, words)


def _listed(row: asyncpg.Record) -> ListedLetter:
    reader = {name: row[name] for name in Person.model_fields}
    return ListedLetter(
        order=LetterOrder.model_validate_json(row["letter_order"]),
        area=area_name(row["area"], date.fromisoformat(row["day_one"])),
        reader=Person.model_validate(reader, context=RECORDED) if reader["ref"] else None,
        status=LetterStatus(row["status"]),
        failure=row["failure"],
        filed_at=row["filed_at"],
        sent_at=row["sent_at"],
        settled_at=row["settled_at"],
        next_attempt_at=row["next_attempt_at"],
        late=row["status"] == LetterStatus.FILED and row["late_since"] is not None,
        in_standard_words=row["in_standard_words"],
    )
