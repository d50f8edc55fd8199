"""Batches that this process carries on with; whatever else becomes of it is in the register."""

import asyncio
from contextlib import suppress

from desk.batches import Batches
from pages.dependencies import PagesDependencies
from schemas.ids import ActorRef
from schemas.sentences import Sentence


class Running:
    """The batches under way, each once.

    A process that ends leaves them as they are: each visit has a decision under an id that is
    worked out, so whoever goes on does nothing twice (decision 0041).
    """

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._waits: dict[str, str] = {}

    def start(self, deps: PagesDependencies, batch: str, actor: ActorRef, *, resumed: bool) -> None:
        """Carry on with a batch, if nobody does."""
        if self.has(batch):
            return
        self._waits.pop(batch, None)
        going = self._carry_on(deps, batch, actor, resumed=resumed)
        self._tasks[batch] = asyncio.create_task(going)

    def has(self, batch: str) -> bool:
        """Whether a batch is under way."""
        return batch in self._tasks and not self._tasks[batch].done()

    def waits(self, batch: str) -> str:
        """Why it stopped by itself, as a sentence; empty where it did not."""
        return self._waits.get(batch, "")

    async def stop(self, batch: str) -> None:
        """Stop it; what is brought already stays so."""
        task = self._tasks.pop(batch, None)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _carry_on(
        self, deps: PagesDependencies, batch: str, actor: ActorRef, *, resumed: bool
    ) -> None:
        try:
            async for brought in Batches(deps.desk, deps.pool).go_on(batch, actor, resumed=resumed):
                if brought.waits:
                    self._waits[batch] = "A visit did not answer, so this stopped. Go on later."
        except Sentence as told:
            self._waits[batch] = str(told)


RUNNING = Running()
"""Those of this process."""
