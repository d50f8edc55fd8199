"""What somebody did to a run by Temporal's own buttons is told as that, and is taken back."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.activity.v1 import ActivityOptions
from temporalio.api.common.v1 import Payloads, WorkflowExecution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import RateLimit, TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionResponse,
    PauseActivityRequest,
    PauseWorkflowExecutionRequest,
    RespondActivityTaskCompletedByIdRequest,
    UpdateActivityOptionsRequest,
    UpdateTaskQueueConfigRequest,
)
from temporalio.client import Client, WorkflowExecutionDescription
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.channels import ChannelUnavailable, MaildirChannel
from activities.outgoing import Outgoing
from desk.tasks import to_recover
from register import letters, mismatches
from release.audit import ProcessAudit, Run, audit
from release.audit.held import held_back
from release.recovery import Recovery, Remedy
from release.replay import Verdict, of_stack, replay_visits
from schemas.forms.course import CancellationForm
from schemas.ids import LetterKey
from schemas.values import LetterStatus, Outcome
from schemas.work import PostReport
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.keys import KEYS
from tests.support.histories import only
from tests.support.waiting import until
from worker.watch.polling import Polling, Polls


class Full(MaildirChannel):
    """A folder of letters whose disk is full until somebody makes room."""

    full = True

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        if self.full:
            raise ChannelUnavailable("maildir-enospc")
        await super().deliver(key, letter)


@dataclass
class Waiting:
    """A visit that was cancelled, and whose letters are still to go."""

    engine: Engine
    client: Client
    walk: Walk
    channel: Full

    @property
    def run(self) -> WorkflowExecution:
        return WorkflowExecution(workflow_id=self.walk.visit)

    async def sending(self) -> str | None:
        """The id of the work that is to send them, once it is under way."""
        about = await self.walk.handle.describe()
        for pending in about.raw_description.pending_activities:
            if pending.activity_type.name == "send_letters" and pending.attempt > 1:
                return str(pending.activity_id)
        return None

    async def found(self) -> ProcessAudit:
        report = await audit(
            self.engine.pool, self.client, self.walk.visit, patience=UNHURRIED, now=self.walk.now
        )
        (one,) = report.processes
        assert report.exit_status == (0 if one.fine else 1)
        return one

    async def tasks(self) -> list[str]:
        async with self.engine.pool.acquire() as connection:
            return [to_recover(m).command for m in await mismatches.open_ones(connection)]

    async def recover(self) -> list[tuple[Remedy, bool | None]]:
        offset = self.walk.now - datetime.now(UTC)
        recovery = Recovery(
            self.engine.pool,
            self.client,
            keys=KEYS,
            task_queue=self.engine.settings.task_queue,
            clock_offset=lambda: offset,
            patience=UNHURRIED,
            now=lambda: self.walk.now,
        )
        steps = await recovery.carry_out(self.walk.visit)
        self.walk.goes_on_with(offset)
        return [(step.remedy, step.done) for step in steps]

    async def all_letters_are_there(self) -> bool:
        async with self.engine.pool.acquire() as connection:
            rows = await letters.of_visit(connection, self.walk.visit)
        return {row.status for row in rows} <= {LetterStatus.DELIVERED, LetterStatus.SUPERSEDED}


@pytest.fixture
async def waiting(engine: Engine) -> AsyncIterator[Waiting]:
    channel = Full(engine.maildir)
    channel.full = False
    async with engine.working(channel) as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("dates")
        channel.full = True
        await walk.submit(CancellationForm(reason="The programme ends."), "cancel")
        visit = Waiting(engine, client, walk, channel)
        await until(visit.sending)
        yield visit


async def told_to_wait(visit: Waiting) -> None:
    await visit.client.workflow_service.pause_activity(
        PauseActivityRequest(
            namespace=visit.client.namespace,
            execution=visit.run,
            id=await visit.sending() or "",
            reason="the wrong button",
        )
    )


async def sent_elsewhere(visit: Waiting) -> None:
    await visit.client.workflow_service.update_activity_options(
        UpdateActivityOptionsRequest(
            namespace=visit.client.namespace,
            execution=visit.run,
            id=await visit.sending() or "",
            activity_options=ActivityOptions(task_queue=TaskQueue(name="elsewhere")),
            update_mask=FieldMask(paths=["task_queue.name"]),
        )
    )


async def paused(visit: Waiting) -> None:
    await visit.client.workflow_service.pause_workflow_execution(
        PauseWorkflowExecutionRequest(
            namespace=visit.client.namespace,
            workflow_id=visit.walk.visit,
            request_id="the-wrong-button",
        )
    )


async def completed_by_hand(visit: Waiting) -> None:
    await _completed(visit, None)


async def said_to_be_done(visit: Waiting) -> None:
    await _completed(visit, PostReport())


async def _completed(visit: Waiting, told: PostReport | None) -> None:
    payloads: Any = pydantic_data_converter.payload_converter.to_payloads([told])
    await visit.client.workflow_service.respond_activity_task_completed_by_id(
        RespondActivityTaskCompletedByIdRequest(
            namespace=visit.client.namespace,
            workflow_id=visit.walk.visit,
            activity_id=await visit.sending() or "",
            result=Payloads(payloads=payloads),
        )
    )


@pytest.mark.parametrize(
    ("harm", "run", "told", "remedy"),
    [
        (told_to_wait, Run.HELD, "send_letters was told to wait.", Remedy.RELEASE),
        (sent_elsewhere, Run.HELD, "send_letters was sent to another task queue.", Remedy.RELEASE),
        (paused, Run.HELD, "It was told to wait.", Remedy.RELEASE),
        (completed_by_hand, Run.FAILING, None, Remedy.RESTART),
        (said_to_be_done, Run.DIFFERS, None, Remedy.RESTART),
    ],
)
async def test_letters_that_somebody_stopped_go_once_the_visit_is_brought_back(
    waiting: Waiting,
    harm: Callable[[Waiting], Awaitable[None]],
    run: Run,
    told: str | None,
    remedy: Remedy,
) -> None:
    await harm(waiting)

    async def is_found() -> bool:
        return (await waiting.found()).run is run

    await until(is_found)
    if told:
        assert (await waiting.found()).tried_again[0] == told
    replayed = await replay_visits(only([waiting.walk.visit], of_stack(waiting.client)))
    stops = [one.verdict for one in replayed.visits] == [Verdict.WOULD_BREAK]
    assert len(replayed.visits) == 1, "one that is paused is not passed over"
    assert stops is (run is Run.FAILING), replayed
    assert await waiting.tasks() == [f"visits recover {waiting.walk.visit}"]
    waiting.channel.full = False

    assert await waiting.recover() == [(remedy, True)]

    assert await waiting.tasks() == []
    await until(waiting.all_letters_are_there)
    there = list(waiting.engine.maildir.glob("new/*"))
    async with waiting.engine.pool.acquire() as connection:
        rows = await letters.of_visit(
            connection, waiting.walk.visit, statuses=[LetterStatus.DELIVERED]
        )
    assert len(there) == len(rows)
    assert (await waiting.engine.state(waiting.walk.visit)).outcome is Outcome.CANCELLED


@pytest.mark.parametrize(
    "rates", [{"queue": 0.0}, {"each_key": 0.0}, {"queue": 5.0, "each_key": 0.1}]
)
async def test_a_task_queue_that_somebody_slowed_down_is_told_and_let_go_on(
    engine: Engine, rates: dict[str, float]
) -> None:
    queue = engine.settings.task_queue
    async with engine.working() as (client, _):
        recovery = Recovery(engine.pool, client, keys=KEYS, task_queue=queue, patience=UNHURRIED)
        polling = Polling(engine.client, queue)
        await until(partial(_is, polling, Polls.TAKEN))
        await _limit(client, queue, 5.0, 5.0)
        assert (await audit(engine.pool, client, task_queue=queue)).slowed == {}, "fast enough"

        await _limit(client, queue, rates.get("queue"), rates.get("each_key"))

        found = await audit(engine.pool, client, task_queue=queue)
        told = found.slowed[queue]
        assert (list(found.slowed), found.exit_status) == ([queue], 1)
        assert told.startswith("Temporal was told to give out ")
        assert "letters, reports and deliveries wait" in told
        assert await _to_do(engine) == [("visits recover --all", told)]
        await until(partial(_is, Polling(engine.client, queue), Polls.SLOWED))

        (step,) = [one for one in await recovery.carry_out() if one.subject == queue]

        assert (step.remedy, step.done) == (Remedy.LET_GO_ON, True)
        assert (await audit(engine.pool, client, task_queue=queue)).slowed == {}
        assert await _to_do(engine) == []
        await until(partial(_is, Polling(engine.client, queue), Polls.TAKEN))


async def _is(polling: Polling, expected: Polls) -> bool:
    return await polling.look() is expected


async def _to_do(engine: Engine) -> list[tuple[str, str]]:
    async with engine.pool.acquire() as connection:
        found = [to_recover(one) for one in await mismatches.open_ones(connection)]
    return [(one.command, one.words) for one in found if one.visit_id == "all"]


async def _limit(client: Client, queue: str, rate: float | None, of_each_key: float | None) -> None:
    def wanted(rate: float | None) -> UpdateTaskQueueConfigRequest.RateLimitUpdate:
        limit = None if rate is None else RateLimit(requests_per_second=rate)
        return UpdateTaskQueueConfigRequest.RateLimitUpdate(rate_limit=limit)

    await client.workflow_service.update_task_queue_config(
        UpdateTaskQueueConfigRequest(
            namespace=client.namespace,
            task_queue=queue,
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
            update_queue_rate_limit=wanted(rate),
            update_fairness_key_rate_limit_default=wanted(of_each_key),
        )
    )


def test_a_run_that_is_held_to_one_version_is_told_as_that() -> None:
    pinned = DescribeWorkflowExecutionResponse()
    versioning = pinned.workflow_execution_info.versioning_info
    about = cast(
        "WorkflowExecutionDescription", SimpleNamespace(raw_description=pinned, task_queue="visits")
    )
    assert held_back(about) == ()

    versioning.versioning_override.pinned.version.build_id = "0.0.9"
    assert held_back(about) == (
        "It is held to one version of the worker, and no other is given it.",
    )
