"""Virtual time: the only module that touches the server's experimental time skipping.

Each workflow has a clock of its own, which starts now and only moves forward. A visit is started
with skipping off and moved by bounded steps, because unbounded skipping would run a visit that
waits for a person straight into its deadlines.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper

OF_VIRTUAL_TIME = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    }
)
"""What fast-forwarding adds to a history; left out when a history is measured."""


class VirtualTime:
    """Moves the clocks of workflows forward.

    Args:
        client: To a server with time skipping enabled.
    """

    def __init__(self, client: Client) -> None:
        self._skipper = TimeSkipper(client)

    async def advance(self, handle: WorkflowHandle[Any, Any], by: timedelta) -> bool:
        """Move a workflow's clock; what is due on the way happens on the way.

        Returns:
            Whether the workflow still runs.
        """
        return await self._skipper.fast_forward(handle, by)

    async def now(self, handle: WorkflowHandle[Any, Any]) -> datetime:
        """A workflow's clock, before a rehearsal's offset; aware, UTC."""
        return await self._skipper.get_current_time(handle)


class RunClock:
    """The clock of one run, kept here so that the server need not be asked what time it is.

    Args:
        time: Moves it.
        handle: The run.
        offset: What a rehearsal adds to the run's own clock.
    """

    ROUNDED: Final = timedelta(seconds=1)
    """Timers are set in whole seconds, so one may fire that much after its deadline."""

    def __init__(
        self, time: VirtualTime, handle: WorkflowHandle[Any, Any], offset: timedelta
    ) -> None:
        self._time = time
        self._handle = handle
        self._ahead = offset

    @property
    def now(self) -> datetime:
        """The moment that it has come to; aware, UTC."""
        return datetime.now(UTC) + self._ahead

    async def advance_to(self, moment: datetime) -> None:
        """Move it to a moment that has not come yet."""
        by = moment - self.now
        if by > timedelta(0):
            await self._time.advance(self._handle, by)
            # What passes while it is moved is part of the way, and is not added to it.
            self._ahead = moment - datetime.now(UTC)


def is_of_virtual_time(event: HistoryEvent) -> bool:
    """Whether an event is there only because a clock was moved."""
    return event.event_type in OF_VIRTUAL_TIME
