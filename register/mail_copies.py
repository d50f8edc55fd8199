"""Copies of the draft that people edited and sent back by mail: kept unopened."""

from typing import NamedTuple

from register.connection import Connection


class KeptCopy(NamedTuple):
    """A copy as it came.

    Attributes:
        name: `copy.docx` or `copy.odt`.
        body: What is in it; from outside, and not to be trusted.
    """

    name: str
    body: bytes


async def keep(connection: Connection, number: int, copy: KeptCopy) -> None:
    """Keep the copy that came with a message."""
    await connection.execute(
        "INSERT INTO mail_copies (mail, name, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        number,
        copy.name,
        copy.body,
    )


async def find(connection: Connection, number: int) -> KeptCopy | None:
    """The copy that came with a message, if one did and its words are not erased."""
    row = await connection.fetchrow("SELECT name, body FROM mail_copies WHERE mail = $1", number)
    return KeptCopy(row["name"], row["body"]) if row else None
