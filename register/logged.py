"""An event in its place in the log."""

from typing import Any, Generic, NamedTuple, TypeVar

from schemas.ids import ProgrammeId
from schemas.streams import AnyEvent, Event

L_co = TypeVar("L_co", bound=Event[Any, Any], covariant=True)


class Logged(NamedTuple, Generic[L_co]):
    """An event in its place in the log of all streams."""

    position: int
    programme: ProgrammeId
    event: L_co


def event_id(event: AnyEvent) -> str:
    """The CloudEvents id: the same whenever and wherever the event is delivered again."""
    return f"{event.subject}/{event.sequence}"
