"""Subscriptions as they stand, and what of each is not delivered."""

from collections.abc import Collection
from typing import Any, NamedTuple

from register.connection import Connection
from schemas.access import ConsumerId
from schemas.sentences import Sentence
from schemas.subscriptions import DeadLetter, Subscription, SubscriptionId, Tally

COLUMNS = (
    "id, consumer, url, types, visits, programmes, status, position, last_answer,"
    " last_success_at, created_at, self_service, proven_url"
)


FIRST_OF_LANE = (
    "d.status <> 'dead' AND NOT EXISTS (SELECT FROM deliveries AS before"
    " WHERE before.subscription = d.subscription AND before.partition_key = d.partition_key"
    " AND before.position < d.position AND before.status <> 'dead')"
)
"""Whether a delivery `d` is the one of its lane that is tried."""


_TALLY = (
    "count(*) FILTER (WHERE d.status = 'waiting') AS waiting,"
    " count(*) FILTER (WHERE d.status = 'retrying') AS retrying,"
    " count(*) FILTER (WHERE d.status = 'dead') AS dead,"
    f" min(d.next_at) FILTER (WHERE d.status = 'retrying' AND {FIRST_OF_LANE}) AS retry_at,"
    " min(d.first_tried_at) FILTER (WHERE d.status = 'retrying') AS failing_since"
)


class UnknownSubscription(Sentence):
    """There is no such subscription, or it is another consumer's."""


class Overview(NamedTuple):
    """A subscription and what of it is not delivered."""

    subscription: Subscription
    tally: Tally


async def require(
    connection: Connection, subscription: SubscriptionId, consumer: ConsumerId | None = None
) -> Subscription:
    """A subscription.

    Args:
        connection: Any.
        subscription: Its id.
        consumer: Only if it is this one's.

    Raises:
        UnknownSubscription: There is none.
    """
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM subscriptions WHERE id = $1"  # noqa: S608 - constants
        " AND ($2::text IS NULL OR consumer = $2)",
        subscription,
        consumer,
    )
    if row is None:
        raise UnknownSubscription(
            f"There is no subscription {subscription}; `visits subscriptions list` shows those "
            "there are."
        )
    return subscription_of(row)


async def overview(
    connection: Connection,
    *,
    consumer: ConsumerId | None = None,
    subscription: SubscriptionId | None = None,
) -> list[Overview]:
    """Subscriptions with what of them is not delivered.

    Args:
        connection: Any.
        consumer: Only this one's.
        subscription: Only this one.
    """
    rows = await connection.fetch(
        f"SELECT {', '.join(f's.{column}' for column in COLUMNS.split(', '))}, {_TALLY}"  # noqa: S608 - constants
        " FROM subscriptions AS s LEFT JOIN deliveries AS d ON d.subscription = s.id"
        " WHERE ($1::text IS NULL OR s.consumer = $1) AND ($2::text IS NULL OR s.id = $2)"
        " GROUP BY s.id ORDER BY s.id",
        consumer,
        subscription,
    )
    return [Overview(subscription_of(row), Tally.model_validate(dict(row))) for row in rows]


async def tally(
    connection: Connection, subscription: SubscriptionId, *, but: Collection[str] = ()
) -> Tally:
    """What of a subscription is not delivered.

    Args:
        connection: Any.
        subscription: Which one.
        but: Not these lanes: they are being seen to.
    """
    row = await connection.fetchrow(
        f"SELECT {_TALLY} FROM deliveries AS d"  # noqa: S608 - constants
        " WHERE subscription = $1 AND partition_key <> ALL($2::text[])",
        subscription,
        list(but),
    )
    return Tally.model_validate(dict(row) if row else {})


async def dead_letters(connection: Connection, subscription: SubscriptionId) -> list[DeadLetter]:
    """What could not be delivered within its schedule, in order of position."""
    rows = await connection.fetch(
        "SELECT position, events.id AS event_id, type, d.partition_key, attempts, first_tried_at,"
        " last_tried_at, last_answer AS answer, http_status"
        " FROM deliveries AS d JOIN events USING (position)"
        " WHERE subscription = $1 AND status = 'dead' ORDER BY position",
        subscription,
    )
    return [DeadLetter.model_validate(dict(row)) for row in rows]


async def not_over(connection: Connection) -> list[SubscriptionId]:
    """Subscriptions that should have a workflow."""
    rows = await connection.fetch(
        "SELECT id FROM subscriptions WHERE status IN ('active', 'paused') ORDER BY id"
    )
    return [row["id"] for row in rows]


async def standing(connection: Connection, consumer: ConsumerId) -> list[Subscription]:
    """A consumer's subscriptions that have not ended."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM subscriptions WHERE consumer = $1 AND status <> 'ended'"  # noqa: S608 - constants
        " ORDER BY id",
        consumer,
    )
    return [subscription_of(row) for row in rows]


async def ended(connection: Connection) -> list[SubscriptionId]:
    """Subscriptions that should have no workflow any more."""
    rows = await connection.fetch("SELECT id FROM subscriptions WHERE status = 'ended' ORDER BY id")
    return [row["id"] for row in rows]


def subscription_of(row: Any) -> Subscription:  # noqa: ANN401 - a row of asyncpg's
    """A row as it is known."""
    return Subscription.model_validate(dict(row))
