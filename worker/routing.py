"""Whether Temporal gives visits to a version of the worker that runs.

Which version is current is set once and stays. Where that is taken back by hand, or names a version
whose workers have ended, workers ask for visits and are given none, or none that are new.
"""

from datetime import UTC, timedelta
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client

FRESH: Final = timedelta(minutes=2)
"""A poll lasts a minute at most; whoever has not come for two does not come."""

_WITHIN: Final = timedelta(seconds=5)


async def misrouted(client: Client, task_queue: str) -> str | None:
    """Why visits do not come to the workers that run, in a sentence; `None` where they do.

    Nothing is said of where no worker runs.

    Args:
        client: To Temporal.
        task_queue: Where our workers listen.

    Raises:
        RPCError: Temporal did not say.
    """
    about = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        ),
        timeout=_WITHIN,
    )
    if not passes_by(about):
        return None
    current = about.versioning_info.current_deployment_version.build_id
    where = f"version {current} of the worker, which does not run" if current else "no version"
    return (
        f"Temporal gives visits to {where}, and not to the workers that run: visits do not go on, "
        "or cannot be opened. `visits promote`, of the release that runs, lets them."
    )


def passes_by(about: DescribeTaskQueueResponse) -> bool:
    """Whether workers ask for visits, and none of them is of the version that is given them.

    Who has not come for long is seen beside who came last: both moments are of the server's clock,
    and that of this machine may stand otherwise.
    """
    came = {
        (poller.deployment_options.build_id, poller.last_access_time.ToDatetime(UTC))
        for poller in about.pollers
    }
    if not came:
        return False
    oldest = max(at for _, at in came) - FRESH
    builds = {build for build, at in came if at >= oldest}
    return about.versioning_info.current_deployment_version.build_id not in builds
