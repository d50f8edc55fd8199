"""What the workflow of a side process starts with."""

from typing import Generic, TypeVar

from pydantic import Field

from schemas.base import Model
from schemas.ids import UpdateId
from schemas.side_processes.messages import SideOpening
from schemas.side_processes.state import SideState

OpeningT = TypeVar("OpeningT", bound=SideOpening)
StateT = TypeVar("StateT", bound=SideState)


class SideInput(Model, Generic[OpeningT, StateT]):
    """What the workflow of a side process starts with.

    Attributes:
        opening: How it began.
        carried: What an earlier run handed on, all of it recorded.
        taken: The last event of each decision taken so far, by update id.
    """

    opening: OpeningT
    carried: StateT | None = None
    taken: dict[UpdateId, int] = Field(default_factory=dict)
