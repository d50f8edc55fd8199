"""Personal links: what each is for and what became of it, kept by the SHA-256 of its token.

The token stands in the letter and nowhere else. A link to somebody whose letter is written anew, to
another address or once more, takes the place of those in the copies before.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from register.connection import Connection
from register.hashed import hashed
from register.opaque import opaque
from schemas.ids import ActorRef, LetterKey, VisitId, copy_of, recipient_of
from schemas.questions import LINK_PREFIX, Link, LinkToken, Question, is_link

_COLUMNS = (
    "ref, visit_id, letter, recipient, question, made_at, opened_at, answered_at, withdrawn_at,"
    " withdrawn_by"
)


def link_in(letter: LetterKey, question: Question, at: datetime) -> Link:
    """The link of a letter, before it is kept.

    What whoever answers by it is called says nothing of them. It is no secret, and opens nothing.

    Args:
        letter: In which it stands.
        question: What is asked.
        at: When the letter is written, aware.
    """
    return Link(
        ref=f"{LINK_PREFIX}{opaque(f'{letter} {question}')}",
        visit_id=letter.partition("/")[0],
        letter=letter,
        recipient=recipient_of(letter),
        question=question,
        made_at=at,
    )


async def keep(connection: Connection, link: Link, token: LinkToken) -> None:
    """Let a letter's link open what it asks; again changes nothing.

    Args:
        connection: Any.
        link: As it is made.
        token: What its address has; it is not kept.
    """
    async with connection.transaction():
        # With another key it is another token: then the letter that is written now is the one that
        # goes.
        await connection.execute(
            "INSERT INTO links (ref, visit_id, letter, recipient, copy_number, question, hash,"
            " made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ref) DO UPDATE"
            " SET hash = excluded.hash WHERE links.hash <> excluded.hash",
            link.ref,
            link.visit_id,
            link.letter,
            link.recipient,
            copy_of(link.letter),
            link.question.value,
            hashed(token),
            link.made_at,
        )
        await connection.execute(
            "UPDATE links SET withdrawn_at = $5 WHERE visit_id = $1 AND recipient = $2"
            " AND question = $3 AND copy_number < $4 AND withdrawn_at IS NULL",
            link.visit_id,
            link.recipient,
            link.question.value,
            copy_of(link.letter),
            link.made_at,
        )


async def by_token(connection: Connection, token: LinkToken) -> Link | None:
    """The link with this token, whatever became of it."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM links WHERE hash = $1",  # noqa: S608 - constants
        hashed(token),
    )
    return _link(row) if row else None


async def find(connection: Connection, ref: ActorRef) -> Link | None:
    """The link that is called so, whatever became of it."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM links WHERE ref = $1",  # noqa: S608 - constants
        ref,
    )
    return _link(row) if row else None


async def of_visit(connection: Connection, visit: VisitId) -> Sequence[Link]:
    """Every link there was about a visit, in the order in which they were made."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM links WHERE visit_id = $1"  # noqa: S608 - constants
        " ORDER BY made_at, letter, question",
        visit,
    )
    return [_link(row) for row in rows]


async def called(connection: Connection, refs: Collection[ActorRef]) -> Sequence[Link]:
    """The links that are called so."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM links WHERE ref = ANY($1::text[])",  # noqa: S608 - constants
        [ref for ref in refs if is_link(ref)],
    )
    return [_link(row) for row in rows]


async def opened(connection: Connection, ref: ActorRef, at: datetime) -> None:
    """Note when somebody first said that a link is for them."""
    await connection.execute(
        "UPDATE links SET opened_at = $2 WHERE ref = $1 AND opened_at IS NULL", ref, at
    )


async def answered(connection: Connection, ref: ActorRef, at: datetime) -> None:
    """Note when a link was answered; it can be answered no more."""
    await connection.execute(
        "UPDATE links SET answered_at = $2 WHERE ref = $1 AND answered_at IS NULL", ref, at
    )


async def withdraw(connection: Connection, link: Link, actor: ActorRef, at: datetime) -> None:
    """Let a link open nothing any more, wherever it is open; again changes nothing.

    Args:
        connection: In a transaction.
        link: Which.
        actor: Who withdraws it.
        at: The moment, aware.
    """
    await connection.execute(
        "UPDATE links SET withdrawn_at = $2, withdrawn_by = $3"
        " WHERE ref = $1 AND withdrawn_at IS NULL",
        link.ref,
        at,
        actor,
    )
    await connection.execute("DELETE FROM link_sessions WHERE link = $1", link.ref)


def _link(row: Any) -> Link:  # noqa: ANN401 - a row of asyncpg's
    return Link.model_validate(dict(row))
