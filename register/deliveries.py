"""What a delivery run reads and writes while it hands events over.

Every write asks whether the run is still the one that hands over: one that was given up for dead
and is not may write nothing more. What it posted meanwhile arrives twice, with the same id.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from register import subscriptions, tokens
from register.cloudevents import as_given, given_to_all
from register.connection import Connection
from register.publication import Page, Wanted
from register.subscriptions import (
    COLUMNS,
    FIRST_OF_LANE,
    UnknownSubscription,
    subscription_of,
)
from schemas.subscriptions import Answer, Subscription, SubscriptionId, SubscriptionStatus


class Superseded(Exception):
    """Another delivery run hands over by now; this one stops."""


class Fence(NamedTuple):
    """Which delivery run writes.

    Attributes:
        subscription: For whom.
        delivery_run: Its number; only the highest counts.
    """

    subscription: SubscriptionId
    delivery_run: int


class Parcel(NamedTuple):
    """The event that is next in its lane.

    Attributes:
        position: In the log.
        partition_key: Which lane: that of a visit.
        event_id: The CloudEvents id.
        body: The bytes that its consumer is given, as text.
        round: Of how manieth request it is.
        attempts: How often it was tried in this round.
        first_tried_at: When that began.
    """

    position: int
    partition_key: str
    event_id: str
    body: str
    round: int
    attempts: int
    first_tried_at: datetime | None


def wanted_by(subscription: Subscription) -> Wanted:
    """Which events a subscription asks for."""
    return Wanted(
        types=frozenset(subscription.types),
        visits=frozenset(subscription.visits),
        programmes=frozenset(subscription.programmes),
    )


async def begin(connection: Connection, subscription: SubscriptionId) -> tuple[Fence, Subscription]:
    """Begin a delivery run; from here on no earlier one may write.

    Raises:
        UnknownSubscription: There is none.
    """
    row = await connection.fetchrow(
        "UPDATE subscriptions SET delivery_run = delivery_run + 1 WHERE id = $1"  # noqa: S608 - constants
        f" RETURNING delivery_run, {COLUMNS}",
        subscription,
    )
    if row is None:
        raise UnknownSubscription(f"There is no subscription {subscription}.")
    return Fence(subscription, row["delivery_run"]), subscription_of(row)


async def look(connection: Connection, fence: Fence) -> Subscription:
    """The subscription as it is now; paused, if its consumer has no token for it any more.

    Raises:
        Superseded: Another delivery run hands over.
    """
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM subscriptions WHERE id = $1 AND delivery_run = $2",  # noqa: S608 - constants
        *fence,
    )
    if row is None:
        raise Superseded
    known = subscription_of(row)
    if (
        known.self_service
        and known.status is SubscriptionStatus.ACTIVE
        and not await tokens.opens_subscriptions(connection, known.consumer)
    ):
        return await subscriptions.change(connection, known.id, status=SubscriptionStatus.PAUSED)
    return known


async def proven(connection: Connection, fence: Fence, url: str) -> Subscription:
    """Note that an address has shown that it wants events; the subscription as it is now.

    Raises:
        Superseded: Another delivery run hands over.
    """
    await connection.execute(
        "UPDATE subscriptions SET proven_url = $3 WHERE id = $1 AND delivery_run = $2", *fence, url
    )
    return await look(connection, fence)


async def take_in(connection: Connection, fence: Fence, after: int, page: Page) -> bool:
    """Take a page of the log to be delivered, and note that it was looked at: both or neither.

    Args:
        connection: In a transaction.
        fence: Which delivery run.
        after: The position the page was asked from.
        page: What was found.

    Returns:
        Whether it was taken; not if nothing is to be pushed any more.

    Raises:
        Superseded: Another delivery run hands over.
    """
    moved = await connection.fetchval(
        "UPDATE subscriptions SET position = $3"
        " WHERE id = $1 AND delivery_run = $2 AND position = $4"
        " AND status = 'active' RETURNING id",
        *fence,
        page.looked_at,
        after,
    )
    if moved is None:
        await look(connection, fence)
        return False
    if page.events:
        await connection.execute(
            "INSERT INTO deliveries (subscription, position, partition_key)"
            " SELECT $1, * FROM unnest($2::bigint[], $3::text[])"
            " ON CONFLICT DO NOTHING",
            fence.subscription,
            [entry.position for entry in page.events],
            [entry.partition for entry in page.events],
        )
    return True


async def due_lanes(
    connection: Connection,
    fence: Fence,
    now: datetime,
    *,
    but: Collection[str],
    limit: int,
) -> list[str]:
    """Lanes of which an event may be handed over now, in order of position.

    Args:
        connection: Any.
        fence: Which delivery run.
        now: The delivery run's clock.
        but: Not these lanes: they are being seen to.
        limit: At most so many.
    """
    rows = await connection.fetch(
        "SELECT partition_key FROM deliveries AS d WHERE subscription = $1"  # noqa: S608 - constants
        " AND (next_at IS NULL OR next_at <= $2) AND partition_key <> ALL($3::text[])"
        f" AND {FIRST_OF_LANE} ORDER BY position LIMIT $4",
        fence.subscription,
        now,
        list(but),
        limit,
    )
    return [row["partition_key"] for row in rows]


async def next_of_lane(
    connection: Connection, fence: Fence, lane: str, now: datetime
) -> Parcel | None:
    """The first event of a lane; `None` when there is none or it is not due.

    What its consumer may see of it is asked each time: a token may be made or revoked meanwhile.
    """
    row = await connection.fetchrow(
        "SELECT first.position, first.partition_key, events.id, cloudevent, round, attempts,"
        " first_tried_at, type, (SELECT consumer FROM subscriptions WHERE id = $1) AS consumer"
        " FROM (SELECT position, partition_key, round, attempts, first_tried_at, next_at"
        " FROM deliveries WHERE subscription = $1 AND partition_key = $2 AND status <> 'dead'"
        " ORDER BY position LIMIT 1) AS first JOIN events USING (position)"
        " WHERE next_at IS NULL OR next_at <= $3",
        fence.subscription,
        lane,
        now,
    )
    if row is None:
        return None
    *parcel, event_type, consumer = row
    if event_type in given_to_all():
        return Parcel(*parcel)
    whole = await tokens.opens_whole_events(connection, consumer)
    body = as_given(row["cloudevent"], event_type, whole=whole)
    return Parcel(*parcel)._replace(body=body)


async def arrived(
    connection: Connection, fence: Fence, parcel: Parcel, now: datetime
) -> SubscriptionStatus:
    """Note that an event was delivered.

    Args:
        connection: In a transaction.
        fence: Which delivery run.
        parcel: What was delivered; asked for again meanwhile, it stays.
        now: The delivery run's clock.

    Returns:
        Whether to go on.

    Raises:
        Superseded: Another delivery run hands over.
    """
    status = await answered(connection, fence, Answer.DELIVERED, success_at=now)
    await connection.execute(
        "DELETE FROM deliveries WHERE subscription = $1 AND position = $2 AND round = $3",
        fence.subscription,
        parcel.position,
        parcel.round,
    )
    return status


async def failed(  # noqa: PLR0913 - what is known of an attempt, by name
    connection: Connection,
    fence: Fence,
    parcel: Parcel,
    *,
    answer: Answer,
    http_status: int | None,
    now: datetime,
    next_at: datetime | None,
) -> SubscriptionStatus:
    """Note that an event was not delivered.

    Args:
        connection: In a transaction.
        fence: Which delivery run.
        parcel: What was tried.
        answer: How it went.
        http_status: The answer's, if there was one.
        now: The delivery run's clock.
        next_at: When to try again; `None` makes it a dead letter.

    Returns:
        Whether to go on.

    Raises:
        Superseded: Another delivery run hands over.
    """
    status = await answered(connection, fence, answer)
    await connection.execute(
        "UPDATE deliveries SET status = $4, attempts = attempts + 1, next_at = $5,"
        " first_tried_at = coalesce(first_tried_at, $6), last_tried_at = $6, last_answer = $7,"
        " http_status = $8 WHERE subscription = $1 AND position = $2 AND round = $3",
        fence.subscription,
        parcel.position,
        parcel.round,
        "dead" if next_at is None else "retrying",
        next_at,
        now,
        answer.value,
        http_status,
    )
    return status


async def gone(connection: Connection, fence: Fence, url: str) -> SubscriptionStatus:
    """Note that the consumer wants no more; what was being delivered stays as it was.

    Args:
        connection: In a transaction.
        fence: Which delivery run.
        url: The address that said so. A consumer that has moved since wants events at the other.

    Returns:
        Whether to go on.

    Raises:
        Superseded: Another delivery run hands over.
    """
    await answered(connection, fence, Answer.GONE)
    status = await connection.fetchval(
        "UPDATE subscriptions SET status ="
        " CASE WHEN status = 'active' AND url = $2 THEN 'gone' ELSE status END"
        " WHERE id = $1 RETURNING status",
        fence.subscription,
        url,
    )
    return SubscriptionStatus(status)


async def answered(
    connection: Connection, fence: Fence, answer: Answer, *, success_at: datetime | None = None
) -> SubscriptionStatus:
    """Note what the consumer's server said; whether to go on.

    Raises:
        Superseded: Another delivery run hands over.
    """
    status = await connection.fetchval(
        "UPDATE subscriptions SET last_answer = $3,"
        " last_success_at = coalesce($4, last_success_at)"
        " WHERE id = $1 AND delivery_run = $2 RETURNING status",
        *fence,
        answer.value,
        success_at,
    )
    if status is None:
        raise Superseded
    return SubscriptionStatus(status)
