"""Subscriptions made, changed, ended, and asked to deliver again."""

from collections.abc import Sequence
from typing import Final, NoReturn

from register.connection import Connection
from register.subscriptions.notices import tell
from register.subscriptions.queries import COLUMNS, require, subscription_of
from schemas.sentences import Sentence
from schemas.subscriptions import Subscription, SubscriptionId, SubscriptionStatus

MOST_AT_ONCE: Final = 20
"""Subscriptions of one consumer that have not ended. Each takes a place at the workers that push,
so without a bound one consumer could take them all, and every other would wait."""


class SubscriptionTaken(Sentence):
    """A subscription of that id is there, and is another one."""


class TooManySubscriptions(Sentence):
    """A consumer has as many subscriptions as it may have."""


class SubscriptionEnded(Sentence):
    """A subscription has ended for good."""


async def make(connection: Connection, wanted: Subscription) -> bool:
    """Make a subscription; again is the same.

    Args:
        connection: In a transaction.
        wanted: As it is to be; its times are the register's own.

    Returns:
        Whether it was made now.

    Raises:
        SubscriptionTaken: The id is another subscription's.
        TooManySubscriptions: The consumer has as many as it may have.
    """
    await _require_place(connection, wanted)
    made = await connection.fetchval(
        "INSERT INTO subscriptions (id, consumer, url, types, visits, programmes, status, position,"
        " self_service) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " ON CONFLICT (id) DO NOTHING RETURNING id",
        wanted.id,
        wanted.consumer,
        wanted.url,
        sorted(wanted.types),
        sorted(wanted.visits),
        sorted(wanted.programmes),
        wanted.status.value,
        wanted.position,
        wanted.self_service,
    )
    if made is None:
        row = await connection.fetchrow(
            f"SELECT {COLUMNS} FROM subscriptions WHERE id = $1",  # noqa: S608 - constants
            wanted.id,
        )
        known = subscription_of(row)
        if known.consumer == wanted.consumer and known.status is SubscriptionStatus.ENDED:
            raise SubscriptionTaken(
                f"Subscription {wanted.id} has ended, and an end is for good; choose another id."
            )
        if _what_it_is(known) != _what_it_is(wanted):
            raise SubscriptionTaken(
                f"There is a subscription {wanted.id} already, and it is another one; "
                "choose another id."
            )
    return made is not None


async def _require_place(connection: Connection, wanted: Subscription) -> None:
    """Refuse one too many; one that is there already takes no further place."""
    lock = f"subscriptions of {wanted.consumer}"
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", lock)
    others = await connection.fetchval(
        "SELECT count(*) FROM subscriptions WHERE consumer = $1 AND status <> 'ended'"
        " AND NOT EXISTS (SELECT FROM subscriptions WHERE id = $2)",
        wanted.consumer,
        wanted.id,
    )
    if others >= MOST_AT_ONCE:
        raise TooManySubscriptions(
            f"{wanted.consumer} has {others} subscriptions, and no consumer may have more at once; "
            "end one, or change one to ask for more."
        )


def _what_it_is(subscription: Subscription) -> tuple[object, ...]:
    asked = (subscription.types, subscription.visits, subscription.programmes)
    return (subscription.consumer, subscription.url, *(sorted(each) for each in asked))


async def change(  # noqa: PLR0913 - what may change, by name
    connection: Connection,
    subscription: SubscriptionId,
    *,
    status: SubscriptionStatus | None = None,
    url: str | None = None,
    types: Sequence[str] | None = None,
    visits: Sequence[str] | None = None,
    programmes: Sequence[str] | None = None,
) -> Subscription:
    """Change what is given; what is asked for changes for events that were not looked at yet.

    Raises:
        UnknownSubscription: There is none.
        SubscriptionEnded: It has ended for good.
    """
    row = await connection.fetchrow(
        "UPDATE subscriptions SET status = coalesce($2, status), url = coalesce($3, url),"  # noqa: S608 - constants
        " types = coalesce($4, types), visits = coalesce($5, visits),"
        " programmes = coalesce($6, programmes)"
        f" WHERE id = $1 AND status <> 'ended' RETURNING {COLUMNS}",
        subscription,
        status and status.value,
        url,
        None if types is None else sorted(types),
        None if visits is None else sorted(visits),
        None if programmes is None else sorted(programmes),
    )
    if row is None:
        await _say_ended(connection, subscription)
    await tell(connection, subscription)
    return subscription_of(row)


async def end(connection: Connection, subscription: SubscriptionId) -> Subscription:
    """End a subscription for good; what was not delivered and its secrets go. Again is the same.

    Args:
        connection: In a transaction.
        subscription: Which one.

    Raises:
        UnknownSubscription: There is none.
    """
    row = await connection.fetchrow(
        f"UPDATE subscriptions SET status = 'ended' WHERE id = $1 RETURNING {COLUMNS}",  # noqa: S608 - constants
        subscription,
    )
    if row is None:
        return await require(connection, subscription)
    await connection.execute("DELETE FROM deliveries WHERE subscription = $1", subscription)
    await connection.execute(
        "DELETE FROM subscription_secrets WHERE subscription = $1", subscription
    )
    await tell(connection, subscription)
    return subscription_of(row)


async def retry_now(connection: Connection, subscription: SubscriptionId) -> int:
    """Let what is retried be tried at once.

    Returns:
        How many events that is.
    """
    rows = await connection.fetch(
        "UPDATE deliveries SET next_at = NULL WHERE subscription = $1 AND status = 'retrying'"
        " RETURNING position",
        subscription,
    )
    await tell(connection, subscription)
    return len(rows)


async def replay(
    connection: Connection, subscription: SubscriptionId, first: int, last: int
) -> int:
    """Let a range of the log be delivered again: what of it is asked for, in order.

    Dead letters in the range live again. What comes after the subscription's position is coming
    anyway.

    Args:
        connection: In a transaction.
        subscription: To whom.
        first: The first position.
        last: The last position.

    Returns:
        How many events that is.

    Raises:
        UnknownSubscription: There is none.
        SubscriptionEnded: It has ended for good.
    """
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM subscriptions WHERE id = $1 AND status <> 'ended' FOR UPDATE",  # noqa: S608 - constants
        subscription,
    )
    if row is None:
        await _say_ended(connection, subscription)
    rows = await connection.fetch(
        "INSERT INTO deliveries (subscription, position, partition_key)"
        " SELECT $1, position, partition_key FROM events WHERE position BETWEEN $2 AND $3"
        " AND ($4::text[] = '{}' OR type = ANY($4))"
        " AND ($5::text[] = '{}' OR partition_key = ANY($5))"
        " AND ($6::text[] = '{}' OR programme = ANY($6))"
        " ON CONFLICT (subscription, position) DO UPDATE SET status = 'waiting',"
        " round = deliveries.round + 1, attempts = 0, next_at = NULL, first_tried_at = NULL"
        " RETURNING position",
        subscription,
        first,
        min(last, row["position"]),
        row["types"],
        row["visits"],
        row["programmes"],
    )
    await tell(connection, subscription)
    return len(rows)


async def _say_ended(connection: Connection, subscription: SubscriptionId) -> NoReturn:
    await require(connection, subscription)
    raise SubscriptionEnded(f"Subscription {subscription} has ended for good; make another.")
