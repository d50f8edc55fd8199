"""Whether a process lives, and whether it serves: two questions, with different answers to a no.

Whoever asks whether it lives starts it anew when it does not, so the answer is no only where that
helps: its event loop stands still, or the server is there and has seen no poll of it for a while.
A process that waits for its servers lives. Whether it serves is for those who send work to it, and
for people: then its servers have to be there as well.
"""

from dataclasses import dataclass
from typing import Final

from register.connection import Pool, answers
from worker.watch.beating import Beat
from worker.watch.polling import Polling, Polls

STANDS_STILL_AFTER: Final = 30.0
"""Seconds without a beat. Nothing that we do keeps an event loop for a tenth of that."""

POLLS_WITHIN: Final = 180.0
"""Seconds within which a worker that serves, and whose server is there, has to be seen there."""

_WITHIN: Final = 3.0  # seconds for the register


@dataclass
class Health:
    """How one process is.

    Attributes:
        beat: Of its event loop.
        pool: A way to the register that nobody else uses, once it is there.
        polling: Whether it takes tasks; `None` for a process that takes none.
        serves: Whether it has begun to serve, and has not been told to end.
        stands_still_after: Seconds without a beat.
        polls_within: Seconds without a poll.
    """

    beat: Beat
    pool: "Pool | None" = None
    polling: Polling | None = None
    serves: bool = False
    stands_still_after: float = STANDS_STILL_AFTER
    polls_within: float = POLLS_WITHIN

    async def why_not_live(self) -> str | None:
        """Why it is to be started anew; `None` if it is not."""
        if self.beat.stopped_for > self.stands_still_after:
            return "Its event loop stands still."
        if self.polling is None or not self.serves:
            return None
        await self.polling.look()
        if self.polling.none_for > self.polls_within:
            return "Temporal is there, and this worker asks it for no tasks."
        return None

    async def why_not_ready(self) -> str | None:
        """Why it does not serve; `None` if it does."""
        if not self.serves:
            return "It waits for its servers, or is ending."
        if why := await self.why_not_live():
            return why
        if not await self._register_answers():
            return "The register does not answer."
        if self.polling is None:
            return None
        return {
            Polls.TAKEN: None,
            Polls.SLOWED: "Temporal was told to hold back the work of this worker's task queue.",
            Polls.PASSED_BY: "Temporal gives visits to no version of the worker that runs.",
            Polls.NONE: "Temporal has not seen this worker ask for tasks.",
            Polls.AWAY: "Temporal does not answer.",
        }[await self.polling.look()]

    async def _register_answers(self) -> bool:
        return self.pool is not None and await answers(self.pool, within=_WITHIN)
