"""Lets Temporal notice sooner that a worker has died: most of the time would be waiting for that.

What is given up is only patience. How often a worker dies and where, what is tried again and what
comes of it are the same. For stories of one process alone: where many go on at once on a busy
machine, a task that reads a long history again would take longer, and never come to its end.
"""

from datetime import timedelta
from typing import Any, Final

from temporalio import client, worker
from temporalio.common import RetryPolicy

TASK: Final = timedelta(seconds=3)
"""For a workflow task; ten by default."""

HEARTBEAT: Final = timedelta(seconds=5)
"""For an activity that beats; thirty where it works for long."""

ATTEMPT: Final = timedelta(seconds=10)
"""For one that does not beat; up to a minute otherwise."""

AGAIN: Final = timedelta(seconds=1)
"""At most between two attempts: each death is one, and they would become rarer and rarer."""


class NoticedSoon(client.Interceptor, worker.Interceptor):
    """Of a client, because that hands it on to its workers."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002 - the SDK's name
        """Around every start."""
        return _Starting(next)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[worker.WorkflowInboundInterceptor]:
        """Around every run."""
        del input
        return _Running


def noticed_soon(living: client.Client) -> client.Client:
    """A client by which deaths are noticed sooner: of what it starts, and of what works by it."""
    config = living.config()
    config["interceptors"] = [*config["interceptors"], NoticedSoon()]
    return client.Client(**config)


class _Starting(client.OutboundInterceptor):
    # `Any`: the handles are of whatever is started.
    async def start_workflow(self, input: client.StartWorkflowInput) -> Any:  # noqa: A002, ANN401
        input.task_timeout = TASK
        return await super().start_workflow(input)

    async def start_update_with_start_workflow(
        self,
        input: client.StartWorkflowUpdateWithStartInput,  # noqa: A002 - the SDK's name
    ) -> Any:  # noqa: ANN401 - as above
        input.start_workflow_input.task_timeout = TASK
        return await super().start_update_with_start_workflow(input)


class _Running(worker.WorkflowInboundInterceptor):
    def init(self, outbound: worker.WorkflowOutboundInterceptor) -> None:
        super().init(_Asking(outbound))


class _Asking(worker.WorkflowOutboundInterceptor):
    def start_activity(self, input: worker.StartActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's
        if input.heartbeat_timeout is not None:
            input.heartbeat_timeout = min(input.heartbeat_timeout, HEARTBEAT)
        elif input.start_to_close_timeout is not None:
            input.start_to_close_timeout = min(input.start_to_close_timeout, ATTEMPT)
        given = input.retry_policy or RetryPolicy()
        input.retry_policy = RetryPolicy(
            initial_interval=min(given.initial_interval, AGAIN),
            backoff_coefficient=given.backoff_coefficient,
            maximum_interval=AGAIN,
            maximum_attempts=given.maximum_attempts,
            non_retryable_error_types=given.non_retryable_error_types,
        )
        return super().start_activity(input)
