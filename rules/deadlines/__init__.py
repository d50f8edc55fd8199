"""Which moments a visit is waiting for, besides people; each deadline is declared once, by topic.

What a visit does by itself at one is declared beside the rule that does it (`rules.decide`); at
any other a person is asked. A deadline never kills a visit.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from rules.deadlines import (  # noqa: F401 - each topic declares its deadlines when it is imported
    course,
    invitation,
    note,
    preparation,
)
from rules.deadlines.deadline import DEADLINES
from rules.holds import on_hold
from rules.tasks import DISCLOSURE, LATE_LETTER, UNDELIVERED_LETTER, AskedTask
from rules.timetable import timetable
from schemas.state import VisitState
from schemas.values import DeadlineKind, TaskKind

__all__ = ["DEADLINES", "TASKS", "Deadline", "open_deadlines"]

TASKS: Final[Mapping[TaskKind, AskedTask]] = {
    asked.task: asked
    for asked in (
        UNDELIVERED_LETTER,
        LATE_LETTER,
        DISCLOSURE,
        *(declared.asks for declared in DEADLINES.values() if declared.asks is not None),
    )
}
"""What is declared of each task; no two deadlines raise the same."""


class Deadline(NamedTuple):
    """A moment at which something is due."""

    at: datetime
    kind: DeadlineKind


def open_deadlines(state: VisitState) -> tuple[Deadline, ...]:
    """The moments that still matter, nearest first; none before the calendar is known."""
    dates = timetable(state)
    if dates is None:
        return ()
    raised = {task.kind for task in state.tasks}
    waiting: list[Deadline] = []
    for kind in _of_now(state):
        declared = DEADLINES[kind]
        asked = declared.asks is not None and declared.asks.task in raised
        at = declared.moment(state, dates)
        if at is not None and not asked:
            waiting.append(Deadline(at, kind))
    return tuple(sorted(waiting, key=lambda each: (each.at, each.kind)))


def _of_now(state: VisitState) -> Iterable[DeadlineKind]:
    """A visit's deadlines stand still with it; a limit says for how long."""
    if on_hold(state):
        # What has been posted goes its way.
        posted = state.stage in DEADLINES[DeadlineKind.DELIVERY_ASSUMED].stages
        return (DeadlineKind.HOLD_ENDS, *([DeadlineKind.DELIVERY_ASSUMED] if posted else []))
    if state.pause is not None:
        return (DeadlineKind.PAUSE_ENDS,)
    return (kind for kind, declared in DEADLINES.items() if state.stage in declared.stages)
