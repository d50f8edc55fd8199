"""What the workflows of side processes start with, and ask their activities for."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.ids import UpdateId
from schemas.side_processes.events import SideEvent
from schemas.side_processes.messages import RaiseReferral, ReceiveComplaint
from schemas.side_processes.names import SideSubject
from schemas.side_processes.state import SideState


class SideInput(Model):
    """What the workflow of a side process starts with.

    Attributes:
        opening: How it began.
        carried: What an earlier run handed on, all of it recorded.
        taken: The last event of each decision taken so far, by update id.
    """

    opening: Annotated[RaiseReferral | ReceiveComplaint, Field(discriminator="kind")]
    carried: SideState | None = None
    taken: dict[UpdateId, int] = Field(default_factory=dict)


class SideRecordRequest(Model):
    """Ask for events of one side process to be recorded, in order and once."""

    subject: SideSubject
    events: Annotated[tuple[SideEvent, ...], Field(min_length=1)]
