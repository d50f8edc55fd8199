"""What lies ahead of a visit, as doors ask for it; servers of its own play it elsewhere."""

from datetime import date
from typing import Any, Protocol

from schemas.ids import VisitId
from schemas.sentences import Sentence


class NotForeseen(Sentence):
    """It could not be played forward; the sentence says why."""


def not_here() -> NotForeseen:
    """Where nobody plays visits forward."""
    return NotForeseen(
        "Visits are not played forward here. Whoever operates this installation does it with "
        "`visits foresee`."
    )


class LooksAhead(Protocol):
    """Plays a visit forward, apart from everything real."""

    async def __call__(self, visit: VisitId, until: date | None) -> dict[str, Any]:
        """What would happen if nobody acted, as `visits foresee --json` tells it.

        Args:
            visit: Its id; that it exists has been seen.
            until: The last day; by default to its end, or until only people could act.

        Raises:
            NotForeseen: It could not be played.
        """
