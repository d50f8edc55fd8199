"""How whoever hands over learns that a subscription was changed."""

from register.connection import Connection
from schemas.subscriptions import SubscriptionId

CHANGED = "subscriptions_changed"
"""The channel on which a delivery run is told that its subscription was changed."""


async def tell(connection: Connection, subscription: SubscriptionId) -> None:
    """Tell whoever hands over for a subscription to look at it again, once this is committed."""
    await connection.execute("SELECT pg_notify($1, $2)", CHANGED, subscription)
