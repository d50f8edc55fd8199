"""One test's log, its subscriptions, and the workers that push the one to the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client, WorkflowHandle

from desk.subscriptions import Order, SubscriptionDesk
from register import publication, tokens
from register.publication import Published
from register.subscriptions import Overview
from schemas.access import WHOLE_EVENTS, ConsumerId
from schemas.subscriptions import (
    DeliveryRunReport,
    Subscription,
    SubscriptionId,
    subscription_workflow,
)
from tests.engine import Engine
from tests.receiving import Receiver
from tests.register.recording import numbered, record
from tests.support.visits import closed
from tests.support.waiting import until

NO_TIME = timedelta(0)
"""Where time is virtual a run does not listen: an activity under way would hold the clock."""

WAITS = 0.5
"""Seconds in which nothing is expected to happen."""


@dataclass
class Push:
    """One test's workers, its desk, and its log."""

    engine: Engine
    client: Client
    desk: SubscriptionDesk

    def named(self, name: str) -> SubscriptionId:
        """Tests share one server, where a workflow's id is taken once."""
        return f"{name}-{self.engine.number}"

    async def show_all(self, consumer: ConsumerId) -> None:
        """Give a consumer a token by which nothing is withheld from it."""
        async with self.engine.pool.acquire() as connection:
            await tokens.make(connection, consumer, WHOLE_EVENTS)

    async def to(
        self, receiver: Receiver, name: str = "warehouse", **order: object
    ) -> SubscriptionId:
        """Have the whole log pushed to a receiver, whose consumer may see all of it."""
        await self.show_all(name)
        asked = {"after": 0, **order}
        subscription = self.named(name)
        await self.desk.make(Order(subscription, name, receiver.url, **asked))  # type: ignore[arg-type]
        return subscription

    async def visits(self, count: int, *, first: int = 1) -> list[str]:
        """Record visits that are over; their ids."""
        for number in range(first, first + count):
            await record(self.engine.pool, numbered(closed(), number))
        return [f"interim-e{number:08d}" for number in range(first, first + count)]

    async def log(self) -> list[Published]:
        async with self.engine.pool.acquire() as connection:
            return await publication.of_visit(connection)

    async def stands(self, subscription: SubscriptionId) -> Overview:
        return await self.desk.look_at(subscription)

    def handle(
        self, subscription: SubscriptionId
    ) -> WorkflowHandle[Subscription, DeliveryRunReport]:
        return self.client.get_workflow_handle(
            subscription_workflow(subscription), result_type=DeliveryRunReport
        )

    async def rests(self, subscription: SubscriptionId) -> None:
        """Wait until its workflow has nothing to do but to wait."""

        async def waiting() -> bool:
            described = await self.handle(subscription).describe()
            return not described.raw_description.pending_activities and (
                described.raw_description.pending_workflow_task.attempt == 0
            )

        await until(waiting)


@asynccontextmanager
async def pushing(engine: Engine, **how: timedelta) -> AsyncIterator[Push]:
    async with engine.pushing(**how) as (client, desk):
        yield Push(engine, client, desk)


async def arrives(receiver: Receiver, events: list[Published]) -> None:
    """Wait until all events have arrived, in order for each visit, and no others."""

    async def arrived() -> bool:
        return {t.position for t in receiver.taken} >= {e.position for e in events}

    await until(arrived)
    expected = {(event.id, event.cloudevent.encode()) for event in events}
    assert {(taken.id, taken.body) for taken in receiver.taken} == expected
    for visit in {event.partition for event in events}:
        assert receiver.first_of(visit) == [e.position for e in events if e.partition == visit]


async def settled(push: Push, subscription: SubscriptionId) -> Overview:
    """Wait until nothing waits and nothing is retried."""

    async def empty() -> bool:
        tally = (await push.stands(subscription)).tally
        return not (tally.waiting or tally.retrying)

    await until(empty)
    return await push.stands(subscription)


async def log_of(engine: Engine) -> list[Published]:
    async with engine.pool.acquire() as connection:
        return await publication.of_visit(connection)
