"""All that a side process knows, and what a coordinator hears of it."""

from datetime import datetime

from pydantic import Field

from schemas.base import Model
from schemas.ids import ActorRef, ProgrammeId, VisitId
from schemas.side_processes.names import SideSubject
from schemas.values import Owner


class SideState(Model):
    """The fold of its events: what all kinds have in common, and each adds its own to.

    Attributes:
        due: When something happens by itself unless a person acts before.
        escalations: How often nobody had acted in time.
        over: Whether its life has ended.
    """

    subject: SideSubject
    visit_id: VisitId
    programme: ProgrammeId
    sequence: int
    opened_at: datetime
    opened_by: ActorRef
    changed_at: datetime
    due: datetime | None
    escalations: int = 0
    over: bool = False

    @property
    def number(self) -> int:
        """Its number among those of its kind and visit, from 1."""
        return int(self.subject.rpartition("/")[2])


class SideReceipt(Model):
    """What a coordinator gets back once a side process has recorded what they brought.

    Attributes:
        subject: Which one.
        sequence: The number of the last event it caused.
        owner: Who holds the next action.
        due: When something happens by itself unless they act before.
        over: Whether its life has ended.
        recorded: Whether the register has it; always so in the answer to a decision, where it is
            not written.
    """

    subject: SideSubject
    sequence: int
    owner: Owner
    due: datetime | None
    over: bool
    recorded: bool = Field(default=True, exclude_if=bool)
