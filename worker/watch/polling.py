"""Whether a worker takes tasks, by what the server says of it: a worker itself may be mistaken."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client
from temporalio.service import RPCError

from desk.answers import TemporalUnavailable
from worker.routing import FRESH, passes_by
from worker.slowed_queues import rate_of

_QUEUES: Final = (
    TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
)

LOOKED_EVERY: Final = 5.0
"""Seconds for which an answer is told again."""

_WITHIN: Final = timedelta(seconds=3)


class Polls(StrEnum):
    """What the server says of a worker."""

    TAKEN = "taken"
    """It asks for tasks."""
    SLOWED = "slowed"
    """It does, and its work is held back by hand: `visits audit` says how."""
    PASSED_BY = "passed by"
    """It does, and visits are given to no version of the worker that runs."""
    NONE = "none"
    """It does not, though the server is there."""
    AWAY = "away"
    """The server does not say: waiting helps, and starting anew does not."""


class Polling:
    """Looks whether this process asks for tasks.

    Args:
        connect: To Temporal, with the identity of the worker.
        task_queue: Where it should.
    """

    def __init__(self, connect: Callable[[], Awaitable[Client]], task_queue: str) -> None:
        self._connect = connect
        self._task_queue = task_queue
        self._client: Client | None = None
        self._looked = float("-inf")
        self._found = Polls.AWAY
        self._none_since: float | None = None
        self._looking = asyncio.Lock()

    @property
    def none_for(self) -> float:
        """Seconds for which the server has been there and has seen no poll; 0 if it sees some."""
        return 0.0 if self._none_since is None else time.monotonic() - self._none_since

    async def look(self) -> Polls:
        """Ask the server, unless that was done just now."""
        async with self._looking:
            if time.monotonic() - self._looked >= LOOKED_EVERY:
                self._found = await self._ask()
                self._looked = time.monotonic()
                if self._found is not Polls.NONE:
                    self._none_since = None
                elif self._none_since is None:
                    self._none_since = self._looked
            return self._found

    async def _ask(self) -> Polls:
        try:
            self._client = client = self._client or await self._connect()
            told = [await self._told(client, kind) for kind in _QUEUES]
        except (RPCError, TemporalUnavailable):
            return Polls.AWAY
        if not all(_is_seen(client, about) for about in told):
            return Polls.NONE
        if any(passes_by(about) for about in told[:1]):
            return Polls.PASSED_BY
        return Polls.SLOWED if any(rate_of(about) is not None for about in told) else Polls.TAKEN

    async def _told(
        self, client: Client, kind: "TaskQueueType.ValueType"
    ) -> DescribeTaskQueueResponse:
        request = DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=self._task_queue),
            task_queue_type=kind,
            report_config=True,
        )
        return await client.workflow_service.describe_task_queue(request, timeout=_WITHIN)


def _is_seen(client: Client, about: DescribeTaskQueueResponse) -> bool:
    oldest = datetime.now(UTC) - FRESH
    return any(
        poller.identity == client.identity and poller.last_access_time.ToDatetime(UTC) >= oldest
        for poller in about.pollers
    )
