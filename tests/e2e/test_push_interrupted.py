"""Events pushed while whatever pushes them is away or dies: none is lost, none overtaken."""

import asyncio
from collections import Counter
from dataclasses import replace

from aiohttp import web
from temporalio.client import WorkflowExecutionStatus

from activities.deliveries.delivery_run import LANES
from register.connection import open_pool
from tests.e2e.breaking import Cable
from tests.e2e.killing import killable_worker
from tests.e2e.pushes import Push, arrives, log_of, pushing, settled
from tests.engine import Engine
from tests.receiving import Receiver, Taken
from tests.support.waiting import until

DEATHS = 2


async def test_a_register_that_is_away_for_a_while_costs_nothing(engine: Engine) -> None:
    async with (
        Cable(engine.addresses.database_url) as cable,
        Receiver() as receiver,
        open_pool(cable.database_url) as cabled,
        pushing(replace(engine, pool=cabled)) as away,
    ):
        push = Push(engine, away.client, engine.subscription_desk(away.client))
        await push.visits(3)
        receiver.answering = _slowly
        subscription = await push.to(receiver)

        async def begun() -> bool:
            return len(receiver.taken) > 5

        await until(begun)
        await cable.cut()

        async def noticed() -> bool:
            described = await push.handle(subscription).describe()
            return any(one.attempt > 1 for one in described.raw_description.pending_activities)

        await until(noticed)
        await cable.mend()
        await push.visits(1, first=4)
        await arrives(receiver, await push.log())
        await settled(push, subscription)

    assert len({(tried.id, tried.body) for tried in receiver.tried}) == len(await log_of(engine))


async def _slowly(_: Taken) -> web.Response:
    await asyncio.sleep(0.02)
    return web.Response(status=204)


async def test_a_subscription_without_a_workflow_gets_one_when_a_worker_starts(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        subscription = await push.to(receiver)
        await arrives(receiver, await push.log())
        await push.handle(subscription).terminate()
        await push.visits(1, first=2)

        assert await push.desk.reconcile() == 1
        await arrives(receiver, await push.log())
        described = await push.handle(subscription).describe()
        assert described.status is WorkflowExecutionStatus.RUNNING


async def test_killed_between_delivery_and_record_nothing_is_lost_and_nothing_out_of_order(
    engine: Engine,
) -> None:
    client = await engine.client()
    push = Push(engine, client, engine.subscription_desk(client))
    async with (
        Receiver() as receiver,
        killable_worker(engine, pushes=True, dies_after_posts=17) as worker,
    ):
        await push.visits(3)
        subscription = await push.to(receiver)
        for death in range(1, DEATHS + 1):
            await worker.gone()
            if death == DEATHS:
                worker.errand = replace(worker.errand, dies_after_posts=0)
            await worker.start()
        await arrives(receiver, await push.log())
        await settled(push, subscription)

    again = Counter(receiver.ids)
    assert 1 <= sum(count - 1 for count in again.values()) <= DEATHS * LANES
    assert len({(tried.id, tried.body) for tried in receiver.tried}) == len(again)
