"""Starts the run of a process once, however often the same request comes."""

import asyncio

from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from desk.answers import NotAnswered
from desk.asking import NO_ANSWER
from desk.means import Means
from schemas.base import Model
from schemas.ids import UpdateId


async def begin_run(  # noqa: PLR0913 - all but the servers by name
    means: Means,
    workflow: str,
    start: Model,
    *,
    run_id: str,
    summary: str,
    called: str,
    update_id: UpdateId,
) -> None:
    """Start a run, or find the one that the same request has started.

    Args:
        means: The servers, and how long to wait for them.
        workflow: The kind of process, in Temporal.
        start: What it starts with.
        run_id: The workflow id.
        summary: What operators read of it in a line.
        called: What a sentence calls it, if nobody answers.
        update_id: By which to ask again.

    Raises:
        NotAnswered: Temporal did not take it in time.
    """
    try:
        async with asyncio.timeout(means.patience.total_seconds()):
            await means.client.start_workflow(
                workflow,
                start,
                id=run_id,
                task_queue=means.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=summary,
            )
    except WorkflowAlreadyStartedError:
        pass  # by the same request, and over already
    except NO_ANSWER:
        raise NotAnswered(called, update_id) from None
