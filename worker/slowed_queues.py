"""Whether Temporal was told by hand to give out the work of our task queues slowly, or not at all.

A limit on a queue's rate is asked for by nothing of ours, stays when workers are started anew, and
shows in no visit: its letters simply do not go. What workers take along with a step of a visit
goes on, so that all seems well.
"""

from datetime import timedelta
from typing import Final, NamedTuple

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue, TaskQueueConfig
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeTaskQueueResponse,
    UpdateTaskQueueConfigRequest,
)
from temporalio.client import Client

from schemas.subscriptions import deliveries_queue

SLOWEST: Final = 1.0
"""Pieces of work a second; an installation of one visit has more when its letters go."""

_WORK: Final = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY  # the server limits no other
_WITHIN: Final = timedelta(seconds=5)


class Slowed(NamedTuple):
    """A task queue whose work is held back.

    Attributes:
        queue: Its name.
        rate: Pieces of work that it may give out in a second.
    """

    queue: str
    rate: float

    @property
    def sentence(self) -> str:
        """For operators."""
        how = "none of its work" if not self.rate else f"its work {self.rate:g} times a second"
        return (
            f"Temporal was told to give out {how} in the task queue {self.queue} "
            "(`task-queue config set`): letters, reports and deliveries wait."
        )


async def slowed_queues(client: Client, task_queue: str) -> list[Slowed]:
    """The task queues whose work is held back by hand.

    Args:
        client: To Temporal.
        task_queue: Where our workers listen.

    Raises:
        RPCError: Temporal did not say.
    """
    found = []
    for queue in (task_queue, deliveries_queue(task_queue)):
        about = await client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=client.namespace,
                task_queue=TaskQueue(name=queue),
                task_queue_type=_WORK,
                report_config=True,
            ),
            timeout=_WITHIN,
        )
        if (rate := rate_of(about)) is not None:
            found.append(Slowed(queue, rate))
    return found


def rate_of(about: DescribeTaskQueueResponse) -> float | None:
    """The rate to which a queue is slowed down; `None` where it is not, or not so far."""
    config: TaskQueueConfig = about.config
    limits = [config.queue_rate_limit, config.fairness_keys_rate_limit_default]
    rates = [one.rate_limit.requests_per_second for one in limits if one.HasField("rate_limit")]
    return min((rate for rate in rates if rate < SLOWEST), default=None)


async def let_go_on(client: Client, queue: str) -> None:
    """Take the limits on a queue's rate away.

    Args:
        client: To Temporal.
        queue: Its name.

    Raises:
        RPCError: That was not done.
    """
    away = UpdateTaskQueueConfigRequest.RateLimitUpdate(reason="taken away by `visits recover`")
    await client.workflow_service.update_task_queue_config(
        UpdateTaskQueueConfigRequest(
            namespace=client.namespace,
            identity=client.identity,
            task_queue=queue,
            task_queue_type=_WORK,
            update_queue_rate_limit=away,
            update_fairness_key_rate_limit_default=away,
        ),
        timeout=_WITHIN,
    )
