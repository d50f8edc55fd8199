"""Subscriptions as their consumers and operators see and change them; delivering is beside."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, NoReturn

from register.connection import Connection
from schemas.access import ConsumerId
from schemas.ids import VisitId
from schemas.sentences import Sentence
from schemas.subscriptions import (
    DeadLetter,
    SecretKind,
    Subscription,
    SubscriptionId,
    SubscriptionStatus,
    Tally,
)

CHANGED = "subscriptions_changed"
"""The channel on which a stint is told that its subscription was changed."""

KEEPS_SIGNING = timedelta(hours=24)
"""A secret that was replaced signs beside the new one for so long."""

MOST_AT_ONCE: Final = 20
"""Subscriptions of one consumer that have not ended. Each takes a place at the workers that push,
so without a bound one consumer could take them all, and every other would wait."""

COLUMNS = (
    "id, consumer, url, types, visits, programmes, status, position, last_answer,"
    " last_success_at, created_at"
)

FIRST_OF_LANE = (
    "d.status <> 'dead' AND NOT EXISTS (SELECT FROM deliveries AS before"
    " WHERE before.subscription = d.subscription AND before.visit_id = d.visit_id"
    " AND before.position < d.position AND before.status <> 'dead')"
)
"""Whether a delivery `d` is the one of its visit that is tried."""

_TALLY = (
    "count(*) FILTER (WHERE d.status = 'waiting') AS waiting,"
    " count(*) FILTER (WHERE d.status = 'retrying') AS retrying,"
    " count(*) FILTER (WHERE d.status = 'dead') AS dead,"
    f" min(d.next_at) FILTER (WHERE d.status = 'retrying' AND {FIRST_OF_LANE}) AS retry_at,"
    " min(d.first_tried_at) FILTER (WHERE d.status = 'retrying') AS failing_since"
)


class UnknownSubscription(Sentence):
    """There is no such subscription, or it is another consumer's."""


class SubscriptionTaken(Sentence):
    """A subscription of that id is there, and is another one."""


class TooManySubscriptions(Sentence):
    """A consumer has as many subscriptions as it may have."""


class SubscriptionEnded(Sentence):
    """A subscription has ended for good."""


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


class Overview(NamedTuple):
    """A subscription and what of it is not delivered."""

    subscription: Subscription
    tally: Tally


# --- Looking -----------------------------------------------------------------------------------


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
    connection: Connection, subscription: SubscriptionId, *, but: Collection[VisitId] = ()
) -> Tally:
    """What of a subscription is not delivered.

    Args:
        connection: Any.
        subscription: Which one.
        but: Not these visits: they are being seen to.
    """
    row = await connection.fetchrow(
        f"SELECT {_TALLY} FROM deliveries AS d"  # noqa: S608 - constants
        " WHERE subscription = $1 AND visit_id <> ALL($2::text[])",
        subscription,
        list(but),
    )
    return Tally.model_validate(dict(row) if row else {})


async def dead_letters(connection: Connection, subscription: SubscriptionId) -> list[DeadLetter]:
    """What could not be delivered within its schedule, in order of position."""
    rows = await connection.fetch(
        "SELECT position, events.id AS event_id, type, d.visit_id, attempts, first_tried_at,"
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


# --- Changing ----------------------------------------------------------------------------------


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
        "INSERT INTO subscriptions (id, consumer, url, types, visits, programmes, status, position)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id",
        wanted.id,
        wanted.consumer,
        wanted.url,
        sorted(wanted.types),
        sorted(wanted.visits),
        sorted(wanted.programmes),
        wanted.status.value,
        wanted.position,
    )
    if made is None:
        row = await connection.fetchrow(
            f"SELECT {COLUMNS} FROM subscriptions WHERE id = $1",  # noqa: S608 - constants
            wanted.id,
        )
        if _what_it_is(subscription_of(row)) != _what_it_is(wanted):
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
    ended = subscription.status is SubscriptionStatus.ENDED
    asked = (subscription.types, subscription.visits, subscription.programmes)
    return (subscription.consumer, subscription.url, *(sorted(each) for each in asked), ended)


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
    await _tell(connection, subscription)
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
    await _tell(connection, subscription)
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
    await _tell(connection, subscription)
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
        "INSERT INTO deliveries (subscription, position, visit_id)"
        " SELECT $1, position, visit_id FROM events WHERE position BETWEEN $2 AND $3"
        " AND ($4::text[] = '{}' OR type = ANY($4)) AND ($5::text[] = '{}' OR visit_id = ANY($5))"
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
    await _tell(connection, subscription)
    return len(rows)


async def _say_ended(connection: Connection, subscription: SubscriptionId) -> NoReturn:
    await require(connection, subscription)
    raise SubscriptionEnded(f"Subscription {subscription} has ended for good; make another.")


async def _tell(connection: Connection, subscription: SubscriptionId) -> None:
    await connection.execute("SELECT pg_notify($1, $2)", CHANGED, subscription)


# --- Secrets -----------------------------------------------------------------------------------


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
    await _tell(connection, subscription)


async def secrets_of(connection: Connection, subscription: SubscriptionId) -> list[Secret]:
    """What signs for a subscription, the newest of each kind first."""
    rows = await connection.fetch(
        "SELECT kind, secret, expires_at FROM subscription_secrets WHERE subscription = $1"
        " AND (expires_at IS NULL OR expires_at > now()) ORDER BY kind, number DESC",
        subscription,
    )
    return [Secret(SecretKind(row["kind"]), row["secret"], row["expires_at"]) for row in rows]


def subscription_of(row: Any) -> Subscription:  # noqa: ANN401 - a row of asyncpg's
    """A row as it is known."""
    return Subscription.model_validate(dict(row))
