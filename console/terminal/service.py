"""Serves visits for as long as a process is meant to: registers, worker, orderly end."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import partial
from types import FrameType

from temporalio.client import Client

from activities.turns import turns_of
from desk.subscriptions import SubscriptionDesk
from feed.server import (
    FeedOptions,
    FollowingFeed,
    following_feed,
    serving_feed,
    serving_feed_on,
)
from register.connection import Pool
from register.keyring import KeyRing
from register.opening import open_register
from register.own_namespace import require_own_namespace, settle_in
from schemas.audit import AuditFound
from stack import Ended, StackUnavailable
from web.limits import Limits
from web.serving import address_of
from worker.connections import connect, open_channel
from worker.decision_keys import KeyFiles
from worker.department_settings import department_mailboxes
from worker.inbox import delivering_inbox
from worker.link_settings import require_key
from worker.mail_settings import MailSettings
from worker.own_register import require_own_register
from worker.process import activities_for, delivering, running_deliverer, running_worker
from worker.search_attributes import require_search_attributes
from worker.settings import (
    DeliverySettings,
    FeedSettings,
    WorkerSettings,
    delivery_settings,
    worker_settings,
)
from worker.trusting import trusting

_LOOK = 0.5  # seconds between two looks at the programs of a stack: nothing else tells of an end
_SPARE = 2  # connections beyond those that activities may hold
_PUSH = 10  # connections for all subscriptions: one follows the log, the rest are held briefly
_FEED = 10  # connections of a feed: one follows the end of the log, the rest answer requests


@asynccontextmanager
async def serving(  # noqa: PLR0913 - what a worker is made of
    database_url: str,
    temporal: str | None,
    namespace: str | None,
    *,
    mail: MailSettings,
    settings: WorkerSettings,
    pushing: DeliverySettings | None,
    keys: KeyRing,
    decisions: KeyFiles,
) -> AsyncIterator[None]:
    """A worker on its servers, for as long as the block lasts.

    Args:
        database_url: Of the register.
        temporal: Host and port; `None` leaves it to Temporal's environment configuration.
        namespace: Likewise.
        mail: How letters leave.
        settings: Of the worker.
        pushing: To whom events may be pushed; `None` lets what subscriptions have to do wait.
        keys: What seals the secrets of subscriptions.
        decisions: Of which the public keys tell who signed a decision.

    Raises:
        SearchAttributesMissing: No visit could be opened there.
        AnotherNamespace: The register belongs to another one.
        AnotherRegister: Temporal runs visits of another installation.
        SettingsError: There is no public key, or none for the links of letters.
    """
    require_key(mail.sender.links)
    async with (
        trusting(decisions),
        open_register(database_url, size=settings.max_activities + _SPARE) as pool,
    ):
        client = await connect(temporal, namespace)
        async with pool.acquire() as connection:
            await require_own_namespace(connection, client.namespace)
        await require_search_attributes(client)
        await require_own_register(client, pool, settings.task_queue)
        async with pool.acquire() as connection:
            await settle_in(connection, client.namespace)
        channel = open_channel(mail)
        activities = activities_for(
            pool,
            channel,
            mail.sender,
            lambda: department_mailboxes(embedded=temporal is not None),
            look=partial(_audit, pool, client, settings.task_queue),
            turns=turns_of(channel, settings.max_activities),
        )
        async with (
            running_worker(client, activities, settings),
            delivering_inbox(client, pool, settings),
            nullcontext()
            if pushing is None
            else _pushing(client, database_url, settings, pushing, keys),
        ):
            yield


async def _audit(pool: Pool, client: Client, task_queue: str) -> AuditFound:
    """Audit everything, as a worker does it each night where somebody said so."""
    from release.audit import audit, in_numbers

    return in_numbers(await audit(pool, client, task_queue=task_queue))


@asynccontextmanager
async def _pushing(
    client: Client,
    database_url: str,
    settings: WorkerSettings,
    pushing: DeliverySettings,
    keys: KeyRing,
) -> AsyncIterator[None]:
    """Push events to consumers, by a pool of its own: they must not keep decisions waiting."""
    async with open_register(database_url, size=_PUSH) as pool:
        desk = SubscriptionDesk(
            client, pool, keys=keys, task_queue=settings.task_queue, private=pushing.private
        )
        async with (
            delivering(pool, pushing, keys) as deliveries,
            running_deliverer(client, deliveries, settings, at_once=pushing.at_once),
        ):
            await desk.reconcile()
            yield


@asynccontextmanager
async def feeding(  # noqa: PLR0913 - what a feed is made of
    database_url: str,
    where: FeedSettings,
    *,
    keys: KeyRing,
    temporal: str | None = None,
    namespace: str | None = None,
    listener: socket.socket | None = None,
) -> AsyncIterator[str]:
    """The feed of a register, for as long as the block lasts.

    It has a pool of its own: a crowd of consumers must not keep decisions from being recorded.

    Args:
        database_url: Of the register, migrated.
        where: Where it listens, and what it allows.
        keys: What seals the secrets of subscriptions.
        temporal: Host and port; `None` leaves it to Temporal's environment configuration. Only
            changes of subscriptions need it.
        namespace: Likewise.
        listener: A socket that listens already, in place of a new one.

    Yields:
        Its address.
    """
    options = _options(where)
    async with open_register(database_url, size=_FEED) as pool:
        desk = await _subscriptions(pool, keys, temporal, namespace)
        if listener is not None:
            async with serving_feed_on(listener, pool, desk, options):
                yield address_of(listener)
        else:
            async with serving_feed(pool, where.host, where.port, desk, options) as address:
                yield address


@asynccontextmanager
async def feed_beside(
    database_url: str, where: FeedSettings, keys: KeyRing
) -> AsyncIterator[FollowingFeed]:
    """The same as an application that is served with others, for as long as the block lasts."""
    async with open_register(database_url, size=_FEED) as pool:
        desk = await _subscriptions(pool, keys)
        async with following_feed(pool, desk, _options(where)) as feed:
            yield feed


def _options(where: FeedSettings) -> FeedOptions:
    return FeedOptions(
        limits=Limits(per_address=where.per_address, per_token=where.per_token),
        origins=where.origins,
        proxies=where.proxies,
    )


async def _subscriptions(
    pool: Pool, keys: KeyRing, temporal: str | None = None, namespace: str | None = None
) -> SubscriptionDesk:
    client = await connect(temporal, namespace, lazy=True)
    async with pool.acquire() as connection:
        await require_own_namespace(connection, client.namespace)
    return SubscriptionDesk(
        client,
        pool,
        keys=keys,
        task_queue=worker_settings().task_queue,
        private=delivery_settings().private,
    )


async def until_told_to_stop(
    look: Callable[[], Ended | None] | None = None, *, ready: Callable[[], None] | None = None
) -> None:
    """Wait for Ctrl-C or SIGTERM, or for the end of a program that should not end.

    A second Ctrl-C is not waited for: it interrupts whatever the first one set going.

    Args:
        look: Whether a program of the stack has ended by itself; asked twice a second.
        ready: Called once, when being told to stop is heard: whoever is told that this has
            started may tell it to stop at once.

    Raises:
        StackUnavailable: One has.
    """
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    try:
        if ready is not None:
            ready()
        while not told.is_set():
            if look is not None and (ended := look()):
                raise StackUnavailable(str(ended))
            try:
                await asyncio.wait_for(told.wait(), None if look is None else _LOOK)
            except TimeoutError:
                continue
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that programs and folders are put away."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
