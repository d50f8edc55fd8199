"""Access tokens: made and revoked by command, and kept only as hashes.

A token's secret has 256 random bits, so a plain SHA-256 of it cannot be guessed back; there is
nothing for a slow hash to protect.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from register.connection import Connection
from schemas.access import ConsumerId, Scope, Token, TokenId
from schemas.values import Department

_PREFIX = "avt"
"""So that a scanner for leaked secrets knows one when it sees one."""

_COLUMNS = "id, consumer, scopes, department, created_at, expires_at, revoked_at"


class UnknownToken(Exception):
    """There is no such token."""


async def make(
    connection: Connection,
    consumer: ConsumerId,
    scopes: Collection[Scope],
    *,
    department: Department | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token.

    Returns:
        What is known of it, and the secret, which is nowhere else.
    """
    public = secrets.token_hex(4)
    secret = f"{_PREFIX}_{public}_{secrets.token_urlsafe(32)}"
    row = await connection.fetchrow(
        "INSERT INTO tokens (id, consumer, scopes, department, hash, expires_at)"  # noqa: S608 - constants
        f" VALUES ($1, $2, $3, $4, $5, $6) RETURNING {_COLUMNS}",
        public,
        consumer,
        sorted(scope.value for scope in scopes),
        department,
        _hash(secret),
        expires_at,
    )
    return _token(row), secret


async def find(connection: Connection, secret: str) -> Token | None:
    """The token that a secret is of, whether or not it still opens anything."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM tokens WHERE hash = $1",  # noqa: S608 - constants
        _hash(secret),
    )
    return _token(row) if row else None


async def get(connection: Connection, token: TokenId) -> Token | None:
    """The token of an id, whether or not it still opens anything."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM tokens WHERE id = $1",  # noqa: S608 - constants
        token,
    )
    return _token(row) if row else None


async def revoke(connection: Connection, token: TokenId) -> Token:
    """Revoke a token at once; again changes nothing.

    Raises:
        UnknownToken: There is none of that id.
    """
    row = await connection.fetchrow(
        "UPDATE tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1"  # noqa: S608 - constants
        f" RETURNING {_COLUMNS}",
        token,
    )
    if row is None:
        raise UnknownToken(
            f"There is no token {token}; `visits tokens list` shows those there are."
        )
    return _token(row)


async def list_tokens(connection: Connection) -> list[Token]:
    """All tokens there have been, the newest last."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM tokens ORDER BY created_at, id"  # noqa: S608 - constants
    )
    return [_token(row) for row in rows]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _token(row: Any) -> Token:  # noqa: ANN401 - a row of asyncpg's
    return Token.model_validate(dict(row))
