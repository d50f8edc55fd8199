"""Everything is audited each night: by a schedule, and on the register's word."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from temporalio.client import (
    Client,
    ScheduleActionExecutionStartWorkflow,
    WorkflowExecutionStatus,
)
from temporalio.worker import Replayer

from activities.channels import MaildirChannel
from desk.departments import EXAMPLES
from desk.tasks import things_to_do, words_of
from register import audits
from register.connection import Pool, open_pool
from register.roles import Role
from release.audit import audit, in_numbers
from release.audit.nightly import SCHEDULE, Changed, audit_nightly, audit_nightly_no_more
from schemas.audit import AuditFound
from tests.engine import UNHURRIED, Engine
from tests.support.namespaces import a_namespace
from tests.support.waiting import until
from worker.mail_settings import MailSettings
from worker.plugin import area_visits_plugin
from worker.process import activities_for, running_worker


@pytest.fixture
async def alone(engine: Engine) -> Engine:
    """An engine in a namespace where nothing runs that its register does not know."""
    name = await a_namespace(await engine.client(), f"audited-{engine.number}")
    engine.addresses = replace(engine.addresses, namespace=name)
    return engine


async def hours(client: Client) -> list[tuple[int, int]]:
    known = await client.get_schedule_handle(SCHEDULE).describe()
    # As the server keeps it: one calendar, in London.
    assert known.schedule.spec.time_zone_name == "Europe/London"
    return [(one.hour[0].start, one.minute[0].start) for one in known.schedule.spec.calendars]


async def test_it_is_made_changed_and_ended_by_saying_so_again(engine: Engine) -> None:
    client = await engine.client()
    queue = engine.settings.task_queue
    try:
        assert await audit_nightly(client, queue) is Changed.MADE
        assert await hours(client) == [(2, 30)]
        assert await audit_nightly(client, queue) is Changed.CHANGED
        assert await audit_nightly(client, queue, time(4, 5)) is Changed.CHANGED
        assert await hours(client) == [(4, 5)]
        await client.get_schedule_handle(SCHEDULE).pause(note="While we move.")
        assert await audit_nightly(client, queue) is Changed.PAUSED, "whoever says so is told"
        paused = (await client.get_schedule_handle(SCHEDULE).describe()).schedule.state
        assert (paused.paused, paused.note) == (True, "While we move.")
        await client.get_schedule_handle(SCHEDULE).unpause()
        assert await audit_nightly(client, queue) is Changed.CHANGED
    finally:
        assert await audit_nightly_no_more(client)
    assert not await audit_nightly_no_more(client)


async def test_a_night_looks_at_everything_and_keeps_what_it_found(
    alone: Engine, pool: Pool
) -> None:
    engine = alone
    await engine.play(engine.scenario("declined"))
    client = await engine.client()
    async with open_pool(engine.addresses.database_url_of(Role.WORKER)) as workers:

        async def look() -> AuditFound:
            return in_numbers(await audit(workers, client, patience=UNHURRIED))

        activities = activities_for(
            workers,
            MaildirChannel(engine.maildir),
            MailSettings().sender,
            lambda: EXAMPLES,
            look=look,
        )
        async with running_worker(client, activities, engine.settings):
            await audit_nightly(client, engine.settings.task_queue)
            try:
                schedule = client.get_schedule_handle(SCHEDULE)
                await schedule.trigger()
                await until(lambda: kept(pool))
                (run,) = (await schedule.describe()).info.recent_actions
                assert isinstance(run.action, ScheduleActionExecutionStartWorkflow)
                workflow = client.get_workflow_handle(run.action.workflow_id)
                found = AuditFound.model_validate(await workflow.result())
            finally:
                await audit_nightly_no_more(client)

    assert found == AuditFound(processes=1, wrong=0, not_compared=0, in_log=0, from_outside=0)
    async with pool.acquire() as connection:
        latest = await audits.latest(connection)
        assert latest is not None
        assert latest.found == found
        assert latest.ended_at - latest.began_at < timedelta(minutes=1)
        assert await things_to_do(connection, datetime.now(UTC)) == []
    # A worker that goes away meanwhile leaves it to another.
    history = await workflow.fetch_history()
    await Replayer(workflows=[], plugins=[area_visits_plugin()]).replay_workflow(history)
    assert (await workflow.describe()).status is WorkflowExecutionStatus.COMPLETED


async def kept(pool: Pool) -> bool:
    return bool(await pool.fetchval("SELECT count(*) FROM audits"))


async def test_what_is_wrong_with_the_log_itself_is_a_task_until_an_audit_finds_it_mended(
    alone: Engine, pool: Pool
) -> None:
    engine = alone
    state = await engine.play(engine.scenario("declined"))
    async with engine.working() as (client, _):
        await pool.execute("UPDATE events SET digest = sha256('') WHERE position = 2")
        broken = in_numbers(await audit(pool, client, patience=UNHURRIED))
        assert broken.in_log > 0
        async with pool.acquire() as connection:
            told = await things_to_do(connection, datetime.now(UTC))
        assert any("wrong with the log of all events" in words_of(one.thing) for one in told)

        # One visit alone says nothing of the log as a whole.
        await audit(pool, client, state.visit_id, patience=UNHURRIED)
        async with pool.acquire() as connection:
            assert await things_to_do(connection, datetime.now(UTC)) == told
