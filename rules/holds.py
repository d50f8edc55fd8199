"""A visit that stands still: on hold before it has begun, paused once it has."""

from rules.versions import PAUSE_TAKES_ENTRIES_BACK
from schemas.state import VisitState
from schemas.values import Stage

HELD = (Stage.OPENED, Stage.INVITED, Stage.PREPARING)
"""The stages in which a visit is put on hold; once it has begun, it is paused."""


def on_hold(state: VisitState) -> bool:
    """Whether a visit stands still before it has begun."""
    return state.pause is not None and state.stage in HELD


def days_off(state: VisitState) -> bool:
    """Whether a visit stands still so that nobody has its days in their calendar."""
    if state.pause is None:
        return False
    return on_hold(state) or state.rules_version >= PAUSE_TAKES_ENTRIES_BACK
