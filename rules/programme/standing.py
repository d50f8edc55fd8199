"""What has become of an area, by what its visit tells."""

from typing import Final

from schemas.event_types import EventType
from schemas.programme.values import Standing
from schemas.values import Outcome, Stage

TELLS_PROGRAMME: Final = frozenset(
    {
        EventType.ACCEPTED,
        EventType.ACCEPTANCE_CORRECTED,
        EventType.DECLINED,
        EventType.NO_REPLY,
        EventType.WITHDRAWN,
        EventType.DEFERRED,
        EventType.CANCELLED,
        EventType.ENDED_INCOMPLETE,
        EventType.CLOSED,
        EventType.REOPENED,
    }
)
"""The events of a visit after which its programme has to look."""

_FREES_THE_PLACE = frozenset({Outcome.DECLINED, Outcome.NO_REPLY, Outcome.WITHDRAWN})


def standing_of(stage: Stage, outcome: Outcome | None) -> Standing:
    """What a visit in that stage, ended so, makes of its area."""
    if stage in {Stage.OPENED, Stage.INVITED}:
        return Standing.OPENED
    if stage is not Stage.ENDED:
        return Standing.ACCEPTED
    if outcome is Outcome.DEFERRED:
        return Standing.OPENED  # a visit of its own takes its place
    if outcome in _FREES_THE_PLACE:
        return Standing.LOST
    return Standing.VISITED if outcome is Outcome.CLOSED else Standing.ENDED
