"""The record of the two days, a pause, a deferral, and the time a visit is kept for."""

from datetime import datetime

from rules.deadlines.deadline import deadline
from rules.holds import HELD, on_hold
from rules.tasks import AskedTask
from rules.timetable import Timetable
from schemas.event_types import EventType
from schemas.state import VisitState
from schemas.values import Action, DeadlineKind, Stage, TaskKind


@deadline(
    DeadlineKind.VISIT_RECORD_DUE,
    "the team's record of the two days is due",
    stages=(Stage.PREPARING, Stage.VISITING),
    asks=AskedTask(
        TaskKind.VISIT_RECORD_OVERDUE,
        "The two days are not fully recorded.",
        settled_by=(Action.HOLD_MEETINGS, Action.RECORD_FINDINGS, Action.HOLD_FEEDBACK),
        until=(EventType.FEEDBACK_HELD,),
    ),
)
def _visit_record_due(_state: VisitState, dates: Timetable) -> datetime | None:
    return dates.visit_record_due


@deadline(
    DeadlineKind.PAUSE_ENDS,
    "the paused visit can no longer go on",
    stages=tuple(Stage),
    asks=AskedTask(
        TaskKind.PAUSE_TOO_LONG,
        "The visit has stood still for too long to go on.",
        settled_by=(Action.END_INCOMPLETE,),
        until=(),
    ),
)
def _pause_ends(state: VisitState, dates: Timetable) -> datetime | None:
    return None if on_hold(state) else dates.pause_ends


@deadline(
    DeadlineKind.HOLD_ENDS,
    "the visit has been on hold for as long as was planned",
    stages=HELD,
    asks=AskedTask(
        TaskKind.HOLD_TOO_LONG,
        "The visit has been on hold for longer than was planned.",
        settled_by=(Action.RESUME,),
        until=(EventType.TAKEN_OFF_HOLD,),
    ),
)
def _hold_ends(state: VisitState, dates: Timetable) -> datetime | None:
    return dates.pause_ends if on_hold(state) else None


@deadline(
    DeadlineKind.DEFERRAL_DUE,
    "the decision on later days is due",
    stages=tuple(Stage),
    asks=AskedTask(
        TaskKind.DEFERRAL_OVERDUE,
        "The area's request for later days is not decided.",
        settled_by=(Action.DECIDE_DEFERRAL,),
        until=(EventType.DEFERRAL_REFUSED, EventType.STARTED),
    ),
)
def _deferral_due(_state: VisitState, dates: Timetable) -> datetime | None:
    return dates.deferral_due


@deadline(
    DeadlineKind.CONSENT_WINDOW_ENDS,
    "the time for withdrawing consent ends",
    stages=(Stage.ENDED,),
)
def _consent_window_ends(state: VisitState, dates: Timetable) -> datetime | None:
    """A visit with a task is kept until a person has seen to it, however long that takes."""
    return None if state.tasks else dates.kept_until
