"""Takes away what holds a run back by hand, by the same buttons."""

from uuid import uuid4

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    UnpauseActivityRequest,
    UnpauseWorkflowExecutionRequest,
    UpdateActivityOptionsRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import Client

from release.audit.held import is_elsewhere, is_paused, is_paused_run, is_pinned


async def release_run(client: Client, workflow_id: str) -> None:
    """Let a run go on: in any version of the worker, with its work where our workers listen.

    Args:
        client: To Temporal.
        workflow_id: Of the run.
    """
    if await is_paused_run(client, workflow_id):
        await client.workflow_service.unpause_workflow_execution(
            UnpauseWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_id=workflow_id,
                identity=client.identity,
                request_id=str(uuid4()),
            )
        )
    about = await client.get_workflow_handle(workflow_id).describe()
    run = WorkflowExecution(workflow_id=workflow_id, run_id=about.run_id)
    service = client.workflow_service
    if is_pinned(about):
        await service.update_workflow_execution_options(
            UpdateWorkflowExecutionOptionsRequest(
                namespace=client.namespace,
                workflow_execution=run,
                workflow_execution_options=WorkflowExecutionOptions(),
                update_mask=FieldMask(paths=["versioning_override"]),
            )
        )
    for pending in about.raw_description.pending_activities:
        if is_elsewhere(pending, about):
            await service.update_activity_options(
                UpdateActivityOptionsRequest(
                    namespace=client.namespace,
                    execution=run,
                    id=pending.activity_id,
                    restore_original=True,
                )
            )
        if is_paused(pending):
            await service.unpause_activity(
                UnpauseActivityRequest(
                    namespace=client.namespace, execution=run, id=pending.activity_id
                )
            )
