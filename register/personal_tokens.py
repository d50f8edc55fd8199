"""Tokens by which a person acts as themselves from a terminal or a program; kept only as hashes."""

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from register.connection import Connection
from register.hashed import hashed, new_secret
from register.staff import known_roles, note
from schemas.ids import ActorRef
from schemas.staff import Acting, StaffChangeKind

PREFIX: Final = "avp"
"""So that a scanner for leaked secrets knows one when it sees one."""

LASTS: Final = timedelta(days=30)
"""How long it is good for: whoever works here signs in again once a month."""


class PersonalToken(NamedTuple):
    """A token that was made.

    Attributes:
        id: Its public part.
        secret: Shown now, and kept nowhere.
        expires_at: When it stops by itself.
    """

    id: str
    secret: str
    expires_at: datetime


async def make(connection: Connection, ref: ActorRef, actor: ActorRef) -> PersonalToken:
    """Make a token of somebody's.

    Args:
        connection: In a transaction.
        ref: Whose.
        actor: Who makes it.
    """
    public = secrets.token_hex(4)
    secret = f"{PREFIX}_{public}_{new_secret()}"
    expires_at = await connection.fetchval(
        "INSERT INTO personal_tokens (id, hash, ref, expires_at) VALUES ($1, $2, $3, now() + $4)"
        " RETURNING expires_at",
        public,
        hashed(secret),
        ref,
        LASTS,
    )
    await note(connection, ref, actor, StaffChangeKind.TOKEN_MADE)
    return PersonalToken(public, secret, expires_at)


async def acting(connection: Connection, secret: str) -> Acting | None:
    """Who shows a token, with their roles as they stand now; `None` if it opens nothing."""
    row = await connection.fetchrow(
        "SELECT ref, roles FROM personal_tokens JOIN staff USING (ref) WHERE hash = $1"
        " AND personal_tokens.ended_at IS NULL AND expires_at > now() AND staff.ended_at IS NULL",
        hashed(secret),
    )
    if row is None:
        return None
    return Acting(ref=row["ref"], roles=known_roles(row["roles"]))


async def end(connection: Connection, secret: str) -> bool:
    """End a token; whether it stood until now."""
    ended = await connection.fetchval(
        "UPDATE personal_tokens SET ended_at = now() WHERE hash = $1 AND ended_at IS NULL"
        " RETURNING true",
        hashed(secret),
    )
    return bool(ended)
