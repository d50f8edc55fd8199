"""Mail about no visit that is known: what is alike together, and put to a visit by hand."""

from datetime import datetime
from typing import Final, NamedTuple

from register.connection import Connection
from register.mail import COLUMNS
from schemas.ids import ActorRef, LetterKey, PersonRef, VisitId
from schemas.incoming import Mail, MailKind

A_PAGE: Final = 50
"""How much is shown at once."""

_SENDER: Final = "lower(coalesce(sender, ''))"


class Alike(NamedTuple):
    """Messages of one kind from one sender.

    Attributes:
        latest: The one that was read last.
        together: How many there are.
    """

    latest: Mail
    together: int


class Page(NamedTuple):
    """Some of what there is.

    Attributes:
        found: On this page, the latest first.
        pages: How many pages there are; at least one.
    """

    found: tuple[Alike, ...]
    pages: int


async def page_of_alike(connection: Connection, page: int) -> Page:
    """A page of what is alike, by sender and kind; pages count from 1."""
    rows = await connection.fetch(
        f"SELECT *, count(*) OVER () AS all_there FROM (SELECT DISTINCT ON (kind, {_SENDER})"  # noqa: S608 - constants
        f" {COLUMNS}, count(*) OVER (PARTITION BY kind, {_SENDER}) AS together FROM mail"
        f" WHERE visit_id IS NULL ORDER BY kind, {_SENDER}, number DESC) AS latest"
        " ORDER BY number DESC LIMIT $1 OFFSET $2",
        A_PAGE,
        A_PAGE * (page - 1),
    )
    found = tuple(Alike(Mail.model_validate(dict(row)), row["together"]) for row in rows)
    return Page(found, _pages(rows[0]["all_there"] if rows else 0))


async def page_like(connection: Connection, like: Mail, page: int) -> Page:
    """A page of the messages that are like one, each by itself."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS}, count(*) OVER () AS all_there FROM mail WHERE visit_id IS NULL"  # noqa: S608 - constants
        f" AND kind = $1 AND {_SENDER} = lower($2) ORDER BY number DESC LIMIT $3 OFFSET $4",
        like.kind.value,
        like.sender or "",
        A_PAGE,
        A_PAGE * (page - 1),
    )
    found = tuple(Alike(Mail.model_validate(dict(row)), 1) for row in rows)
    return Page(found, _pages(rows[0]["all_there"] if rows else 0))


def _pages(count: int) -> int:
    return max(-(-count // A_PAGE), 1)


async def put_to_visit(  # noqa: PLR0913 - the columns of one row
    connection: Connection,
    number: int,
    *,
    visit: VisitId,
    letter: LetterKey | None,
    recipient: PersonRef | None,
    actor: ActorRef,
    at: datetime,
) -> None:
    """Let a message be about a visit. A letter that came back by it is still to be recorded.

    Args:
        connection: In a transaction.
        number: Of the message.
        visit: Which it is about.
        letter: Which letter it is about, where that is known.
        recipient: Whom that was written to, or who sent the message.
        actor: Whoever says so.
        at: When, aware.
    """
    await connection.execute(
        "UPDATE mail SET visit_id = $2, letter = $3, recipient = $4, matched_by = $5,"
        " matched_at = $6 WHERE number = $1",
        number,
        visit,
        letter,
        recipient,
        actor,
        at,
    )
    await connection.execute(
        "UPDATE mail SET settled_at = NULL, outcome = NULL, sentence = NULL"
        " WHERE number = $1 AND kind = $2 AND letter IS NOT NULL",
        number,
        MailKind.RETURNED.value,
    )
