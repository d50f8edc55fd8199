"""The one clock of workflows."""

from datetime import datetime, timedelta

from temporalio import workflow


class Clock:
    """Temporal's clock, moved by a rehearsal's offset.

    The offset is zero in real life. It lets a rehearsal play autumn 2020, and lets workflows
    whose virtual clocks differ agree on the time.

    Args:
        offset: Added to Temporal's time.
    """

    def __init__(self, offset: timedelta) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The moment, aware, UTC; the same in every replay."""
        return workflow.now() + self._offset
