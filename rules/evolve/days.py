"""The days in the area: begun, held, interrupted, gone on with, fed back."""

from rules.evolve.parts import Changes, meetings_of
from rules.evolve.tasks import settled, without
from rules.evolve.timetable import entries_move
from schemas.events import FindingsRecorded, MeetingsHeld, Paused, Resumed, VisitEvent
from schemas.state import Pause, VisitState
from schemas.values import SlotKind, Stage, TaskKind


def started(state: VisitState) -> Changes:
    """The team is in the area."""
    return {
        "stage": Stage.VISITING,
        # Deferred is what has not begun.
        "deferral": None,
        "tasks": without(state, TaskKind.ARRANGEMENTS_OVERDUE, TaskKind.DEFERRAL_OVERDUE),
    }


def meetings_held(state: VisitState, fact: MeetingsHeld) -> Changes:
    """More of the timetable is behind the team."""
    meetings = meetings_of(state)
    return {"meetings": meetings.model_copy(update={"held": (*meetings.held, *fact.slots)})}


def findings_recorded(state: VisitState, fact: FindingsRecorded) -> Changes:
    """More has been found."""
    total = state.findings_recorded + sum(finding.count for finding in fact.findings)
    return {"findings_recorded": total, "findings_content": fact.content}


def paused(event: VisitEvent, fact: Paused) -> Changes:
    """The visit rests until somebody says how it goes on."""
    pause = Pause(number=fact.number, since=event.at, until=fact.until)
    return {"pause": pause, "pauses": fact.number}


def resumed(state: VisitState, fact: Resumed) -> Changes:
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
        **entries_move(state.model_copy(update={"meetings": fixed})),
    }


def feedback_held(state: VisitState, event: VisitEvent) -> Changes:
    """The days are over, and the note is to be written."""
    meetings = meetings_of(state)
    feedback = tuple(s.slot_id for s in meetings.slots if s.kind is SlotKind.FEEDBACK)
    return {
        "stage": Stage.DRAFTING,
        "feedback_held_at": event.at,
        "meetings": meetings.model_copy(update={"held": (*meetings.held, *feedback)}),
        "tasks": without(state, TaskKind.VISIT_RECORD_OVERDUE, TaskKind.ARRANGEMENTS_OVERDUE),
    }
