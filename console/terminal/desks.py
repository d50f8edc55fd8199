"""Opens the desks, and Temporal, where `console.terminal.connection` finds them.

Imported by commands when they run, because Temporal's client takes a second to load.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from temporalio.client import Client

from console.terminal.acting import require_deed, who_acts
from console.terminal.connection import Place, find, find_stack
from console.terminal.traced import command_traced
from desk.answers import TemporalUnavailable
from desk.authority import ByRegister
from desk.desk import Desk
from desk.signing import LateSigner
from register.connection import Pool
from register.opening import open_register
from register.own_namespace import require_own_namespace
from rules.permissions import Deed
from schemas.ids import ActorRef
from stack import StackUnavailable
from worker.client import connect_client
from worker.decision_keys import decision_keys
from worker.department_settings import department_mailboxes
from worker.settings import delivery_settings, worker_settings

if TYPE_CHECKING:
    from desk.subscriptions import SubscriptionDesk

_CONNECTIONS = 2  # one command never needs more


class AtTheDesk(NamedTuple):
    """The desk, and who has come to it."""

    desk: Desk
    actor: ActorRef


@asynccontextmanager
async def the_desk(folder: Path) -> AsyncIterator[AtTheDesk]:
    """The desk and who acts there, for as long as the block lasts.

    Raises:
        NotSignedIn: Nobody acts there.
        AnotherNamespace: The register belongs to another one.
    """
    place = find(folder)
    embedded = place.stack is not None
    with command_traced():
        async with open_register(place.database_url, size=_CONNECTIONS) as pool:
            async with pool.acquire() as connection:
                actor = await who_acts(connection, place)
            client, away = await _temporal_or_later(place)
            async with pool.acquire() as connection:
                await require_own_namespace(connection, client.namespace)
            desk = Desk(
                client,
                pool,
                task_queue=worker_settings().task_queue,
                mailboxes=lambda: department_mailboxes(embedded=embedded),
                away=away,
                authority=ByRegister(),
                signer=LateSigner(decision_keys(folder if embedded else None).signer),
            )
            yield AtTheDesk(desk, actor)


async def _temporal_or_later(place: Place) -> tuple[Client, bool]:
    """Temporal, and whether it is away: what is decided meanwhile is kept until it is back."""
    try:
        return await connect_client(place.temporal, place.namespace), False
    except TemporalUnavailable:
        return await connect_client(place.temporal, place.namespace, lazy=True), True


@asynccontextmanager
async def the_subscription_desk(folder: Path) -> "AsyncIterator[SubscriptionDesk]":
    """The desk for subscriptions, for as long as the block lasts.

    Raises:
        NotSignedIn: Nobody acts there.
        Refused: Whoever does may not see to subscriptions.
    """
    # It posts over HTTP; whoever decides about a visit need not load what does.
    from desk.subscriptions import SubscriptionDesk

    async with _at(folder, lazy=True) as (client, pool):
        async with pool.acquire() as connection:
            await require_deed(connection, folder, Deed.MANAGE_SUBSCRIPTIONS)
        yield SubscriptionDesk(
            client,
            pool,
            keys=find(folder).keys(),
            task_queue=worker_settings().task_queue,
            private=delivery_settings().private,
        )


@asynccontextmanager
async def _at(folder: Path, *, lazy: bool = False) -> AsyncIterator[tuple[Client, Pool]]:
    """Temporal and the register; Temporal only when it is asked something, if lazy."""
    place = find(folder)
    async with open_register(place.database_url, size=_CONNECTIONS) as pool:
        client = await connect_client(place.temporal, place.namespace, lazy=lazy)
        async with pool.acquire() as connection:
            await require_own_namespace(connection, client.namespace)
        yield client, pool


async def the_server(folder: Path) -> Client:
    """Temporal alone, of the stack that runs under a folder or as the environment says."""
    try:
        stack = find_stack(folder)
    except StackUnavailable:
        return await connect_client()
    return await connect_client(stack.temporal, stack.namespace)
