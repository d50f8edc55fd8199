"""A worker that is ready is one that visits come to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from temporalio.service import RPCError, RPCStatusCode

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


@pytest.mark.parametrize("times", [1, 4])
async def test_a_server_that_stumbles_over_its_own_books_is_asked_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """As it does now and then where many workers begin at once."""
    client = await engine.client()
    asks = client.workflow_service.set_worker_deployment_current_version
    asked = 0

    # `Any`: whatever that method takes.
    async def stumbles(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401
        nonlocal asked
        asked += 1
        if asked <= times:
            words = "Update failed: unexpected workflow task failure."
            raise RPCError(words, RPCStatusCode.FAILED_PRECONDITION, b"")
        return await asks(*args, **kwargs)

    monkeypatch.setattr(client.workflow_service, "set_worker_deployment_current_version", stumbles)

    async with running_worker(client, [], engine.settings):
        assert await _build_served_by(client, engine.settings.task_queue) == build_id()
