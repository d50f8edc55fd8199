"""What people must do in a visit, each thing once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rules.deadlines import TASKS
from rules.next_action import next_action, open_actions
from rules.timetable import timetable
from schemas.ids import LetterKey, VisitId
from schemas.state import VisitState
from schemas.values import Action, Owner, TaskKind

_PEOPLE = frozenset(set(Owner) - {Owner.ENGINE, Owner.NOBODY})


_HELD_BY: Final[Mapping[TaskKind, Owner]] = {TaskKind.SURVEY_DISCLOSURE: Owner.SAFEGUARDING_LEAD}
"""Who settles a task, where that is no coordinator."""


@dataclass(frozen=True)
class ToDo:
    """One thing for a person.

    Attributes:
        visit_id: In which visit.
        action: What to do: the visit's next action, or else what settles the task.
        task: What did not happen by itself, when a person was asked.
        letter: Which letter it is about, if one.
        owner: Who holds it.
        due: By when; for a task, since when.
        overdue: Whether its time has passed.
        version: Of the note that stands, if there is one.
        day: The day of the visit whose meetings are not all recorded.
    """

    visit_id: VisitId
    action: Action
    task: TaskKind | None
    letter: LetterKey | None
    owner: Owner
    due: datetime | None
    overdue: bool
    version: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class SideToDo:
    """One thing for a person.

    Attributes:
        visit_id: Beside which visit.
        subject: Which referral or complaint.
        words: What it is and where it stands.
        command: How it is done.
        owner: Who holds it.
        due: By when; once its time has passed, since when it waits.
        overdue: Whether its time has passed.
    """

    visit_id: VisitId
    subject: str
    words: str
    command: str
    owner: Owner
    due: datetime
    overdue: bool


def todo(state: VisitState, now: datetime) -> list[ToDo]:
    """What people must do in a visit: its next action, and the tasks that are not that action.

    Args:
        state: The visit.
        now: The moment, aware.
    """
    coming = next_action(state)
    known = {"version": state.note.version if state.note else None, "day": _day(state)}
    things: list[ToDo] = []
    if coming.owner in _PEOPLE and not (coming.action is Action.SEE_TO_TASKS and state.tasks):
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
                **known,
            )
        )
    due = timetable(state)
    waits = due.deferral_due if due else None
    if waits is not None and all(thing.action is not Action.DECIDE_DEFERRAL for thing in things):
        things.append(
            ToDo(
                visit_id=state.visit_id,
                action=Action.DECIDE_DEFERRAL,
                task=None,
                letter=None,
                owner=Owner.COORDINATOR,
                due=waits,
                overdue=waits <= now,
                **known,
            )
        )
    covered = {(thing.task, thing.letter) for thing in things}
    things += [
        ToDo(
            visit_id=state.visit_id,
            action=_settling(state, task.kind),
            task=task.kind,
            letter=task.letter,
            owner=_HELD_BY.get(task.kind, Owner.COORDINATOR),
            due=task.raised_at,
            overdue=True,
            **known,
        )
        for task in state.tasks
        if (task.kind, task.letter) not in covered
    ]
    return things


def _settling(state: VisitState, task: TaskKind) -> Action:
    """What a person does about a task that is not the next action, the first of it first."""
    ways = TASKS[task].settled_by
    still_to_do = [action for action in open_actions(state) if action in ways]
    return still_to_do[0] if still_to_do else ways[0]


def _day(state: VisitState) -> int | None:
    if state.meetings is None:
        return None
    left = [s.day for s in state.meetings.slots if s.slot_id not in state.meetings.held]
    return min(left, default=None)
