"""What was terminated, cancelled, reset or lost is told as that, and comes back from its log."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    ResetWorkflowExecutionRequest,
)
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from desk.tasks import to_recover
from register import letters, log, mismatches
from release.audit import Run, audit
from release.recovery import Recovery, Remedy
from schemas.ids import VisitId
from schemas.values import LetterStatus, Outcome
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.keys import KEYS
from tests.support.waiting import until

HARMED_AT = "dates"
"""The decision after which the visit is harmed: in the middle of its preparation."""


@dataclass
class Harmed:
    """A visit under way, and the hands to bring it back."""

    engine: Engine
    client: Client
    walk: Walk

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.walk.handle

    def recovery(self, patience: timedelta = UNHURRIED) -> Recovery:
        self.offset = self.walk.now - datetime.now(UTC)
        return Recovery(
            self.engine.pool,
            self.client,
            keys=KEYS,
            task_queue=self.engine.settings.task_queue,
            clock_offset=lambda: self.offset,
            patience=patience,
            now=lambda: self.walk.now,
        )

    async def found(self) -> Run:
        report = await audit(
            self.engine.pool, self.client, self.walk.visit, patience=UNHURRIED, now=self.walk.now
        )
        (one,) = report.processes
        assert report.exit_status == (0 if one.fine else 1)
        return one.run

    async def tasks(self) -> list[str]:
        async with self.engine.pool.acquire() as connection:
            return [to_recover(m).command for m in await mismatches.open_ones(connection)]


@pytest.fixture
async def harmed(engine: Engine) -> AsyncIterator[Harmed]:
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through(HARMED_AT)
        yield Harmed(engine, client, walk)


async def terminated(visit: Harmed) -> None:
    await visit.handle.terminate(reason="the wrong button")


async def deleted(visit: Harmed) -> None:
    await visit.client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=visit.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=visit.walk.visit),
        )
    )

    async def gone() -> bool:
        try:
            await visit.handle.describe()
        except RPCError:
            return True
        return False

    await until(gone)


def reset_to(kind: "EventType.ValueType") -> Callable[[Harmed], Awaitable[None]]:
    """To the last completed workflow task before the second event of a kind."""

    async def reset(visit: Harmed) -> None:
        history = await visit.handle.fetch_history()
        at = [event.event_id for event in history.events if event.event_type == kind][1]
        done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        task = [e.event_id for e in history.events if e.event_type == done and e.event_id <= at][-1]
        about = await visit.handle.describe()
        await visit.client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=visit.client.namespace,
                workflow_execution=WorkflowExecution(
                    workflow_id=visit.walk.visit, run_id=about.run_id
                ),
                reason="an operator tried",
                workflow_task_finish_event_id=task,
                request_id=f"reset-{at}",
            )
        )

    return reset


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        pytest.param(terminated, {Run.TERMINATED}, id="terminated"),
        pytest.param(deleted, {Run.GONE}, id="lost by Temporal"),
        pytest.param(
            reset_to(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED),
            {Run.BEHIND, Run.DISPUTED, Run.DIFFERS},
            id="reset to a task",
        ),
        pytest.param(
            reset_to(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
            {Run.BEHIND, Run.DISPUTED, Run.DIFFERS},
            id="reset to an activity",
        ),
        pytest.param(
            reset_to(EventType.EVENT_TYPE_TIMER_STARTED),
            {Run.BEHIND, Run.DISPUTED, Run.DIFFERS},
            id="reset to a timer",
        ),
    ],
)
async def test_what_was_harmed_is_told_and_comes_back_as_if_undisturbed(
    harmed: Harmed, harm: Callable[[Harmed], Awaitable[None]], expected: set[Run]
) -> None:
    await harm(harmed)
    before = await written(harmed.engine, harmed.walk.visit)

    assert await harmed.found() in expected
    assert await harmed.tasks() == [f"visits recover {harmed.walk.visit}"]
    planned = await harmed.recovery().plan(harmed.walk.visit)
    assert [step.remedy for step in planned] in ([Remedy.START], [Remedy.RESTART])

    done = await harmed.recovery().carry_out(harmed.walk.visit)

    assert [step.done for step in done] == [True]
    assert await harmed.tasks() == []
    harmed.walk.goes_on_with(harmed.offset)
    await harmed.walk.to_the_end()
    state = await harmed.engine.state(harmed.walk.visit)
    assert state.outcome is Outcome.CLOSED
    assert state == await harmed.engine.refolded(harmed.walk.visit)
    after = await written(harmed.engine, harmed.walk.visit)
    assert before.items() <= after.items()
    assert set(after.values()) == {LetterStatus.DELIVERED}
    assert len(list(harmed.engine.maildir.glob("new/*"))) == len(after)


async def test_a_run_that_was_started_elsewhere_in_its_place_gives_way_to_the_visit(
    harmed: Harmed,
) -> None:
    """Whoever reaches Temporal may put a run of theirs under a visit's id."""
    visit, queue = harmed.walk.visit, harmed.engine.settings.task_queue
    await harmed.client.start_workflow(
        "Visit",
        {},
        id=visit,
        task_queue="elsewhere",
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    patience = timedelta(seconds=2)
    report = await audit(
        harmed.engine.pool, harmed.client, visit, patience=patience, task_queue=queue
    )
    assert (report.processes[0].run, report.exit_status) == (Run.FOREIGN, 1)
    assert await harmed.tasks() == [f"visits recover {visit}"]

    done = await harmed.recovery(patience).carry_out(visit)

    assert [(step.remedy, step.done) for step in done] == [(Remedy.RESTART, True)]
    harmed.walk.goes_on_with(harmed.offset)
    await harmed.walk.to_the_end()
    assert (await harmed.engine.state(visit)).outcome is Outcome.CLOSED


async def written(engine: Engine, visit: VisitId) -> dict[str, LetterStatus]:
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit)
    return {row.order.key: row.status for row in rows}


async def test_a_request_to_cancel_the_workflow_ends_nothing(harmed: Harmed) -> None:
    await harmed.handle.cancel()

    await harmed.walk.to_the_end()

    state = await harmed.engine.state(harmed.walk.visit)
    assert state.outcome is Outcome.CLOSED
    assert await harmed.found() is Run.OVER


async def test_a_register_of_an_older_copy_takes_over_what_its_run_has_recorded(
    harmed: Harmed,
) -> None:
    pool, visit = harmed.engine.pool, harmed.walk.visit
    async with pool.acquire() as connection:
        whole = [entry.event for entry in await log.read(connection, visit=visit)]
        older = [event for event in whole if event.sequence <= 6]
        await connection.execute("DELETE FROM events WHERE sequence > 6")
        await connection.execute("DELETE FROM letters WHERE sequence > 6")
        await connection.execute("DELETE FROM documents WHERE kind = 'timetable'")
        from register.streams import STREAMS
        from schemas.streams import VISIT_STREAM

        stream = STREAMS[VISIT_STREAM]
        state: Any = None
        for event in older:
            state = stream.fold(state, event)
        assert stream.read_model is not None
        await stream.read_model.save(connection, state)
    sent = len(list(harmed.engine.maildir.glob("new/*")))

    assert await harmed.found() is Run.AHEAD
    done = await harmed.recovery().carry_out(visit)

    assert [(step.remedy, step.done) for step in done] == [(Remedy.CATCH_UP, True)]
    assert [e.event for e in await harmed.engine.events(visit)] == whole
    assert len(list(harmed.engine.maildir.glob("new/*"))) == sent
    await harmed.walk.to_the_end()
    assert (await harmed.engine.state(visit)).outcome is Outcome.CLOSED
    keys = await written(harmed.engine, visit)
    assert len(list(harmed.engine.maildir.glob("new/*"))) == len(keys)


async def test_opening_what_the_register_knows_never_starts_a_second_life(harmed: Harmed) -> None:
    await terminated(harmed)

    await harmed.walk.desk.open(harmed.walk.opening, None, "again")

    assert await harmed.found() is Run.TERMINATED


async def test_a_decision_of_before_is_answered_as_before_once_it_is_brought_back(
    harmed: Harmed,
) -> None:
    step = harmed.walk.scenario.steps[harmed.walk.taken - 1]
    first = await harmed.walk.submit(
        harmed.walk.form(step), f"step-{harmed.walk.taken}", actor=step.by
    )
    await terminated(harmed)
    await harmed.recovery().carry_out(harmed.walk.visit)

    again = await harmed.walk.submit(
        harmed.walk.form(step), f"step-{harmed.walk.taken}", actor=step.by, repeated=True
    )

    assert again.sequence == first.sequence
