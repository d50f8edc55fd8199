"""The tasks of a visit: what is raised stays until what it asks for is done."""

from rules.evolve.fact import fact
from rules.folds import Changes
from schemas.events import TaskRaised, VisitEvent
from schemas.parts import Task
from schemas.state import VisitState
from schemas.values import TaskKind


def without(state: VisitState, *kinds: TaskKind) -> tuple[Task, ...]:
    """The tasks left once these are done."""
    return tuple(task for task in state.tasks if task.kind not in kinds)


def settled(state: VisitState, kind: TaskKind, *, when: bool) -> tuple[Task, ...]:
    """The tasks left; one that asks for several things stays until the last of them is done."""
    return without(state, kind) if when else state.tasks


@fact(TaskRaised, "a person is asked to help")
def raised(state: VisitState, event: VisitEvent, fact: TaskRaised) -> Changes:
    """One more thing for a person to do."""
    task = Task(kind=fact.task, raised_at=event.at, letter=fact.letter)
    return {"tasks": (*state.tasks, task)}
