"""Visits that Temporal gives to no version of the worker that runs: told, and what lets them."""

from dataclasses import replace
from functools import partial

import pytest
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client

from desk.tasks import to_recover
from register import mismatches
from release.audit import audit
from tests.engine import UNHURRIED, Engine
from tests.support.namespaces import a_namespace
from tests.support.waiting import until
from worker.build import build_id
from worker.process import DEPLOYMENT, make_current
from worker.watch.polling import Polling, Polls


@pytest.fixture
async def alone(engine: Engine) -> Engine:
    """An engine in a namespace where nobody else's visits are served."""
    name = await a_namespace(await engine.client(), f"routed-{engine.number}")
    engine.addresses = replace(engine.addresses, namespace=name)
    return engine


async def test_a_version_that_nobody_serves_is_told_until_the_right_one_is_promoted(
    alone: Engine,
) -> None:
    queue = alone.settings.task_queue
    look = partial(audit, alone.pool, task_queue=queue, patience=UNHURRIED)
    async with alone.working() as (client, _):
        await until(partial(_is, alone, Polls.TAKEN))
        assert (await look(client)).misrouted is None

        await _serve_no_version(client)
        await until(partial(_is, alone, Polls.PASSED_BY))

        found = await look(client)
        assert found.exit_status == 1
        assert "Temporal gives visits to no version, and not to the workers" in str(found.misrouted)
        assert await _to_do(alone) == [("visits promote", found.misrouted)]

        await make_current(client, build_id())
        await until(partial(_is, alone, Polls.TAKEN))

        assert (await look(client)).misrouted is None
        assert await _to_do(alone) == []
    # Where nobody runs nothing is said of versions: each visit is told as not compared.


async def _serve_no_version(client: Client) -> None:
    await client.workflow_service.set_worker_deployment_current_version(
        SetWorkerDeploymentCurrentVersionRequest(
            namespace=client.namespace,
            deployment_name=DEPLOYMENT,
            identity=client.identity,
            ignore_missing_task_queues=True,
            allow_no_pollers=True,
        )
    )


async def _is(engine: Engine, expected: Polls) -> bool:
    return await Polling(engine.client, engine.settings.task_queue).look() is expected


async def _to_do(engine: Engine) -> list[tuple[str, str]]:
    async with engine.pool.acquire() as connection:
        found = [to_recover(one) for one in await mismatches.open_ones(connection)]
    return [(one.command, one.words) for one in found if one.visit_id == "all"]
