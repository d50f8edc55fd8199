"""How each fact changes what a visit knows. The only writer of `VisitState`."""

from collections.abc import Iterable

from rules.deadlines import TASKS
from rules.evolve import (  # noqa: F401 - each topic declares its facts when it is imported
    cases,
    concerns,
    corrections,
    course,
    days,
    deferral,
    delivery,
    holding,
    invitation,
    note,
    people,
    preparation,
    tasks,
    team,
    timetable,
)
from rules.evolve.delivery import FAILED, REACHED, merged, reply_clock
from rules.evolve.fact import FOLDS
from rules.folds import OutOfOrderError
from schemas.events.event import Fact, VisitEvent
from schemas.state import VisitState
from schemas.values import Stage, TaskKind

__all__ = [
    "FAILED",
    "FOLDS",
    "REACHED",
    "OutOfOrderError",
    "evolve",
    "merged",
    "replay",
    "reply_clock",
]


def replay(events: Iterable[VisitEvent]) -> VisitState:
    """Fold a visit's whole stream.

    Raises:
        OutOfOrderError: The stream is empty, has a gap, or does not begin with `Opened`.
    """
    state: VisitState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise OutOfOrderError("a visit's stream has at least one event")
    return state


def evolve(state: VisitState | None, event: VisitEvent) -> VisitState:
    """The state after one more event.

    Raises:
        OutOfOrderError: The event is not the next of this visit.
    """
    if state is None:
        return course.opened(event)
    if event.sequence != state.sequence + 1 or event.partition != state.visit_id:
        raise OutOfOrderError(
            f"event {event.sequence} of {event.partition} does not follow "
            f"event {state.sequence} of {state.visit_id}"
        )
    state = _done_by(event.fact, state)
    changes = FOLDS.changes(state, event)
    if changes.get("stage") is Stage.ENDED:
        # Somebody may be in danger: that outlives a visit that ends before it was seen to.
        changes["tasks"] = tuple(t for t in state.tasks if t.kind is TaskKind.SURVEY_DISCLOSURE)
    after = state.model_copy(
        update={**changes, "sequence": event.sequence, "changed_at": event.at},
    )
    return people.parting(state, people.coming_and_going(state, after), event.fact)


def _done_by(fact: Fact, state: VisitState) -> VisitState:
    """The state without the tasks that a fact always ends."""
    left = tuple(task for task in state.tasks if fact.type not in TASKS[task.kind].until)
    return state if len(left) == len(state.tasks) else state.model_copy(update={"tasks": left})
