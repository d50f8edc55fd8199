"""What holds a run back by hand: buttons of Temporal's that stop it and say so nowhere else."""

from collections.abc import Iterator
from typing import Final

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import VersioningBehavior, WorkflowExecutionStatus
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionDescription

PAUSED: Final = "It was told to wait."


def held_back(about: WorkflowExecutionDescription) -> tuple[str, ...]:
    """What holds a run back, a sentence each; nothing of ours does any of it.

    Args:
        about: What Temporal says of the run.
    """
    return (*_to_a_version(about), *_by_its_work(about))


async def is_paused_run(client: Client, workflow_id: str) -> bool:
    """Whether somebody has told the whole run to wait, where a server knows that.

    Asked past the SDK's own description of a run, which does not know such a status.

    Raises:
        RPCError: Temporal did not say.
    """
    about = await client.workflow_service.describe_workflow_execution(
        DescribeWorkflowExecutionRequest(
            namespace=client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
        )
    )
    paused = WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED
    return about.workflow_execution_info.status == paused


def is_paused(pending: PendingActivityInfo) -> bool:
    """Whether somebody has told that work to wait."""
    return pending.paused


def is_elsewhere(pending: PendingActivityInfo, about: WorkflowExecutionDescription) -> bool:
    """Whether that work was sent to where none of our workers listens."""
    where = pending.activity_options.task_queue.name
    return bool(where) and where != about.task_queue


def is_pinned(about: WorkflowExecutionDescription) -> bool:
    """Whether the run is held to one version of the worker."""
    versioning = about.raw_description.workflow_execution_info.versioning_info
    pinned = VersioningBehavior.VERSIONING_BEHAVIOR_PINNED
    override = versioning.versioning_override
    return override.behavior == pinned or override.HasField("pinned")


def _to_a_version(about: WorkflowExecutionDescription) -> Iterator[str]:
    if is_pinned(about):
        yield "It is held to one version of the worker, and no other is given it."


def _by_its_work(about: WorkflowExecutionDescription) -> Iterator[str]:
    for pending in about.raw_description.pending_activities:
        if is_paused(pending):
            yield f"{pending.activity_type.name} was told to wait."
        if is_elsewhere(pending, about):
            yield f"{pending.activity_type.name} was sent to another task queue."
