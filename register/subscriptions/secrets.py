"""What deliveries are signed with."""

from datetime import datetime, timedelta
from typing import NamedTuple

from register.connection import Connection
from register.subscriptions.notices import tell
from schemas.subscriptions import SecretKind, SubscriptionId

KEEPS_SIGNING = timedelta(hours=24)
"""A secret that was replaced signs beside the new one for so long."""


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
    connection: Connection, subscription: SubscriptionId, kind: SecretKind, secret: str
) -> None:
    """Sign with a new secret from now on, and for a while with those before it, too.

    Args:
        connection: In a transaction.
        subscription: Whose.
        kind: Which secret.
        secret: The new one.
    """
    await connection.execute(
        "UPDATE subscription_secrets SET expires_at = now() + $3"
        " WHERE subscription = $1 AND kind = $2 AND expires_at IS NULL",
        subscription,
        kind.value,
        KEEPS_SIGNING,
    )
    await connection.execute("DELETE FROM subscription_secrets WHERE expires_at < now()")
    await connection.execute(
        "INSERT INTO subscription_secrets (subscription, kind, number, secret)"
        " SELECT $1, $2, coalesce(max(number), 0) + 1, $3 FROM subscription_secrets"
        " WHERE subscription = $1 AND kind = $2",
        subscription,
        kind.value,
        secret,
    )
    await tell(connection, subscription)


async def secrets_of(connection: Connection, subscription: SubscriptionId) -> list[Secret]:
    """What signs for a subscription, the newest of each kind first."""
    rows = await connection.fetch(
        "SELECT kind, secret, expires_at FROM subscription_secrets WHERE subscription = $1"
        " AND (expires_at IS NULL OR expires_at > now()) ORDER BY kind, number DESC",
        subscription,
    )
    return [Secret(SecretKind(row["kind"]), row["secret"], row["expires_at"]) for row in rows]
