"""Virtual time: the only module that touches the server's experimental time skipping.

Each workflow has a clock of its own, which starts now and only moves forward. A visit is started
with skipping off and moved by bounded steps, because unbounded skipping would run a visit that
waits for a person straight into its deadlines.
"""

from datetime import datetime, timedelta
from typing import Any

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


def is_of_virtual_time(event: HistoryEvent) -> bool:
    """Whether an event is there only because a clock was moved."""
    return event.event_type in OF_VIRTUAL_TIME
