"""The tasks of a visit: what is raised stays until what it asks for is done."""

from rules.deadlines import DEADLINES
from rules.evolve.fact import fact
from rules.folds import Changes
from schemas.events.event import VisitEvent
from schemas.events.visit import TaskRaised
from schemas.parts import Task
from schemas.state import VisitState
from schemas.values import Stage, TaskKind


def without(state: VisitState, *kinds: TaskKind) -> tuple[Task, ...]:
    """The tasks left once these are done."""
    return tuple(task for task in state.tasks if task.kind not in kinds)


def settled(state: VisitState, kind: TaskKind, *, when: bool) -> tuple[Task, ...]:
    """The tasks left; one that asks for several things stays until the last of them is done."""
    return without(state, kind) if when else state.tasks


def asked_in(state: VisitState, stage: Stage) -> tuple[Task, ...]:
    """The tasks left once a visit goes back to a stage: what is asked in others is not due yet."""
    later = {
        declared.asks.task
        for declared in DEADLINES.values()
        if declared.asks is not None and stage not in declared.stages
    }
    return without(state, *later)


@fact(TaskRaised, "a person is asked to help")
def raised(state: VisitState, event: VisitEvent, fact: TaskRaised) -> Changes:
    """One more thing for a person to do."""
    task = Task(kind=fact.task, raised_at=event.at, letter=fact.letter)
    return {"tasks": (*state.tasks, task)}
