"""What a process does by itself beside what people decide: it looks, and does what its state owes.

One thing after the other, and each only once everything it stands on is recorded.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.workflow import ActivityCancellationType, EventGroup

with workflow.unsafe.imports_passed_through():
    from schemas.base import Model
    from schemas.proofs import Grounds
    from schemas.streams import AnyEvent
    from workflows.hurrying import hurried
    from workflows.priorities import of_record
    from workflows.process import QUICK_RETRY, Process

E = TypeVar("E", bound=AnyEvent)


class BatchRecorder(Generic[E]):
    """Has batches recorded by an activity; what follows from them is the process's own work.

    Args:
        activity: The method that records.
        request: What it is asked for a batch and what that rests on.
        summary: What operators read of that.
    """

    def __init__(
        self,
        activity: Callable[..., Any],
        request: Callable[[tuple[E, ...], tuple[Grounds, ...]], Model],
        summary: Callable[[tuple[E, ...]], str],
    ) -> None:
        self._activity = activity
        self._request = request
        self._summary = summary
        self.group: EventGroup | None = None

    async def record(
        self,
        batch: tuple[E, ...],
        grounds: tuple[Grounds, ...],
        somebody_waits: Callable[[], bool],
    ) -> None:
        """Have a batch recorded."""
        await hurried(
            lambda priority: workflow.start_activity_method(
                self._activity,
                self._request(batch, grounds),
                start_to_close_timeout=timedelta(seconds=30),
                heartbeat_timeout=timedelta(seconds=5),
                retry_policy=QUICK_RETRY,
                cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                summary=self._summary(batch),
                priority=priority,
                event_groups=[self.group] if self.group else None,
            ),
            of_record(grounds),
            somebody_waits,
        )


class OwnWork:
    """The work of a process, as a task of its own.

    Args:
        process: Whose.
        is_owed: Whether its state owes anything.
        look: Looks at what is outside.
        do: Does the next thing that is owed.
        to_look: Whether something is still to be looked at.
    """

    def __init__(
        self,
        process: Process[Any, Any],
        is_owed: Callable[[], bool],
        look: Callable[[], Awaitable[None]],
        do: Callable[[], Awaitable[None]],
        *,
        to_look: bool,
    ) -> None:
        self._process = process
        self._is_owed = is_owed
        self._look = look
        self._do = do
        self.to_look = to_look
        """Whether something is still to be looked at; a signal sets it."""
        self.busy = False
        """Whether something is being done, so that no run may end."""

    async def forever(self) -> None:
        """Do it, for as long as the process lives."""
        while True:
            await workflow.wait_condition(lambda: self.to_look or self._is_owed())
            # What is done outside stands on what is recorded.
            await self._process.until_recorded(self._process.state.sequence)
            self.busy = True
            if self.to_look:
                self.to_look = False
                await self._look()
            else:
                await self._do()
            self.busy = False
