"""On which day a meeting of the timetable is held."""

from datetime import date

from schemas.parts import Slot
from schemas.state import VisitState


def day_of(state: VisitState, slot: Slot) -> date:
    """The day of a meeting; of one that is left after a pause, not before the visit goes on."""
    planned = _planned(state, slot)
    return planned if _held(state, slot) else _once_it_goes_on(state, planned)


def days_of_meeting(state: VisitState, slot: Slot) -> frozenset[date]:
    """The days on which a meeting is, or was; two where nobody knows if it was before a pause."""
    planned = _planned(state, slot)
    later = _once_it_goes_on(state, planned)
    return frozenset({planned, later} if _held(state, slot) else {later})


def _planned(state: VisitState, slot: Slot) -> date:
    if state.days is None:
        return state.day_one
    return state.days.day_one if slot.day == 1 else state.days.day_two


def _held(state: VisitState, slot: Slot) -> bool:
    return state.meetings is not None and slot.slot_id in state.meetings.held


def _once_it_goes_on(state: VisitState, planned: date) -> date:
    return max(planned, state.resumed_on or planned)
