"""The desk for subscriptions: made, changed, replayed and ended, by command and by API alike.

The register is changed first, and the subscription's workflow is told to look: so whatever is
interrupted can be repeated, and a worker that starts gives a workflow to each that lacks one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.deliveries import new_secret, require_usable, shown
from desk.answers import TemporalUnavailable
from register import publication, subscriptions
from register.connection import Connection, Pool
from register.keyring import KeyRing
from register.subscriptions import Overview, SubscriptionEnded
from schemas.access import ConsumerId
from schemas.subscriptions import (
    LISTEN,
    DeadLetter,
    SecretKind,
    Subscription,
    SubscriptionId,
    SubscriptionInput,
    SubscriptionStatus,
    subscription_workflow,
)
from workflows import subscription as shell
from workflows.subscription_wording import subscription_static_details, subscription_summary

T = TypeVar("T")

_PATIENCE = timedelta(seconds=5)
"""How long Temporal may take to answer before we say that it does not."""


@dataclass(frozen=True)
class Order:
    """What a consumer asks for.

    Attributes:
        id: How the subscription is to be called; again with the same id is the same one.
        consumer: Whose it is.
        url: Where events are to be posted to.
        types: Only these types; all if empty.
        visits: Only about these visits; all if empty.
        programmes: Only of these programmes; all if empty.
        after: Only events beyond this position; by default what is recorded from now on.
        self_service: Whether the consumer asks by itself, with a token; it goes on only for as long
            as the consumer has one.
    """

    id: SubscriptionId
    consumer: ConsumerId
    url: str
    types: Sequence[str] = ()
    visits: Sequence[str] = ()
    programmes: Sequence[str] = ()
    after: int | None = None
    self_service: bool = False


@dataclass(frozen=True)
class Changes:
    """What of a subscription is to be otherwise; `None` is as it was."""

    status: SubscriptionStatus | None = None
    url: str | None = None
    types: Sequence[str] | None = None
    visits: Sequence[str] | None = None
    programmes: Sequence[str] | None = None


class SubscriptionDesk:
    """Makes subscriptions and sees to them.

    Args:
        client: Temporal; it need not be connected yet.
        pool: The register.
        keys: What secrets are sealed with.
        task_queue: Where workers listen.
        private: Whether private addresses, and plain HTTP, are allowed.
        listen: How long a delivery run listens; none only in tests, where time is virtual.
    """

    def __init__(  # noqa: PLR0913 - all but the servers by name
        self,
        client: Client,
        pool: Pool,
        *,
        keys: KeyRing,
        task_queue: str,
        private: bool,
        listen: timedelta = LISTEN,
    ) -> None:
        self._client = client
        self._pool = pool
        self._keys = keys
        self._task_queue = task_queue
        self._private = private
        self._listen = listen

    # --- Making and changing --------------------------------------------------------------------

    async def make(self, order: Order) -> tuple[Subscription, dict[SecretKind, str] | None]:
        """Make a subscription with a secret of each kind; again is the same.

        Returns:
            The subscription, and what its consumer needs to verify: the shared secret, which is
            never shown again, and the public key. `None` where it was made before.

        Raises:
            UnusableAddress: Nothing can be posted to the address.
            SubscriptionTaken: The id is another subscription's.
            TooManySubscriptions: The consumer has as many as it may have.
            KeyMissing: There is no key to seal its secrets with.
            TemporalUnavailable: Nothing has changed, or it is made and will be served later.
        """
        require_usable(order.url, private=self._private)
        await self._require_temporal()
        secrets = {kind: new_secret(kind) for kind in SecretKind}
        async with self._pool.acquire() as connection, connection.transaction():
            made = await subscriptions.make(
                connection,
                Subscription.model_validate(
                    {
                        "id": order.id,
                        "consumer": order.consumer,
                        "url": order.url,
                        "types": order.types,
                        "visits": order.visits,
                        "programmes": order.programmes,
                        "status": SubscriptionStatus.ACTIVE,
                        "position": await self._start(connection, order.after),
                        "created_at": await connection.fetchval("SELECT now()"),
                        "self_service": order.self_service,
                    }
                ),
            )
            if made:
                for kind, secret in secrets.items():
                    await subscriptions.rotate(connection, self._keys, order.id, kind, secret)
            known = await subscriptions.require(connection, order.id)
        await self._wake(order.id)
        told = {kind: shown(kind, secret) for kind, secret in secrets.items()}
        return known, told if made else None

    @staticmethod
    async def _start(connection: Connection, after: int | None) -> int:
        head = await publication.head(connection)
        return head if after is None else min(after, head)

    async def change(
        self,
        subscription: SubscriptionId,
        changes: Changes,
        *,
        consumer: ConsumerId | None = None,
    ) -> Subscription:
        """Change a subscription; what it asks for changes for events not looked at yet.

        Raises:
            UnknownSubscription: There is none, or it is not this consumer's.
            SubscriptionEnded: It has ended for good.
            UnusableAddress: Nothing can be posted to the address.
            TemporalUnavailable: Temporal does not answer; repeating does no harm.
        """
        if changes.url is not None:
            require_usable(changes.url, private=self._private)

        async def write(connection: Connection) -> Subscription:
            return await subscriptions.change(
                connection,
                subscription,
                status=changes.status,
                url=changes.url,
                types=changes.types,
                visits=changes.visits,
                programmes=changes.programmes,
            )

        return await self._do(subscription, consumer, write)

    async def pause(
        self, subscription: SubscriptionId, *, consumer: ConsumerId | None = None
    ) -> Subscription:
        """Push nothing until it is resumed; raises as `change` does."""
        changes = Changes(status=SubscriptionStatus.PAUSED)
        return await self.change(subscription, changes, consumer=consumer)

    async def resume(
        self, subscription: SubscriptionId, *, consumer: ConsumerId | None = None
    ) -> Subscription:
        """Push on from where it stopped, also after a 410; raises as `change` does."""
        changes = Changes(status=SubscriptionStatus.ACTIVE)
        return await self.change(subscription, changes, consumer=consumer)

    async def end(
        self, subscription: SubscriptionId, *, consumer: ConsumerId | None = None
    ) -> Subscription:
        """End it for good; what was not delivered and its secrets go. Again is the same.

        Raises:
            UnknownSubscription: There is none, or it is not this consumer's.
            TemporalUnavailable: Temporal does not answer; repeating does no harm.
        """

        async def write(connection: Connection) -> Subscription:
            return await subscriptions.end(connection, subscription)

        return await self._do(subscription, consumer, write)

    async def retry(
        self, subscription: SubscriptionId, *, consumer: ConsumerId | None = None
    ) -> int:
        """Try at once what would be tried again later; how many events that is.

        Raises:
            UnknownSubscription: There is none, or it is not this consumer's.
            SubscriptionEnded: It has ended for good.
            TemporalUnavailable: Temporal does not answer; repeating does no harm.
        """

        async def write(connection: Connection) -> int:
            return await subscriptions.retry_now(connection, subscription)

        return await self._do(subscription, consumer, write, standing=True)

    async def replay(
        self,
        subscription: SubscriptionId,
        first: int,
        last: int,
        *,
        consumer: ConsumerId | None = None,
    ) -> int:
        """Deliver a range of the log again: the same bytes, the same ids, in order.

        Args:
            subscription: To whom.
            first: One end of the range, included.
            last: The other; which is which does not matter, the order is the log's.
            consumer: Only if it is this one's.

        Returns:
            How many events that is.

        Raises:
            UnknownSubscription: There is none, or it is not this consumer's.
            SubscriptionEnded: It has ended for good.
            TemporalUnavailable: Temporal does not answer; repeating does no harm.
        """
        first, last = sorted((first, last))

        async def write(connection: Connection) -> int:
            return await subscriptions.replay(connection, subscription, first, last)

        return await self._do(subscription, consumer, write)

    async def rotate(
        self,
        subscription: SubscriptionId,
        kind: SecretKind,
        *,
        consumer: ConsumerId | None = None,
    ) -> str:
        """Sign with a new secret; the one before signs too for a day.

        Returns:
            The shared secret, which is never shown again, or the public key.

        Raises:
            UnknownSubscription: There is none, or it is not this consumer's.
            SubscriptionEnded: It has ended for good.
            KeyMissing: There is no key to seal it with.
        """
        secret = new_secret(kind)
        async with self._pool.acquire() as connection, connection.transaction():
            await _standing(connection, subscription, consumer)
            await subscriptions.rotate(connection, self._keys, subscription, kind, secret)
        return shown(kind, secret)

    # --- Looking --------------------------------------------------------------------------------

    async def look(self, consumer: ConsumerId | None = None) -> list[Overview]:
        """Every subscription, or a consumer's."""
        async with self._pool.acquire() as connection:
            return await subscriptions.overview(connection, consumer=consumer)

    async def look_at(
        self, subscription: SubscriptionId, *, consumer: ConsumerId | None = None
    ) -> Overview:
        """One subscription.

        Raises:
            UnknownSubscription: There is none, or it is not this consumer's.
        """
        async with self._pool.acquire() as connection:
            await subscriptions.require(connection, subscription, consumer)
            (found,) = await subscriptions.overview(connection, subscription=subscription)
            return found

    async def dead_letters(
        self, subscription: SubscriptionId, *, consumer: ConsumerId | None = None
    ) -> list[DeadLetter]:
        """What could not be delivered; raises as `look_at` does."""
        async with self._pool.acquire() as connection:
            await subscriptions.require(connection, subscription, consumer)
            return await subscriptions.dead_letters(connection, subscription)

    # --- Workflows ------------------------------------------------------------------------------

    async def reconcile(self) -> int:
        """Give a workflow to each subscription that should have one and has none.

        One that ended while nobody could tell its workflow, as when its consumer was revoked, is
        told now.

        Returns:
            How many subscriptions should have one.

        Raises:
            TemporalUnavailable: Temporal does not answer.
        """
        async with self._pool.acquire() as connection:
            there = await subscriptions.not_over(connection)
            ended = await subscriptions.ended(connection)
        for subscription in there:
            await self._wake(subscription, telling=False)
        for subscription in ended:
            await self._tell_that_it_ended(subscription)
        return len(there)

    async def _do(
        self,
        subscription: SubscriptionId,
        consumer: ConsumerId | None,
        write: Callable[[Connection], Awaitable[T]],
        *,
        standing: bool = False,
    ) -> T:
        """Change the register, then let the workflow look."""
        await self._require_temporal()
        async with self._pool.acquire() as connection, connection.transaction():
            if standing:
                await _standing(connection, subscription, consumer)
            else:
                await subscriptions.require(connection, subscription, consumer)
            done = await write(connection)
        await self._wake(subscription)
        return done

    async def _require_temporal(self) -> None:
        """Ask before anything is changed, so that a refusal is usually the whole truth."""
        async with _answering():
            await self._client.service_client.check_health(retry=False, timeout=_PATIENCE)

    async def _tell_that_it_ended(self, subscription: SubscriptionId) -> None:
        async with _answering():
            handle = self._client.get_workflow_handle(subscription_workflow(subscription))
            try:
                await handle.signal(shell.Subscription.look_again)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    async def _wake(self, subscription: SubscriptionId, *, telling: bool = True) -> None:
        """Signal with start: a workflow that has ended, or never began, begins."""
        async with _answering():
            await self._client.start_workflow(
                shell.Subscription.run,
                SubscriptionInput(subscription=subscription, listen=self._listen),
                id=subscription_workflow(subscription),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal="look_again" if telling else None,
                static_summary=subscription_summary(subscription),
                static_details=subscription_static_details(subscription),
            )


async def _standing(
    connection: Connection, subscription: SubscriptionId, consumer: ConsumerId | None
) -> None:
    known = await subscriptions.require(connection, subscription, consumer)
    if known.status is SubscriptionStatus.ENDED:
        raise SubscriptionEnded(f"Subscription {subscription} has ended for good; make another.")


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            yield
    except (RPCError, RuntimeError, TimeoutError) as error:
        raise TemporalUnavailable(
            f"Temporal does not answer ({type(error).__name__}). Try again in a while; repeating "
            "does no harm."
        ) from None
