"""The bank holidays by which a visit counts working days, fetched as it is opened."""

from rules.refusals import RefusalCode, Refused
from schemas.state import VisitState
from schemas.working_calendar import WorkingCalendar


def known_calendar(state: VisitState) -> WorkingCalendar:
    """The bank holidays of a visit.

    Raises:
        Refused: They are not known yet.
    """
    if state.calendar is None:
        raise still_fetched()
    return state.calendar


def still_fetched() -> Refused:
    """The refusal of what needs the bank holidays before they are known."""
    return Refused(
        RefusalCode.NOT_YET, "The bank holidays are still being fetched; try again in a moment."
    )
