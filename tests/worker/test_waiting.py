"""A process that starts before its servers, as processes on real servers."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeIndexedValueType

from desk.subscriptions import Order
from desk.tasks import to_recover
from register import mismatches
from register.connection import Pool
from register.migrate import migrate
from register.roles import Role
from release.audit import audit
from release.audit.runs import searched_by
from release.recovery import Recovery
from stack import StackAddresses
from tests.e2e.breaking import Cable
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.keys import KEY, KEYS
from tests.support.namespaces import a_namespace
from tests.support.signed import own_public_file
from tests.support.waiting import until
from worker.client import connect_client
from worker.search_attributes import registered_attributes
from workflows.search_attributes import SEARCH_ATTRIBUTES

ROOT = Path(__file__).parents[2]
HOOK = "https://consumer.invalid/hook"
WITHIN = 90  # seconds; a process takes a few to load, and more on a machine with much else to do


@asynccontextmanager
async def running(*words: str, **settings: str) -> AsyncIterator[Process]:
    """A command as a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPORAL_", "VISITS_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "console.main", *words),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        cwd=ROOT,
        env={**kept, "VISITS_LOG_FORMAT": "json", **settings},
    )
    try:
        async with asyncio.timeout(WITHIN):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(process: Process, event: str) -> dict[str, Any]:
    """The next line of its log that tells of something; each before it must be of the log, too."""
    assert process.stderr is not None
    while text := await process.stderr.readline():
        told: dict[str, Any] = json.loads(text)
        if told["event"] == event:
            return told
    raise AssertionError(f"it ended ({await process.wait()}) before it said {event}")


def worker_of(engine: Engine, database_url: str, **more: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": engine.addresses.temporal,
        "TEMPORAL_NAMESPACE": engine.addresses.namespace,
        "VISITS_TASK_QUEUE": engine.settings.task_queue,
        "VISITS_DECISIONS_PUBLIC_KEYS_FILE": str(own_public_file(engine.folder)),
        **more,
    }


async def test_a_worker_waits_for_its_register_and_says_so(engine: Engine, pool: Pool) -> None:
    cable = Cable(engine.addresses.database_url_of(Role.WORKER))
    async with running("worker", **worker_of(engine, cable.database_url)) as process:
        first = await line(process, "waiting_for_servers")
        assert "The register does not answer" in first["why"]
        again = await line(process, "waiting_for_servers")
        assert again["next_try_in"] == 2 * first["next_try_in"]

        async with cable:
            await line(process, "worker_started")
            process.terminate()
            await line(process, "worker_stopped")
            assert await process.wait() == 0


async def test_a_worker_waits_for_temporal(engine: Engine, pool: Pool) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    away = worker_of(engine, url, TEMPORAL_ADDRESS="127.0.0.1:1")
    async with running("worker", **away) as process:
        assert "Temporal does not answer" in (await line(process, "waiting_for_servers"))["why"]


async def test_a_feed_waits_for_its_register(addresses: StackAddresses, pool: Pool) -> None:
    cable = Cable(addresses.database_url_of(Role.FEED))
    settings = {"DATABASE_URL": cable.database_url, "TEMPORAL_ADDRESS": addresses.temporal}
    async with running("feed", "--port", "0", **settings) as process:
        await line(process, "waiting_for_servers")
        async with cable:
            await line(process, "feed_started")


async def test_a_wrong_password_is_not_waited_for(addresses: StackAddresses, pool: Pool) -> None:
    login, _, place = addresses.database_url.rpartition("@")
    async with running("feed", DATABASE_URL=f"{login}-s3cret@{place}") as process:
        refused = await line(process, "register_closed")
        assert await process.wait() == 1
    assert "s3cret" not in str(refused)


async def test_a_namespace_without_search_attributes_takes_no_visits(
    engine: Engine, pool: Pool
) -> None:
    client = await engine.client()
    name = f"bare-{engine.number}"
    url = engine.addresses.database_url_of(Role.WORKER)
    settings = worker_of(engine, url, TEMPORAL_NAMESPACE=name)

    async with running("worker", **settings) as process:
        missing = await line(process, "namespace_missing")
        assert f"namespace create --namespace {name}" in missing["why"]
        assert await process.wait() == 1

    request = RegisterNamespaceRequest(namespace=name)
    request.workflow_execution_retention_period.FromSeconds(86_400)
    await client.workflow_service.register_namespace(request)
    async with running("worker", **settings) as process:
        refused = await line(process, "search_attributes_missing")
        assert "Run `visits search-attributes register`" in refused["why"]
        assert "VisitStage" in refused["why"]
        assert await process.wait() == 1

    elsewhere = Client(client.service_client, namespace=name)
    assert "(VisitArea, VisitDayOne, " in (await searched_by(elsewhere) or "")
    types = {n: k.indexed_value_type for n, k in SEARCH_ATTRIBUTES.items()}
    await know(elsewhere, {**types, "VisitOwner": SearchAttributeIndexedValueType.INT})
    async with running("worker", **settings) as process:
        refused = await line(process, "search_attributes_missing")
        assert "another type for what visits are searched by (VisitOwner)" in refused["why"]
        assert await process.wait() == 1


async def test_a_worker_on_another_register_takes_no_visits(engine: Engine, pool: Pool) -> None:
    """As where somebody gives it the register of a trial, or Temporal's address of another one."""
    url = engine.addresses.database_url_of(Role.WORKER)
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        async with pool.acquire() as connection:
            await connection.execute("TRUNCATE announcements, visits")

        async with running("worker", **worker_of(engine, url)) as process:
            refused = await line(process, "another_register")
            assert walk.visit in refused["why"]
            assert await process.wait() == 1
        await walk.handle.terminate()


async def test_a_worker_in_another_namespace_begins_nothing_until_it_is_said_to_go_on_there(
    engine: Engine, pool: Pool
) -> None:
    """A slip in TEMPORAL_NAMESPACE leads to an empty one, where everything would look lost."""
    url = engine.addresses.database_url_of(Role.WORKER)
    elsewhere = await a_namespace(await engine.client(), f"elsewhere-{engine.number}")
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        desk = engine.subscription_desk(client)
        await desk.make(Order(id=f"w-{engine.number}", consumer="warehouse", url=HOOK))
    async with running("worker", **worker_of(engine, url, VISITS_SECRETS_KEY=KEY)) as process:
        await line(process, "worker_started")
        process.terminate()
        await line(process, "worker_stopped")

    there = worker_of(engine, url, TEMPORAL_NAMESPACE=elsewhere, VISITS_SECRETS_KEY=KEY)
    async with running("worker", **there) as process:
        refused = await line(process, "another_namespace")
        assert await process.wait() == 1
    assert f"belongs to Temporal's namespace “{client.namespace}”" in refused["why"]
    assert f"leads to “{elsewhere}”" in refused["why"]
    other = Client(client.service_client, namespace=elsewhere)
    assert [run.id async for run in other.list_workflows()] == [], "nothing began there"

    await walk.handle.terminate()
    await migrate(pool, namespace=elsewhere)
    async with running("worker", **there) as process:
        await line(process, "worker_started")
        recovery = Recovery(
            pool,
            await connect_client(engine.addresses.temporal, elsewhere),
            keys=KEYS,
            task_queue=engine.settings.task_queue,
            patience=UNHURRIED,
        )
        steps = {step.subject: step.done for step in await recovery.carry_out()}
        assert steps == {walk.visit: True}, "the worker began subscriptions, and this the rest"


async def test_what_visits_are_searched_by_is_looked_at_by_each_audit(
    engine: Engine, pool: Pool
) -> None:
    """Nothing is refused of an attribute that is gone until a visit next changes it."""
    client = await engine.client()
    elsewhere = Client(client.service_client, namespace=f"searched-{engine.number}")
    request = RegisterNamespaceRequest(namespace=elsewhere.namespace)
    request.workflow_execution_retention_period.FromSeconds(86_400)
    await client.workflow_service.register_namespace(request)

    async def tasks() -> list[str]:
        async with pool.acquire() as connection:
            return [to_recover(m).command for m in await mismatches.open_ones(connection)]

    report = await audit(pool, elsewhere)
    assert (report.fine, report.exit_status) == (False, 1)
    assert "visits do not go on" in (report.searched_by or "")
    assert await tasks() == ["visits search-attributes register"]

    await know(elsewhere, {n: k.indexed_value_type for n, k in SEARCH_ATTRIBUTES.items()})
    assert (await audit(pool, elsewhere)).fine
    assert await tasks() == []


async def know(client: Client, types: dict[str, SearchAttributeIndexedValueType]) -> None:
    """Have a namespace know search attributes of these types."""
    wanted = {n: IndexedValueType.ValueType(int(kind)) for n, kind in types.items()}
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=wanted)
    await client.operator_service.add_search_attributes(request)

    async def known() -> bool:
        return len(await registered_attributes(client)) == len(types)

    await until(known)


SAYS_MUCH = """
import asyncio, logging, warnings
from console.terminal.service_log import service_log
from temporalio.client import Client
from worker.settings import LogFormat
with service_log(LogFormat.JSON):
    warnings.warn('Amara Okafor', stacklevel=1)
    logging.getLogger('uvicorn.error').warning('listens on %s', 'Amara Okafor')
    raise RuntimeError('Amara Okafor')
"""


async def test_what_others_say_and_what_nobody_foresaw_are_lines_of_the_log() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-c", f"import typer\ntry:{_within(SAYS_MUCH)}"),
        stderr=PIPE,
        cwd=ROOT,
    )
    _, said = await process.communicate()
    lines = [json.loads(text) for text in said.splitlines()]
    assert [told["event"] for told in lines] == ["warning", "listens on %s", "unforeseen"]
    assert [lines[0]["kind"], lines[2]["exception"]] == ["UserWarning", "RuntimeError"]
    assert b"Amara" not in said


def _within(script: str) -> str:
    return script.replace("\n", "\n    ") + "\nexcept typer.Exit:\n    pass\n"
