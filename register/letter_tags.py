"""The tags by which reports of mail servers are known to be about a letter.

A tag stands in the letter's envelope sender alone: whoever has it handled that letter on its way.
It is a digest of the letter's key under a key of its own (decision 0025), so that the same letter,
tried again, has the same one, and no other can be worked out.
"""

import hmac
from base64 import b32encode
from collections.abc import Collection
from datetime import datetime

from register.canonical import new_key
from register.connection import Connection
from schemas.ids import LetterKey
from schemas.incoming import LetterTag

_CHARACTERS = 16  # 80 bits


async def tag_of(connection: Connection, letter: LetterKey) -> LetterTag:
    """A letter's tag, made when it is first asked for."""
    key = new_key()
    made = b32encode(hmac.digest(key, letter.encode(), "sha256")).decode().lower()[:_CHARACTERS]
    await connection.execute(
        "INSERT INTO letter_tags (letter, tag, key) VALUES ($1, $2, $3)"
        " ON CONFLICT (letter) DO NOTHING",
        letter,
        made,
        key,
    )
    tag: LetterTag = await connection.fetchval(
        "SELECT tag FROM letter_tags WHERE letter = $1", letter
    )
    return tag


async def letter_of(connection: Connection, tags: Collection[LetterTag]) -> LetterKey | None:
    """The letter to which one of these tags belongs; `None` where none is a letter's."""
    found: LetterKey | None = await connection.fetchval(
        "SELECT letter FROM letter_tags WHERE tag = ANY($1::text[]) ORDER BY letter LIMIT 1",
        list(tags),
    )
    return found


async def without_an_end(connection: Connection, channel: str, since: datetime) -> list[LetterTag]:
    """The tags of letters that went by a channel, and of which nothing final has been told.

    Args:
        connection: Any.
        channel: By its name.
        since: Only of letters that went after that.
    """
    rows = await connection.fetch(
        "SELECT tag FROM letters JOIN letter_tags ON letter_tags.letter = letters.key"
        " WHERE status = 'sent' AND channel = $1 AND sent_at > $2 AND NOT EXISTS"
        " (SELECT FROM mail WHERE mail.letter = letters.key AND starts_with(place, $1 || '/'))"
        " ORDER BY sent_at",
        channel,
        since,
    )
    return [row["tag"] for row in rows]
