"""Letters by business key, and what became of each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from register import kept_letters
from register.canonical import canonical_json
from register.connection import Connection
from register.unreadable import Unreadable
from schemas.ids import LetterKey, VisitId
from schemas.letters import LetterOrder
from schemas.values import LetterKind, LetterStatus


class OrderSpoilt(Unreadable):
    """The order of a letter is not one: nobody knows what it was to say, and to whom."""

    def __init__(self, visit: VisitId, key: LetterKey) -> None:
        super().__init__(visit, f"the order of letter {key}", "letter-order")


class LetterRow(NamedTuple):
    """One letter as the register has it.

    Attributes:
        order: Why, to whom, with what.
        status: What became of it.
        channel: By which it was tried.
        failure: A code of why it did not go.
        tried: Whether it was, also where nobody knows whether it arrived.
        message: As it was last tried, where it was asked for.
        filed_at: When it was ordered, by the visit's clock.
        settled_at: When it was last tried, likewise.
        deferrals: How often its recipient's side said "not now".
        next_attempt_at: Not before; `None` is as soon as the channel takes letters.
        late_since: When it was found unsent beyond the hours of the policy.
    """

    order: LetterOrder
    status: LetterStatus
    channel: str | None
    failure: str | None
    tried: bool
    message: bytes | None
    filed_at: datetime
    settled_at: datetime | None
    deferrals: int = 0
    next_attempt_at: datetime | None = None
    late_since: datetime | None = None


_COLUMNS = (
    "letter_order, status, channel, failure, message IS NOT NULL AS tried, filed_at, settled_at,"
    " deferrals, next_attempt_at, late_since"
)


UNSENT = (LetterStatus.FILED, LetterStatus.ATTEMPTING)
"""Of letters that are still to be sent, or are being sent."""

LEFT = (LetterStatus.SENT, LetterStatus.DELIVERED, LetterStatus.UNCERTAIN)
"""What became of a letter that its channel took, or may have taken."""


async def file(connection: Connection, orders: Sequence[LetterOrder], at: datetime) -> None:
    """File letters in the transaction of the event they follow from; a key is filed once."""
    await connection.executemany(
        "INSERT INTO letters (key, visit_id, kind, round, recipient, sequence, ordinal,"
        " letter_order, status, filed_at, copy_number)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (key) DO NOTHING",
        [
            (
                order.key,
                order.visit_id,
                order.kind.value,
                order.round,
                order.recipient,
                order.sequence,
                ordinal,
                canonical_json(order),
                LetterStatus.FILED.value,
                at,
                order.copy_number,
            )
            for ordinal, order in enumerate(orders)
        ],
    )


async def of_visit(
    connection: Connection,
    visit: VisitId,
    *,
    statuses: Sequence[LetterStatus] = tuple(LetterStatus),
    sequences: Sequence[int] | None = None,
    words: bool = False,
) -> list[LetterRow]:
    """A visit's letters in the order they were ordered in.

    Args:
        connection: Any.
        visit: Its id.
        statuses: Only letters of these.
        sequences: Only letters that follow from these events.
        words: With the messages as they were handed over, which are most of a letter's size.

    Raises:
        OrderSpoilt: The order of one of them is none.
    """
    which = "status = ANY($2::text[]) AND ($3::int[] IS NULL OR sequence = ANY($3))"
    return await _those(connection, visit, which, statuses, sequences, words=words)


async def in_hand(
    connection: Connection, visit: VisitId, *, statuses: Sequence[LetterStatus], also: Sequence[int]
) -> list[LetterRow]:
    """Letters of some statuses, and those that follow from some events however they stand.

    Args:
        connection: Any.
        visit: Its id.
        statuses: Which.
        also: By the numbers of the events.
    """
    which = "(status = ANY($2::text[]) OR sequence = ANY($3::int[]))"
    return await _those(connection, visit, which, statuses, also, words=False)


async def _those(  # noqa: PLR0913 - what a query is made of
    connection: Connection,
    visit: VisitId,
    which: str,
    statuses: Sequence[LetterStatus],
    sequences: Sequence[int] | None,
    *,
    words: bool,
) -> list[LetterRow]:
    message = "message" if words else "NULL::bytea AS message"
    rows = await connection.fetch(
        f"SELECT key, {_COLUMNS}, {message} FROM letters WHERE visit_id = $1 AND {which}"  # noqa: S608 - constants
        " ORDER BY sequence, ordinal",
        visit,
        [status.value for status in statuses],
        sequences,
    )
    return [
        LetterRow(
            order=_order(visit, row["key"], row["letter_order"]),
            status=LetterStatus(row["status"]),
            channel=row["channel"],
            failure=row["failure"],
            tried=row["tried"],
            message=None
            if row["message"] is None
            else await kept_letters.restored(connection, visit, row["message"]),
            filed_at=row["filed_at"],
            settled_at=row["settled_at"],
            deferrals=row["deferrals"],
            next_attempt_at=row["next_attempt_at"],
            late_since=row["late_since"],
        )
        for row in rows
    ]


def _order(visit: VisitId, key: LetterKey, text: str) -> LetterOrder:
    try:
        return LetterOrder.model_validate_json(text)
    except ValidationError:
        raise OrderSpoilt(visit, key) from None


async def mark(  # noqa: PLR0913 - the columns of one row
    connection: Connection,
    key: LetterKey,
    status: LetterStatus,
    *,
    at: datetime,
    channel: str,
    message: bytes | None = None,
    failure: str | None = None,
    deferrals: int | None = None,
    next_attempt_at: datetime | None = None,
) -> None:
    """Keep what became of a letter.

    Args:
        connection: Any.
        key: Which letter.
        status: What became of it.
        at: When, by the visit's clock.
        channel: Through which channel.
        message: The message as it is tried; what was kept before stays when it is not given.
        failure: A code of why not; never the provider's words.
        deferrals: How often it was put off so far; as before when it is not given.
        next_attempt_at: When it may be tried again, if it waits for a reason of its own.
    """
    await connection.execute(
        "UPDATE letters SET status = $2, settled_at = $3, channel = $4,"
        " message = coalesce($5, message), failure = $6, deferrals = coalesce($7, deferrals),"
        " next_attempt_at = $8, sent_at = CASE WHEN $2 = ANY($9::text[]) THEN $3 ELSE sent_at END"
        " WHERE key = $1",
        key,
        status.value,
        at,
        channel,
        message,
        failure,
        deferrals,
        next_attempt_at,
        [status.value for status in LEFT],
    )


async def mark_wording(connection: Connection, key: LetterKey, *, standard: bool) -> None:
    """Keep whether a letter has the standard wording although its order names another."""
    await connection.execute(
        "UPDATE letters SET in_standard_words = $2 WHERE key = $1", key, standard
    )


async def mark_late(connection: Connection, keys: Sequence[LetterKey], at: datetime) -> None:
    """Keep since when letters have been late; one that was found late before stays so."""
    await connection.execute(
        "UPDATE letters SET late_since = $2 WHERE key = ANY($1::text[]) AND late_since IS NULL",
        list(keys),
        at,
    )


async def supersede(
    connection: Connection,
    overtaken: Iterable[tuple[LetterOrder, Sequence[LetterKind]]],
    at: datetime,
) -> None:
    """Let letters to the same reader that have not gone yet be overtaken by later ones.

    A reader who would have had both has the later one only.

    Args:
        connection: In the transaction that files the later ones.
        overtaken: Each of the later ones, and the kinds of letters that it overtakes.
        at: When, by the visit's clock.
    """
    await connection.executemany(
        "UPDATE letters SET status = $5, settled_at = $6, superseded_by = $4"
        " WHERE visit_id = $1 AND kind = ANY($2::text[]) AND recipient = $3 AND key <> $4"
        " AND status = $7",
        [
            (
                order.visit_id,
                [kind.value for kind in kinds],
                order.recipient,
                order.key,
                LetterStatus.SUPERSEDED.value,
                at,
                LetterStatus.FILED.value,
            )
            for order, kinds in overtaken
            if kinds
        ],
    )


async def replace(connection: Connection, key: LetterKey, at: datetime) -> None:
    """Let one letter that has not gone yet stay here, because another takes its place."""
    await connection.execute(
        "UPDATE letters SET status = $2, settled_at = $3 WHERE key = $1 AND status = $4",
        key,
        LetterStatus.SUPERSEDED.value,
        at,
        LetterStatus.FILED.value,
    )


async def keep_apart(
    connection: Connection, orders: Iterable[tuple[LetterOrder, timedelta]]
) -> None:
    """Let letters wait for a while after the last of their kind that went to the same address.

    Meanwhile a later one may overtake them.

    Args:
        connection: In the transaction that filed them.
        orders: Each letter, and for how long after the last one it waits.
    """
    await connection.executemany(
        "UPDATE letters SET next_attempt_at = last.at + $6 FROM ("
        " SELECT max(settled_at) AS at FROM letters WHERE visit_id = $1 AND kind = $2"
        " AND recipient = $3 AND copy_number = $4 AND key <> $5 AND status = ANY($7::text[])"
        ") AS last WHERE key = $5 AND status = $8 AND next_attempt_at IS NULL"
        " AND last.at + $6 > filed_at",
        [
            (
                order.visit_id,
                order.kind.value,
                order.recipient,
                order.copy_number,
                order.key,
                apart,
                [LetterStatus.SENT.value, LetterStatus.DELIVERED.value],
                LetterStatus.FILED.value,
            )
            for order, apart in orders
            if apart
        ],
    )


async def is_waiting(connection: Connection, key: LetterKey) -> bool:
    """Whether a letter is still to be sent."""
    return bool(
        await connection.fetchval(
            "SELECT status IN ('filed', 'attempting') FROM letters WHERE key = $1", key
        )
    )


async def any_of(connection: Connection, visit: VisitId) -> bool:
    """Whether a visit has had any letter written."""
    return bool(
        await connection.fetchval("SELECT EXISTS (SELECT FROM letters WHERE visit_id = $1)", visit)
    )


async def find(connection: Connection, key: LetterKey) -> LetterOrder | None:
    """The order of a letter, if there is such a letter."""
    text = await connection.fetchval("SELECT letter_order FROM letters WHERE key = $1", key)
    return LetterOrder.model_validate_json(text) if text else None


async def named(connection: Connection, message_ids: Collection[str]) -> LetterKey | None:
    """The letter that one of these stands for, as a `Message-ID` has its key: dots for slashes."""
    found: LetterKey | None = await connection.fetchval(
        "SELECT key FROM letters WHERE replace(key, '/', '.') = ANY($1::text[])"
        " ORDER BY copy_number DESC, key LIMIT 1",
        list(message_ids),
    )
    return found


class Standing(NamedTuple):
    """Where a letter stands.

    Attributes:
        status: What became of it.
        overtaken: Whether a later copy of it was written, as to another address.
    """

    status: LetterStatus
    overtaken: bool


async def standing(connection: Connection, key: LetterKey) -> Standing | None:
    """Where a letter stands, if there is such a letter."""
    row = await connection.fetchrow(
        "SELECT l.status, EXISTS (SELECT FROM letters o WHERE o.visit_id = l.visit_id"
        " AND o.kind = l.kind AND o.round = l.round AND o.recipient = l.recipient"
        " AND o.copy_number > l.copy_number) AS overtaken FROM letters l WHERE l.key = $1",
        key,
    )
    return Standing(LetterStatus(row["status"]), row["overtaken"]) if row else None


async def take_a_word(
    connection: Connection,
    key: LetterKey,
    status: LetterStatus,
    at: datetime,
    failure: str = "by-a-persons-word",
) -> None:
    """Keep what is said of a letter once it has left; how it was sent stays as it is.

    Args:
        connection: Any.
        key: Which letter.
        status: What became of it.
        at: When, by the visit's clock.
        failure: A code of who says so, where it did not arrive.
    """
    await connection.execute(
        "UPDATE letters SET status = $2, settled_at = $3, failure = $4 WHERE key = $1",
        key,
        status.value,
        at,
        None if status is LetterStatus.DELIVERED else failure,
    )
