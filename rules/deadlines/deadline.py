"""How a deadline declares itself: its moment, its words, and what a person is asked at it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from rules.registry import declare
from rules.tasks import AskedTask
from rules.timetable import Timetable
from schemas.state import VisitState
from schemas.values import DeadlineKind, Stage

Moment = Callable[[VisitState, Timetable], datetime | None]


class DeclaredDeadline(NamedTuple):
    """What is declared of a deadline.

    Attributes:
        words: What happens or is due then, as a clause.
        moment: When it is; `None` while it does not matter or its anchor has not happened.
        stages: In which stages it matters.
        asks: What a person is asked at it, or is asked when it cannot be done by itself; while
            that is asked, nobody is asked again.
    """

    words: str
    moment: Moment
    stages: tuple[Stage, ...]
    asks: AskedTask | None = None


DEADLINES: dict[DeadlineKind, DeclaredDeadline] = {}
"""What is declared of each deadline."""


def deadline(
    kind: DeadlineKind, words: str, *, stages: tuple[Stage, ...], asks: AskedTask | None = None
) -> Callable[[Moment], Moment]:
    """Declare the function below as the moment of a deadline; see `DeclaredDeadline`.

    Raises:
        DeclaredTwiceError: The deadline is declared already.
    """

    def enter(moment: Moment) -> Moment:
        declared = DeclaredDeadline(words=words, moment=moment, stages=stages, asks=asks)
        declare(DEADLINES, kind, declared)
        return moment

    return enter
