"""Mail that came in: what each message turned out to be, and what followed from it.

Once a message is here it may be put away in its mailbox. What is to follow from it is done by what
is here, as often as it takes.
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from register.connection import Connection
from schemas.ids import ActorRef, LetterKey, PersonRef, VisitId
from schemas.incoming import Mail, MailKind, MailOutcome

COLUMNS = (
    "number, place, kind, read_at, visit_id, letter, recipient, status, sender, subject, words,"
    " settled_at, outcome, sentence, seen_at, seen_by, matched_at, matched_by,"
    " EXISTS (SELECT FROM mail_copies c WHERE c.mail = mail.number) AS has_copy"
)
"""Of one message, as `Mail` has it."""

FOR_PEOPLE: Final = (
    MailKind.GIVEN_UP,
    MailKind.CALLED_SPAM,
    MailKind.REPLY,
    MailKind.OTHER_TIME,
    MailKind.UNKNOWN,
)
"""What a person must look at, whatever follows from it."""

_FOR_JUDGEMENT: Final = (MailOutcome.REFUSED, MailOutcome.UNPROVED)
"""What was to follow and did not."""

KEPT_AT_ONCE: Final = 500
"""How many messages without a visit are shown, the latest."""


class Read(NamedTuple):
    """A message as it is to be kept.

    Attributes:
        place: Where it lies.
        kind: What it is.
        visit: About which visit.
        letter: About which letter.
        recipient: Whom that was written to, or whose calendar answers.
        status: A server's enhanced status code.
        sender: The address that it names as its own.
        subject: Its own.
        words: The beginning of its text.
        outcome: What came of it, where nothing is to follow.
        sentence: What else is to be said of it, without anybody's words.
    """

    place: str
    kind: MailKind
    visit: VisitId | None
    letter: LetterKey | None
    recipient: PersonRef | None
    status: str | None
    sender: str
    subject: str
    words: str
    outcome: MailOutcome | None = None
    sentence: str | None = None


async def keep(connection: Connection, read: Read, at: datetime, *, follows: bool) -> int | None:
    """Keep what a message says.

    Args:
        connection: Any.
        read: That.
        at: When it was read, aware.
        follows: Whether something is to follow from it.

    Returns:
        Its number; `None` where it was kept before.
    """
    number: int | None = await connection.fetchval(
        "INSERT INTO mail (place, kind, read_at, visit_id, letter, recipient, status, sender,"
        " subject, words, outcome, settled_at, sentence)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        " ON CONFLICT (place) DO NOTHING RETURNING number",
        read.place,
        read.kind.value,
        at,
        read.visit,
        read.letter,
        read.recipient,
        read.status,
        read.sender,
        read.subject,
        read.words,
        read.outcome.value if read.outcome else None,
        None if follows else at,
        read.sentence,
    )
    return number


async def is_kept(connection: Connection, place: str) -> bool:
    """Whether what lies there was read before."""
    return bool(
        await connection.fetchval("SELECT EXISTS (SELECT FROM mail WHERE place = $1)", place)
    )


async def unsettled(connection: Connection) -> list[Mail]:
    """Messages from which something is still to follow, in the order in which they were read."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM mail WHERE settled_at IS NULL ORDER BY number"  # noqa: S608 - constants
    )
    return [_mail(row) for row in rows]


async def settle(
    connection: Connection,
    number: int,
    outcome: MailOutcome,
    at: datetime,
    sentence: str | None = None,
) -> None:
    """Note what followed from a message; again changes nothing."""
    await connection.execute(
        "UPDATE mail SET settled_at = $3, outcome = $2, sentence = $4"
        " WHERE number = $1 AND settled_at IS NULL",
        number,
        outcome.value,
        at,
        sentence,
    )


async def find(connection: Connection, number: int) -> Mail | None:
    """One message."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM mail WHERE number = $1",  # noqa: S608 - constants
        number,
    )
    return _mail(row) if row else None


async def of_visit(connection: Connection, visit: VisitId) -> list[Mail]:
    """Whatever came about a visit, in the order in which it was read."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM mail WHERE visit_id = $1 ORDER BY number",  # noqa: S608 - constants
        visit,
    )
    return [_mail(row) for row in rows]


async def counts(connection: Connection, visit: VisitId) -> tuple[int, int]:
    """How many messages came about a visit, and at how many of them a person has yet to look."""
    row = await connection.fetchrow(
        "SELECT count(*) AS came, count(*) FILTER (WHERE seen_at IS NULL"
        " AND (kind = ANY($2::text[]) OR outcome = ANY($3::text[]))) AS asking"
        " FROM mail WHERE visit_id = $1",
        visit,
        [kind.value for kind in FOR_PEOPLE],
        [outcome.value for outcome in _FOR_JUDGEMENT],
    )
    return (row["came"], row["asking"]) if row else (0, 0)


async def of_none(connection: Connection) -> list[Mail]:
    """What came about no visit that is known, the latest first; no more than `KEPT_AT_ONCE`."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM mail WHERE visit_id IS NULL"  # noqa: S608 - constants
        " ORDER BY number DESC LIMIT $1",
        KEPT_AT_ONCE,
    )
    return [_mail(row) for row in rows]


async def unseen(connection: Connection) -> list[Mail]:
    """What a person has yet to look at, in the order in which it was read."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM mail WHERE seen_at IS NULL"  # noqa: S608 - constants
        " AND (kind = ANY($1::text[]) OR outcome = ANY($2::text[])) ORDER BY number",
        [kind.value for kind in FOR_PEOPLE],
        [outcome.value for outcome in _FOR_JUDGEMENT],
    )
    return [_mail(row) for row in rows]


def is_for_people(message: Mail) -> bool:
    """Whether a person must look at a message, whatever follows from it."""
    return message.kind in FOR_PEOPLE or message.outcome in _FOR_JUDGEMENT


async def see(connection: Connection, number: int, actor: ActorRef, at: datetime) -> None:
    """Note that nobody need look at a message any more; again changes nothing."""
    await connection.execute(
        "UPDATE mail SET seen_at = $3, seen_by = $2 WHERE number = $1 AND seen_at IS NULL",
        number,
        actor,
        at,
    )


async def erase_words(connection: Connection, kept_for: timedelta, now: datetime) -> int:
    """Erase what messages said that were read so long ago, and copies; how many had words.

    What nobody has looked at keeps its words.
    """
    rows = await connection.fetch(
        "UPDATE mail SET sender = NULL, subject = NULL, words = NULL"
        " WHERE read_at < $1 AND words IS NOT NULL AND settled_at IS NOT NULL"
        " AND (seen_at IS NOT NULL OR NOT (kind = ANY($2::text[])"
        " OR coalesce(outcome = ANY($3::text[]), false))) RETURNING number",
        now - kept_for,
        [kind.value for kind in FOR_PEOPLE],
        [outcome.value for outcome in _FOR_JUDGEMENT],
    )
    await connection.execute(
        "DELETE FROM mail_copies WHERE mail = ANY($1::bigint[])", [row["number"] for row in rows]
    )
    return len(rows)


async def followed(connection: Connection, letter: LetterKey, kind: MailKind) -> bool:
    """Whether what a message says of a letter was recorded because of one."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM mail WHERE letter = $1 AND outcome = $2 AND kind = $3)",
            letter,
            MailOutcome.RECORDED.value,
            kind.value,
        )
    )


async def says(connection: Connection, letter: LetterKey, kind: MailKind) -> bool:
    """Whether a message says that of a letter, and what follows from it is still to be done."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM mail WHERE letter = $1 AND kind = $2"
            " AND settled_at IS NULL)",
            letter,
            kind.value,
        )
    )


def _mail(row: Any) -> Mail:  # noqa: ANN401 - a row of asyncpg's
    return Mail.model_validate(dict(row))
