"""What deliveries are signed with, sealed with a key that the database does not have."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from register.connection import Connection
from register.keyring import KeyRing, Sealed
from register.subscriptions.notices import tell
from schemas.subscriptions import SecretKind, SubscriptionId

KEEPS_SIGNING = timedelta(hours=24)
"""A secret that was replaced signs beside the new one for so long."""


MOST_SIGN = 10
"""Secrets of one kind that sign at once. Each is a part of a header of every delivery, and servers
take no header of any length: whoever rotates more often loses the oldest before its time."""


class Secret(NamedTuple):
    """What deliveries are signed with.

    Attributes:
        kind: How.
        secret: The key, as Standard Webhooks writes it: `whsec_…` or `whsk_…`.
        expires_at: When it signs no longer; `None` for the current one.
    """

    kind: SecretKind
    secret: str
    expires_at: datetime | None


async def rotate(
    connection: Connection,
    keys: KeyRing,
    subscription: SubscriptionId,
    kind: SecretKind,
    secret: str,
) -> None:
    """Sign with a new secret from now on, and for a while with those before it, too.

    Args:
        connection: In a transaction.
        keys: To seal it with.
        subscription: Whose.
        kind: Which secret.
        secret: The new one.

    Raises:
        KeyMissing: There is no key to seal it with.
    """
    sealed = keys.seal(secret, place=_place(subscription, kind))
    # One after the other: of two at once each would leave the other's as current for ever.
    await connection.execute("SELECT FROM subscriptions WHERE id = $1 FOR UPDATE", subscription)
    await connection.execute(
        "UPDATE subscription_secrets SET expires_at = now() + $3"
        " WHERE subscription = $1 AND kind = $2 AND expires_at IS NULL",
        subscription,
        kind.value,
        KEEPS_SIGNING,
    )
    await connection.execute("DELETE FROM subscription_secrets WHERE expires_at < now()")
    await connection.execute(
        "INSERT INTO subscription_secrets (subscription, kind, number, key_id, sealed)"
        " SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4 FROM subscription_secrets"
        " WHERE subscription = $1 AND kind = $2",
        subscription,
        kind.value,
        sealed.key_id,
        sealed.content,
    )
    await connection.execute(
        "DELETE FROM subscription_secrets WHERE subscription = $1 AND kind = $2"
        " AND number <= (SELECT max(number) FROM subscription_secrets"
        " WHERE subscription = $1 AND kind = $2) - $3::integer",
        subscription,
        kind.value,
        MOST_SIGN,
    )
    await tell(connection, subscription)


async def secrets_of(
    connection: Connection, keys: KeyRing, subscription: SubscriptionId
) -> list[Secret]:
    """What signs for a subscription, the newest of each kind first.

    Raises:
        KeyMissing: One was sealed with a key that is not on the ring.
    """
    rows = await connection.fetch(
        "SELECT kind, key_id, sealed, expires_at FROM subscription_secrets WHERE subscription = $1"
        " AND (expires_at IS NULL OR expires_at > now()) ORDER BY kind, number DESC",
        subscription,
    )
    return [
        Secret(
            kind := SecretKind(row["kind"]),
            keys.open(Sealed(row["key_id"], row["sealed"]), place=_place(subscription, kind)),
            row["expires_at"],
        )
        for row in rows
    ]


async def require_keys(connection: Connection, keys: KeyRing) -> None:
    """Refuse to begin where something that signs could not be opened.

    Raises:
        KeyMissing: One was sealed with a key that is not on the ring.
    """
    rows = await connection.fetch(
        "SELECT DISTINCT key_id FROM subscription_secrets"
        " WHERE expires_at IS NULL OR expires_at > now()"
    )
    keys.require(row["key_id"] for row in rows)


async def reseal(connection: Connection, keys: KeyRing) -> int:
    """Seal everything anew with the first key, so that those after it can go.

    Args:
        connection: Of the register's owner, in a transaction.
        keys: The new key, then every one that is in use.

    Returns:
        How many secrets were sealed with another.

    Raises:
        KeyMissing: One was sealed with a key that is not on the ring.
    """
    rows = await connection.fetch(
        "SELECT subscription, kind, number, key_id, sealed FROM subscription_secrets"
        " WHERE key_id IS DISTINCT FROM $1 FOR UPDATE",
        keys.current,
    )
    for row in rows:
        place = _place(row["subscription"], SecretKind(row["kind"]))
        opened = keys.open(Sealed(row["key_id"], row["sealed"]), place=place)
        await _seal(connection, keys, row, opened)
    return len(rows)


async def seal_what_is_in_clear(connection: Connection, keys: KeyRing) -> None:
    """Seal the secrets of a register that kept them as they are, in the migration's transaction.

    Raises:
        KeyMissing: There are some, and no key.
    """
    rows = await connection.fetch(
        "SELECT subscription, kind, number, secret FROM subscription_secrets"
    )
    for row in rows:
        await _seal(connection, keys, row, row["secret"])
    await connection.execute(
        "ALTER TABLE subscription_secrets DROP COLUMN secret,"
        " ALTER COLUMN key_id SET NOT NULL, ALTER COLUMN sealed SET NOT NULL"
    )


async def _seal(connection: Connection, keys: KeyRing, row: Any, secret: str) -> None:  # noqa: ANN401 - a row of asyncpg's
    place = _place(row["subscription"], SecretKind(row["kind"]))
    sealed = keys.seal(secret, place=place)
    await connection.execute(
        "UPDATE subscription_secrets SET key_id = $4, sealed = $5"
        " WHERE subscription = $1 AND kind = $2 AND number = $3",
        row["subscription"],
        row["kind"],
        row["number"],
        sealed.key_id,
        sealed.content,
    )


def _place(subscription: SubscriptionId, kind: SecretKind) -> str:
    return f"{subscription}/{kind.value}"
