"""Access tokens: made and revoked by command, and kept only as hashes."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from register import subscriptions
from register.connection import Connection
from register.hashed import hashed, new_secret
from schemas.access import PUSHED_TO, WHOLE_EVENTS, ConsumerId, Scope, Token, TokenId
from schemas.sentences import Sentence
from schemas.subscriptions import Subscription
from schemas.values import Department

LASTS: Final = timedelta(days=365)
"""How long a token opens, unless somebody says otherwise: long enough to be changed once a year,
and one that everybody has forgotten does not open for ever."""

REVOKED: Final = "tokens_revoked"
"""The channel on which a feed is told that a token opens nothing any more."""

_PREFIX = "avt"
"""So that a scanner for leaked secrets knows one when it sees one."""

_COLUMNS = "id, consumer, scopes, department, created_at, expires_at, revoked_at"


class UnknownToken(Sentence):
    """There is no such token."""


class UnknownConsumer(Sentence):
    """There is neither a token nor a subscription of that consumer."""


class Revoked(NamedTuple):
    """What a revocation ended, and what it left.

    Attributes:
        tokens: Those that open nothing any more.
        ended: The consumer's subscriptions that ended with them.
        going_on: Those that go on.
    """

    tokens: Sequence[Token]
    ended: Sequence[Subscription]
    going_on: Sequence[Subscription]


async def make(  # noqa: PLR0913 - what a token can be, by name
    connection: Connection,
    consumer: ConsumerId,
    scopes: Collection[Scope],
    *,
    department: Department | None = None,
    expires_at: datetime | None = None,
    never: bool = False,
) -> tuple[Token, str]:
    """Make a token.

    Args:
        connection: Any.
        consumer: Whose it is.
        scopes: What it opens.
        department: Whose content it opens; only with the scope `content`.
        expires_at: When it stops by itself; `LASTS` from now if not given.
        never: It does not stop by itself.

    Returns:
        What is known of it, and the secret, which is nowhere else.
    """
    public = secrets.token_hex(4)
    secret = f"{_PREFIX}_{public}_{new_secret()}"
    row = await connection.fetchrow(
        "INSERT INTO tokens (id, consumer, scopes, department, hash, expires_at)"  # noqa: S608 - constants
        " VALUES ($1, $2, $3, $4, $5, CASE WHEN NOT $7 THEN coalesce($6, now() + $8) END)"
        f" RETURNING {_COLUMNS}",
        public,
        consumer,
        sorted(scope.value for scope in scopes),
        department,
        hashed(secret),
        expires_at,
        never,
        LASTS,
    )
    return _token(row), secret


async def find(connection: Connection, secret: str) -> Token | None:
    """The token that a secret is of, whether or not it still opens anything."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM tokens WHERE hash = $1",  # noqa: S608 - constants
        hashed(secret),
    )
    return _token(row) if row else None


async def by_id(connection: Connection, token: TokenId) -> Token | None:
    """A token by its public part."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM tokens WHERE id = $1",  # noqa: S608 - constants
        token,
    )
    return _token(row) if row else None


async def revoke(connection: Connection, token: TokenId) -> Revoked:
    """Revoke a token; again changes nothing.

    Its streams and waiting requests end at once. So do the subscriptions that its consumer made by
    itself, if no other token of the consumer's opens subscriptions.

    Args:
        connection: In a transaction.
        token: Which one.

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
    revoked = _token(row)
    standing = [*await subscriptions.standing(connection, revoked.consumer)]
    if await opens_subscriptions(connection, revoked.consumer):
        return await _tell(connection, Revoked([revoked], (), standing))
    ended = [one for one in standing if one.self_service]
    left = [one for one in standing if not one.self_service]
    return await _tell(connection, Revoked([revoked], ended, left))


async def revoke_consumer(connection: Connection, consumer: ConsumerId) -> Revoked:
    """Revoke every token of a consumer and end each of its subscriptions; again changes nothing.

    Args:
        connection: In a transaction.
        consumer: Whose.

    Raises:
        UnknownConsumer: It has never had a token or a subscription.
    """
    rows = await connection.fetch(
        "UPDATE tokens SET revoked_at = coalesce(revoked_at, now()) WHERE consumer = $1"  # noqa: S608 - constants
        f" RETURNING {_COLUMNS}",
        consumer,
    )
    if not rows and not await subscriptions.overview(connection, consumer=consumer):
        raise UnknownConsumer(
            f"There is neither a token nor a subscription of {consumer}; `visits tokens list` and "
            "`visits subscriptions list` show whose there are."
        )
    standing = await subscriptions.standing(connection, consumer)
    return await _tell(connection, Revoked([_token(row) for row in rows], standing, ()))


async def opens_subscriptions(connection: Connection, consumer: ConsumerId) -> bool:
    """Whether a consumer has a token by which it may have events pushed to it."""
    return await _has_a_token(connection, consumer, PUSHED_TO)


async def opens_whole_events(connection: Connection, consumer: ConsumerId) -> bool:
    """Whether a consumer has a token by which it may see what tells of one person."""
    return await _has_a_token(connection, consumer, WHOLE_EVENTS)


async def _has_a_token(
    connection: Connection, consumer: ConsumerId, scopes: Collection[Scope]
) -> bool:
    """Whether a consumer has a token that stands and opens all of these."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM tokens WHERE consumer = $1 AND scopes @> $2"
            " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()))",
            consumer,
            sorted(scope.value for scope in scopes),
        )
    )


async def _tell(connection: Connection, revoked: Revoked) -> Revoked:
    """End what ends, and let feeds and delivery runs know once this is committed."""
    ended = [await subscriptions.end(connection, one.id) for one in revoked.ended]
    for token in revoked.tokens:
        await connection.execute("SELECT pg_notify($1, $2)", REVOKED, token.id)
    return revoked._replace(ended=ended)


async def list_tokens(connection: Connection) -> list[Token]:
    """All tokens there have been, the newest last."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM tokens ORDER BY created_at, id"  # noqa: S608 - constants
    )
    return [_token(row) for row in rows]


def _token(row: Any) -> Token:  # noqa: ANN401 - a row of asyncpg's
    return Token.model_validate(dict(row))
