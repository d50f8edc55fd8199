"""What a process does by itself beside what people decide: it looks, and does what its state owes.

One thing after the other, and each only once everything it stands on is recorded.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.process import Process


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
