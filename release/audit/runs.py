"""What runs: what Temporal says of a process, and the runs that nobody knows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from desk.processes import processes
from release.audit.expected import Expected
from release.audit.held import PAUSED, held_back, is_paused_run
from release.audit.report import Run, Stray
from schemas.base import Model
from schemas.streams import Known, Recording
from worker.plugin import lasting_workflows
from worker.routing import misrouted
from worker.search_attributes import (
    REMOVE_FIRST,
    lacking,
    of_another_type,
    registered_attributes,
)
from worker.slowed_queues import slowed_queues

PATIENCE = timedelta(seconds=5)
"""How long a running process may take to say what it knows."""

_RECORDS = (
    "record_events",
    "record_side_events",
    "record_programme_events",
    "record_report_events",
)

_SEND = ("record_events", "send_letters")

_AT_LEAST = 3
"""Attempts of a run's next step after which it is that which fails, and no worker that ended."""

OFTEN: Final = 5
"""Attempts after which what fails is told: by then a server that began anew is back."""

_ENDED: Final[Mapping[WorkflowExecutionStatus, Run]] = {
    WorkflowExecutionStatus.COMPLETED: Run.ENDED,
    WorkflowExecutionStatus.CANCELED: Run.CANCELLED,
    WorkflowExecutionStatus.TERMINATED: Run.TERMINATED,
    WorkflowExecutionStatus.FAILED: Run.FAILED,
    WorkflowExecutionStatus.TIMED_OUT: Run.FAILED,
}


@dataclass(frozen=True)
class Answer:
    """What Temporal says of a process.

    Attributes:
        run: In a word.
        state: What the run knows, where it could be asked.
        running: Whether it runs.
        recorded: How far the run knows that it is recorded.
        disputed: Whether it stands still because the log holds another record.
        failing: How often a record that is under way has failed, and how; nothing if none has.
        tried_again: What else is under way and fails again and again, and how; or what holds it
            back by hand.
        at_rest: Whether it runs, and nothing that records or sends letters is under way.
    """

    run: Run
    state: Model | None = None
    running: bool = False
    recorded: int = 0
    disputed: bool = False
    failing: str | None = None
    tried_again: tuple[str, ...] = ()
    at_rest: bool = False


async def ask(
    client: Client,
    expected: Expected,
    patience: timedelta = PATIENCE,
    *,
    task_queue: str | None = None,
    often: int = OFTEN,
) -> Answer:
    """What Temporal says of one process.

    Args:
        client: To Temporal.
        expected: The process as the register has it.
        patience: How long it may take.
        task_queue: Where our workers listen, if that is known.
        often: Attempts after which what fails is told.
    """
    try:
        return await _ask(client, expected, patience, task_queue, often)
    except ValueError:
        # The SDK has no word for a run that is paused, and says so of each answer that has it.
        if not await is_paused_run(client, expected.workflow_id):
            raise
        return Answer(Run.HELD, running=True, tried_again=(PAUSED,))


async def _ask(
    client: Client,
    expected: Expected,
    patience: timedelta,
    task_queue: str | None,
    often: int,
) -> Answer:
    handle = client.get_workflow_handle(expected.workflow_id)
    failing = None
    held: tuple[str, ...] = ()
    at_rest = False
    tried_again: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(patience.total_seconds()):
            if expected.kind is None:
                return _by_status(expected, (await handle.describe()).status)
            try:
                state, recording = await _known(client, expected, QueryRejectCondition.NOT_OPEN)
                running = True
            except WorkflowQueryRejectedError as closed:
                if closed.status is not WorkflowExecutionStatus.COMPLETED:
                    return _not_running(expected, closed.status)
                state, recording = await _known(client, expected, QueryRejectCondition.NONE)
                running = False
            if running:
                about = await handle.describe()
                held = held_back(about)
                at_rest = _is_at_rest(about)
                tried_again = (*held, *_tried_again(about, often))
                if recording.recorded != getattr(state, "sequence", None):
                    failing = _failing(about)
    except TimeoutError:
        return await _without_an_answer(handle, patience, task_queue)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            return await _without_an_answer(handle, patience, task_queue)
        return Answer(Run.GONE if expected.lives else Run.OVER)
    ended_early = not running and expected.lives
    going_on = Run.HELD if held else Run.AGREES
    return Answer(
        going_on if running else Run.ENDED if ended_early else Run.OVER,
        state,
        running,
        recorded=recording.recorded,
        disputed=recording.disputed,
        failing=failing,
        tried_again=tried_again,
        at_rest=at_rest,
    )


def _is_at_rest(about: WorkflowExecutionDescription) -> bool:
    """Whether neither the run's next step nor what it sends letters by is under way."""
    raw = about.raw_description
    at_work = {pending.activity_type.name for pending in raw.pending_activities}
    return not raw.HasField("pending_workflow_task") and at_work.isdisjoint(_SEND)


# `Any`: of whichever workflow.
async def _without_an_answer(
    handle: WorkflowHandle[Any, Any], patience: timedelta, task_queue: str | None
) -> Answer:
    """Why a run does not answer: no worker is there, or none is given it, or each fails over it."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            about = await handle.describe()
    except (TimeoutError, RPCError):
        return Answer(Run.SILENT)
    if about.status is not WorkflowExecutionStatus.RUNNING:
        return Answer(Run.SILENT)
    if task_queue is not None and about.task_queue != task_queue:
        return Answer(Run.FOREIGN, running=True)
    if held := held_back(about):
        return Answer(Run.HELD, running=True, tried_again=held)
    if about.raw_description.pending_workflow_task.attempt >= _AT_LEAST:
        return Answer(Run.FAILING, running=True)
    return Answer(Run.SILENT)


async def _known(
    client: Client, expected: Expected, reject: QueryRejectCondition
) -> tuple[Model, Recording]:
    """What a run knows: in one question, or two to a worker of a release that knew but those.

    Raises:
        WorkflowQueryRejectedError: It does not run, and is only to be asked if it does.
        RPCError: It cannot be asked.
    """
    assert expected.kind is not None  # noqa: S101 - only processes with decisions are asked
    workflow: Any = processes()[expected.kind].workflow
    run = client.get_workflow_handle_for(workflow.run, expected.workflow_id)
    try:
        known: Known[Any] = await run.query(workflow.known, reject_condition=reject)
    except WorkflowQueryFailedError:
        state = await run.query(workflow.state, reject_condition=reject)
        recording = await run.query("recording", result_type=Recording, reject_condition=reject)
        return state, recording
    return known.state, known.recording


def _by_status(expected: Expected, status: WorkflowExecutionStatus | None) -> Answer:
    """Of what takes no decisions: whether it runs is all there is to know."""
    running = status is WorkflowExecutionStatus.RUNNING
    if not running and status is not WorkflowExecutionStatus.COMPLETED:
        return _not_running(expected, status)
    return Answer(Run.AGREES if running else Run.ENDED, running=running)


def _not_running(expected: Expected, status: WorkflowExecutionStatus | None) -> Answer:
    if not expected.lives or status is None:
        return Answer(Run.OVER)
    return Answer(_ENDED.get(status, Run.ENDED))


def _failing(about: WorkflowExecutionDescription) -> str | None:
    """The failure of a record that is tried again and again, if there is one."""
    for pending in about.raw_description.pending_activities:
        if pending.activity_type.name in _RECORDS and pending.last_failure.message:
            return f"{pending.last_failure.message}, tried {pending.attempt} times"
    return None


def _tried_again(about: WorkflowExecutionDescription, often: int) -> tuple[str, ...]:
    """What a process does next and cannot, while all that is recorded agrees."""
    return tuple(
        f"{pending.activity_type.name} fails again and again "
        f"({pending.last_failure.message}, tried {pending.attempt} times)."
        for pending in about.raw_description.pending_activities
        if pending.activity_type.name not in _RECORDS
        and pending.attempt >= often
        and pending.last_failure.message
    )


async def strays(client: Client, known: set[str]) -> list[Stray]:
    """Runs under way of which the register knows nothing.

    Args:
        client: To Temporal.
        known: The workflow ids that the register knows.
    """
    kinds = " OR ".join(f"WorkflowType = '{workflow.__name__}'" for workflow in lasting_workflows())
    query = f"({kinds}) AND ExecutionStatus = 'Running'"
    return [
        Stray(workflow_id=found.id, workflow=found.workflow_type, started_at=found.start_time)
        async for found in client.list_workflows(query)
        if found.id not in known
    ]


async def searched_by(client: Client) -> str | None:
    """What is wrong with what visits are searched by, in a sentence; `None` where nothing is.

    Whatever changes such an attribute is refused by the server then: decisions and deadlines.
    """
    try:
        known = await registered_attributes(client)
    except RPCError:
        return None  # each process is told as not compared
    if missing := lacking(known):
        return (
            f"Temporal does not know what visits are searched by ({', '.join(missing)}): visits "
            "do not go on. `visits search-attributes register` lets them."
        )
    if other := of_another_type(known):
        return (
            f"Temporal has another type for what visits are searched by ({', '.join(other)}): "
            f"visits do not go on. {REMOVE_FIRST}."
        )
    return None


async def slowed_by_hand(client: Client, task_queue: str | None) -> dict[str, str]:
    """The task queues whose work Temporal holds back, a sentence each, by name.

    Args:
        client: To Temporal.
        task_queue: Where our workers listen, if that is known.
    """
    if task_queue is None:
        return {}
    try:
        return {one.queue: one.sentence for one in await slowed_queues(client, task_queue)}
    except RPCError:
        return {}  # an older server knows no such limits; one that is away is told otherwise


async def misrouted_by_hand(client: Client, task_queue: str | None) -> str | None:
    """Why visits do not come to the workers that run, in a sentence; `None` where they do.

    Args:
        client: To Temporal.
        task_queue: Where our workers listen, if that is known.
    """
    try:
        return None if task_queue is None else await misrouted(client, task_queue)
    except RPCError:
        return None  # each process is told as not compared
