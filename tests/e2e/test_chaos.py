import asyncio
import random
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.walking import Walk
from tests.e2e.worker_process import killable_worker
from tests.engine import Engine
from worker.embedded import TemporalServer
from worker.embedded.folders import hold_temporary
from workflows.search_attributes import server_types


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    home = hold_temporary(Path(tmp_path_factory.mktemp("server")))
    server = TemporalServer.start(
        home,
        port=None,
        ui_port=None,
        file_backed=False,
        time_skipping=True,
        search_attributes=server_types(),
        dynamic_config=['history.defaultWorkflowTaskTimeout="2s"'],
    )
    try:
        yield server.address
    finally:
        server.stop()
        home.release()


@pytest.mark.timeout(300)
async def test_x(engine: Engine, hasty) -> None:
    engine.addresses = replace(engine.addresses, temporal=hasty)
    chance = random.Random(20201005)
    scenario = engine.scenario()
    t0 = time.perf_counter()
    async with killable_worker(engine) as worker:
        client = await engine.client()
        walk = Walk(
            scenario,
            client,
            engine.pool,
            engine.settings.task_queue,
            patience=timedelta(seconds=60),
        )

        async def count():
            return await engine.pool.fetchval("SELECT count(*) FROM events")

        async def kill():
            for moment in sorted(chance.sample(range(1, 38), 10)):
                while await count() < moment:
                    await asyncio.sleep(0.005)
                await asyncio.sleep(chance.uniform(0, 0.1))
                print("kill at", moment, await count(), time.perf_counter() - t0)
                await worker.kill()
                await worker.start()
                print("up", time.perf_counter() - t0)

        killer = asyncio.create_task(kill())
        await walk.open()
        await walk.to_the_end()
        await killer
    print(time.perf_counter() - t0, await count())
    h = await walk.handle.fetch_history()
    from collections import Counter

    from temporalio.api.enums.v1 import EventType

    print(
        Counter(
            EventType.Name(e.event_type)
            for e in h.events
            if "FAIL" in EventType.Name(e.event_type) or "TIMED_OUT" in EventType.Name(e.event_type)
        )
    )
    print(
        [
            e.activity_task_started_event_attributes.attempt
            for e in h.events
            if e.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED
        ]
    )
    print((await engine.state(walk.visit)).outcome)
