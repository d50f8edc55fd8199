"""A visit that stands still before it has begun."""

from schemas.state import VisitState
from schemas.values import Stage

HELD = (Stage.OPENED, Stage.INVITED, Stage.PREPARING)
"""The stages in which a visit is put on hold; once it has begun, it is paused."""


def on_hold(state: VisitState) -> bool:
    """Whether a visit stands still before it has begun."""
    return state.pause is not None and state.stage in HELD
