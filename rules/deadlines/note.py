"""The summary note: drafted, agreed, shared, acknowledged."""

from datetime import datetime

from rules.deadlines.deadline import deadline
from rules.tasks import AskedTask
from rules.timetable import Timetable
from schemas.event_types import EventType
from schemas.state import VisitState
from schemas.values import Action, DeadlineKind, Department, Stage, TaskKind


@deadline(
    DeadlineKind.DRAFT_DUE,
    "the lead inspector's draft note is due",
    stages=(Stage.DRAFTING,),
    asks=AskedTask(
        TaskKind.DRAFT_OVERDUE,
        "The draft note is late.",
        settled_by=(Action.DRAFT_NOTE,),
        until=(EventType.NOTE_DRAFTED,),
    ),
)
def _draft_due(_state: VisitState, dates: Timetable) -> datetime | None:
    return dates.draft_due


@deadline(
    DeadlineKind.AGREEMENT_DUE,
    "the area's agreement to the note is due",
    stages=(Stage.AGREEING,),
    asks=AskedTask(
        TaskKind.AGREEMENT_OVERDUE,
        "The area's leaders have not agreed the note.",
        settled_by=(
            Action.AGREE_NOTE,
            Action.ANSWER_COMMENTS,
            Action.DECIDE_FACTS,
            Action.DECIDE_SHARING,
        ),
        until=(EventType.NOTE_AGREED,),
    ),
)
def _agreement_due(_state: VisitState, dates: Timetable) -> datetime | None:
    return dates.agreement_due


@deadline(
    DeadlineKind.SHARING_DUE,
    "the coordinator's sharing of the note is due",
    stages=(Stage.SHARING,),
    asks=AskedTask(
        TaskKind.SHARING_OVERDUE,
        "The agreed note has not been shared.",
        settled_by=(Action.SHARE_NOTE,),
        until=(EventType.NOTE_DRAFTED,),
    ),
)
def _sharing_due(state: VisitState, dates: Timetable) -> datetime | None:
    return None if _held(state) or _everybody_has_it(state) else dates.sharing_due


@deadline(
    DeadlineKind.ACKNOWLEDGEMENT_REMINDER,
    "departments are reminded to acknowledge the note",
    stages=(Stage.SHARING,),
)
def _acknowledgement_reminder(state: VisitState, dates: Timetable) -> datetime | None:
    """First a letter chases, once, and then a person."""
    if _held(state) or not _everybody_has_it(state):
        return None
    reminded = any(sharing.reminded_at for sharing in state.sharings)
    return None if reminded else dates.acknowledgement_reminder_at


@deadline(
    DeadlineKind.ACKNOWLEDGEMENT_DUE,
    "acknowledgements by DfE and NHS England are due",
    stages=(Stage.SHARING,),
    asks=AskedTask(
        TaskKind.ACKNOWLEDGEMENT_OVERDUE,
        "A department has not acknowledged the note.",
        settled_by=(Action.ACKNOWLEDGE_NOTE,),
        until=(),
    ),
)
def _acknowledgement_due(state: VisitState, dates: Timetable) -> datetime | None:
    return None if _held(state) or not _everybody_has_it(state) else dates.acknowledgement_due


def _held(state: VisitState) -> bool:
    return state.sharing_held_since is not None


def _everybody_has_it(state: VisitState) -> bool:
    return len(state.sharings) >= len(Department)
