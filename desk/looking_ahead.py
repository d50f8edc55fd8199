"""What lies ahead of a visit, as doors ask for it; servers of its own play it elsewhere."""

from datetime import date, timedelta
from typing import Any, Final, Protocol

from schemas.ids import VisitId
from schemas.sentences import Sentence

FURTHEST: Final = timedelta(days=2 * 366)
"""However much happens by itself: nothing of a visit is worth knowing beyond."""


class NotForeseen(Sentence):
    """It could not be played forward; the sentence says why."""


def not_here() -> NotForeseen:
    """Where nobody plays visits forward."""
    return NotForeseen(
        "Visits are not played forward here. Whoever operates this installation does it with "
        "`visits foresee`."
    )


def require_to_come(until: date, today: date) -> None:
    """A day to which a visit can be played forward: each day on the way takes a while.

    Args:
        until: The last day.
        today: In London.

    Raises:
        NotForeseen: It has passed, or no visit lasts as long.
    """
    if until < today:
        raise NotForeseen("That day has passed.")
    last = today + FURTHEST
    if until > last:
        raise NotForeseen(
            f"No visit lasts as long: the last day that can be looked at is {last:%-d %B %Y}."
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
