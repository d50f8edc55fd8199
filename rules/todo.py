"""What people must do in a visit, each thing once."""

from dataclasses import dataclass
from datetime import datetime

from rules.deadlines import TASKS
from rules.next_action import next_action
from schemas.ids import LetterKey, VisitId
from schemas.state import VisitState
from schemas.values import Action, Owner, TaskKind

_PEOPLE = frozenset(set(Owner) - {Owner.ENGINE, Owner.NOBODY})


@dataclass(frozen=True)
class ToDo:
    """One thing for a person.

    Attributes:
        visit_id: In which visit.
        action: What to do, when it is the visit's next action.
        task: What did not happen by itself, when a person was asked.
        letter: Which letter it is about, if one.
        owner: Who holds it.
        due: By when; for a task, since when.
        overdue: Whether its time has passed.
    """

    visit_id: VisitId
    action: Action | None
    task: TaskKind | None
    letter: LetterKey | None
    owner: Owner
    due: datetime | None
    overdue: bool


def todo(state: VisitState, now: datetime) -> list[ToDo]:
    """What people must do in a visit: its next action, and the tasks that are not that action.

    Args:
        state: The visit.
        now: The moment, aware.
    """
    coming = next_action(state)
    things: list[ToDo] = []
    if coming.owner in _PEOPLE:
        asked = next((t for t in state.tasks if coming.action in TASKS[t.kind].settled_by), None)
        late = asked is not None or (coming.due is not None and coming.due <= now)
        things.append(
            ToDo(
                visit_id=state.visit_id,
                action=coming.action,
                task=asked.kind if asked else None,
                letter=asked.letter if asked else None,
                owner=coming.owner,
                due=coming.due or (asked.raised_at if asked else None),
                overdue=late,
            )
        )
    covered = {(thing.task, thing.letter) for thing in things}
    things += [
        ToDo(
            visit_id=state.visit_id,
            action=None,
            task=task.kind,
            letter=task.letter,
            owner=Owner.COORDINATOR,
            due=task.raised_at,
            overdue=True,
        )
        for task in state.tasks
        if (task.kind, task.letter) not in covered
    ]
    return things
