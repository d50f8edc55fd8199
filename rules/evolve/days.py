"""The days in the area: begun, held, interrupted, gone on with, fed back."""

from rules.evolve.fact import fact
from rules.evolve.parts import meetings_of
from rules.evolve.tasks import settled
from rules.evolve.timetable import entries_move, without_holders
from rules.folds import Changes
from rules.versions import CORRECTIONS, PAUSE_TAKES_ENTRIES_BACK
from schemas.events.course import (
    FeedbackHeld,
    FindingsRecorded,
    MeetingsHeld,
    Paused,
    Resumed,
    Started,
)
from schemas.events.event import VisitEvent
from schemas.state import Pause, VisitState
from schemas.values import SlotKind, Stage, TaskKind


@fact(Started, "visit began")
def started(state: VisitState, _event: VisitEvent, _fact: Started) -> Changes:
    """The team is in the area."""
    # Deferred is what has not begun.
    asked = state.deferral if state.rules_version >= CORRECTIONS else None
    return {"stage": Stage.VISITING, "deferral": None, "deferral_before": asked}


@fact(MeetingsHeld, "meetings held")
def meetings_held(state: VisitState, _event: VisitEvent, fact: MeetingsHeld) -> Changes:
    """More of the timetable is behind the team."""
    meetings = meetings_of(state)
    return {"meetings": meetings.model_copy(update={"held": (*meetings.held, *fact.slots)})}


@fact(FindingsRecorded, "findings recorded")
def findings_recorded(state: VisitState, _event: VisitEvent, fact: FindingsRecorded) -> Changes:
    """More has been found."""
    total = state.findings_recorded + sum(finding.count for finding in fact.findings)
    return {"findings_recorded": total, "findings_content": fact.content}


@fact(Paused, "visit paused")
def paused(state: VisitState, event: VisitEvent, fact: Paused) -> Changes:
    """The visit rests until somebody says how it goes on; nobody keeps its days free."""
    pause = Pause(number=fact.number, since=event.at, until=fact.until)
    changes: Changes = {"pause": pause, "pauses": fact.number}
    if state.rules_version < PAUSE_TAKES_ENTRIES_BACK:
        return changes
    return {**changes, "meetings": without_holders(meetings_of(state))}


@fact(Resumed, "visit goes on")
def resumed(state: VisitState, _event: VisitEvent, fact: Resumed) -> Changes:
    """It goes on, and everybody has another entry in the calendar."""
    meetings = meetings_of(state)
    fixed = meetings.model_copy(update={"round": meetings.round + 1})
    moved = state.days is None or fact.days.day_two != state.days.day_two
    return {
        "pause": None,
        "resumed_on": fact.next_day,
        "days": fact.days,
        "meetings": fixed,
        "tasks": settled(state, TaskKind.VISIT_RECORD_OVERDUE, when=moved),
        **entries_move(state.model_copy(update={"meetings": fixed, "pause": None})),
    }


@fact(FeedbackHeld, "feedback meeting held")
def feedback_held(state: VisitState, event: VisitEvent, fact: FeedbackHeld) -> Changes:
    """The days are over, and the note is to be written."""
    meetings = meetings_of(state)
    feedback = tuple(s.slot_id for s in meetings.slots if s.kind is SlotKind.FEEDBACK)
    return {
        "stage": Stage.DRAFTING,
        "feedback_held_at": fact.happened_at or event.at,
        "meetings": meetings.model_copy(update={"held": (*meetings.held, *feedback)}),
    }
