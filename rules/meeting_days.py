"""On which day a meeting of the timetable is held."""

from datetime import date

from schemas.parts import Slot
from schemas.state import VisitState


def day_of(state: VisitState, slot: Slot) -> date:
    """The day of a meeting; of one that is left after a pause, not before the visit goes on."""
    first, second = state.day_one, None
    if state.days is not None:
        first, second = state.days.day_one, state.days.day_two
    planned = first if slot.day == 1 or second is None else second
    held = state.meetings.held if state.meetings else ()
    if state.resumed_on is None or slot.slot_id in held:
        return planned
    return max(planned, state.resumed_on)
