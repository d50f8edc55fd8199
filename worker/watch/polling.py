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


class _Seen:
    """Whether somebody still comes, by moments of the server's clock and time that passes here.

    The two clocks are not compared: where one of them is wrong, a worker that asks for tasks would
    be started anew for ever, or one that hangs never.
    """

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._came = float("-inf")

    def comes(self, last: datetime | None, now: float) -> bool:
        """Whether another moment was told within the time that a poll may take.

        Args:
            last: When the server saw it last, by its own clock; `None` if it has not.
            now: Seconds, by a clock that only goes forward.
        """
        if last is not None and last != self._last:
            self._last, self._came = last, now
        return last is not None and now - self._came <= FRESH.total_seconds()


class Polling:
    """Looks whether this process asks for tasks.

    Args:
        connect: To Temporal, with the identity of the worker.
        task_queue: Where it should.
        passing: Seconds, by a clock that only goes forward.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Client]],
        task_queue: str,
        *,
        passing: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._task_queue = task_queue
        self._passing = passing
        self._seen = {kind: _Seen() for kind in _QUEUES}
        self._client: Client | None = None
        self._looked = float("-inf")
        self._found = Polls.AWAY
        self._none_since: float | None = None
        self._looking = asyncio.Lock()

    @property
    def none_for(self) -> float:
        """Seconds for which the server has been there and has seen no poll; 0 if it sees some."""
        return 0.0 if self._none_since is None else self._passing() - self._none_since

    async def look(self) -> Polls:
        """Ask the server, unless that was done just now."""
        async with self._looking:
            if self._passing() - self._looked >= LOOKED_EVERY:
                self._found = await self._ask()
                self._looked = self._passing()
                if self._found is not Polls.NONE:
                    self._none_since = None
                elif self._none_since is None:
                    self._none_since = self._looked
            return self._found

    async def _ask(self) -> Polls:
        try:
            self._client = client = self._client or await self._connect()
            told = {kind: await self._told(client, kind) for kind in _QUEUES}
        except (RPCError, TemporalUnavailable):
            return Polls.AWAY
        now = self._passing()
        seen = [self._seen[kind].comes(_last(client, about), now) for kind, about in told.items()]
        if not all(seen):
            return Polls.NONE
        if passes_by(told[_QUEUES[0]]):
            return Polls.PASSED_BY
        slowed = any(rate_of(about) is not None for about in told.values())
        return Polls.SLOWED if slowed else Polls.TAKEN

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


def _last(client: Client, about: DescribeTaskQueueResponse) -> datetime | None:
    """When the server saw this process ask last, by its own clock."""
    return max(
        (
            poller.last_access_time.ToDatetime(UTC)
            for poller in about.pollers
            if poller.identity == client.identity
        ),
        default=None,
    )
