"""A worker that is ready is one that visits come to."""

from dataclasses import replace
from datetime import timedelta

from structlog.testing import capture_logs

from stack import throwaway_stack
from tests.engine import Engine
from worker.build import build_id
from worker.connections import connect
from worker.process import _build_served_by, running_worker


async def test_a_worker_that_runs_is_served_by_its_queue(engine: Engine) -> None:
    queue = engine.settings.task_queue
    assert not await _build_served_by(await engine.client(), queue)

    async with engine.working() as (client, _):
        assert await _build_served_by(client, queue) == build_id()


async def test_a_worker_that_the_server_takes_no_notice_of_says_so(engine: Engine) -> None:
    impatient = replace(engine.settings, taken_over_within=timedelta(seconds=0.5))
    no_queue_more = ["matching.maxTaskQueuesInDeploymentVersion=0"]
    with throwaway_stack(search_attributes={}, dynamic_config=no_queue_more) as full:
        client = await connect(full.addresses.temporal, full.addresses.namespace)
        with capture_logs() as logs:
            async with running_worker(client, [], impatient):
                pass

    told = [entry for entry in logs if entry["event"] == "visits_do_not_come_here"]
    assert [entry["task_queue"] for entry in told] == [impatient.task_queue]
