"""What is done with no right that a role does not need: worker, desk and feed each as their own.

Every scenario is played so, too (`tests.performances`): whatever a role lacks, one stops at.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest

from activities.channels import MaildirChannel
from activities.deliveries import Deliveries, open_posting
from desk.subscriptions import Order, SubscriptionDesk
from feed.server import serving_feed
from register import publication, tokens
from register.connection import Pool, open_pool
from register.roles import Role
from register.tail import following
from release.audit import audit
from release.recovery import Recovery
from schemas.access import PUSHED_TO, WHOLE_EVENTS
from schemas.subscriptions import SecretKind
from tests.e2e.pushes import arrives
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.keys import KEYS
from tests.receiving import Receiver
from tests.register.recording import record
from tests.support.visits import closed
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_deliverer, running_worker


@dataclass
class Apart:
    """The register as each role has it."""

    worker: Pool
    desk: Pool
    feed: Pool


@pytest.fixture
async def apart(engine: Engine) -> AsyncIterator[Apart]:
    where = engine.addresses.database_url_of
    async with (
        open_pool(where(Role.WORKER)) as worker,
        open_pool(where(Role.DESK)) as desk,
        open_pool(where(Role.FEED)) as feed,
    ):
        yield Apart(worker, desk, feed)


async def test_the_worker_may_bring_a_visit_back(engine: Engine, apart: Apart) -> None:
    client = await engine.client()
    post = MaildirChannel(engine.maildir)
    activities = activities_for(apart.worker, post, MailSettings().sender)
    async with running_worker(client, activities, engine.settings):
        walk = Walk(engine.scenario(), client, apart.desk, engine.settings.task_queue)
        await walk.open()
        await walk.handle.terminate("by mistake")
        now, offset = walk.now, walk.now - datetime.now(UTC)
        recovery = Recovery(
            apart.worker,
            client,
            keys=KEYS,
            task_queue=engine.settings.task_queue,
            clock_offset=lambda: offset,
            now=lambda: now,
            patience=UNHURRIED,
        )
        planned = await recovery.plan(walk.visit)
        await recovery.carry_out(walk.visit)
        report = await audit(apart.desk, client, walk.visit, now=now, patience=UNHURRIED)

    assert len(planned) == 1
    (found,) = report.processes
    assert found.fine


async def test_the_feed_serves_and_the_worker_pushes(engine: Engine, apart: Apart) -> None:
    await record(apart.worker, closed().events)
    client = await engine.client()
    desk = SubscriptionDesk(
        client, apart.feed, keys=KEYS, task_queue=engine.settings.task_queue, private=True
    )
    async with apart.desk.acquire() as connection:
        _, token = await tokens.make(connection, "warehouse", PUSHED_TO | WHOLE_EVENTS)
        log = await publication.of_visit(connection)
    async with (
        Receiver() as receiver,
        running_worker(client, [], engine.settings),
        following(apart.worker) as tail,
        open_posting(private=True) as posting,
        running_deliverer(client, Deliveries(apart.worker, tail, posting, KEYS), engine.settings),
        serving_feed(apart.feed, "127.0.0.1", 0, desk) as address,
    ):
        name = f"roles-{engine.number}"
        await desk.make(Order(name, "warehouse", receiver.url, after=0, self_service=True))
        await arrives(receiver, log)
        await desk.rotate(name, SecretKind.V1)
        await desk.replay(name, 1, 2)
        await desk.end(name)
        who = {"Authorization": f"Bearer {token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{address}/events", headers=who) as page,
        ):
            assert len(await page.json(content_type=None)) == len(log)
