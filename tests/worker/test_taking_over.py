"""A worker that is ready is one that visits come to."""

from tests.engine import Engine
from worker.process import _build_served_by, build_id


async def test_a_worker_that_runs_is_served_by_its_queue(engine: Engine) -> None:
    queue = engine.settings.task_queue
    assert not await _build_served_by(await engine.client(), queue)

    async with engine.working() as (client, _):
        assert await _build_served_by(client, queue) == build_id()
