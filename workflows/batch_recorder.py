"""Has batches recorded from which nothing follows but the process's own work."""

from collections.abc import Callable
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
    from workflows.process import QUICK_RETRY

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
