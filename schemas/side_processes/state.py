"""All that a referral or a complaint knows: the fold of its events."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, ProgrammeId, VisitId
from schemas.side_processes.names import Authority, ComplaintStage, SideKind, SideSubject
from schemas.values import Owner


class SideStateBase(Model):
    """What referrals and complaints have in common.

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
        """Its number among those of its visit, from 1."""
        return int(self.subject.rpartition("/")[2])


class ReferralState(SideStateBase):
    """One referral: who referred, to whom, when, and whether they have it. No narrative."""

    kind: Literal[SideKind.REFERRAL] = SideKind.REFERRAL
    authority: Authority
    area: AreaCode
    confirmed_at: datetime | None = None


class ComplaintState(SideStateBase):
    """One complaint."""

    kind: Literal[SideKind.COMPLAINT] = SideKind.COMPLAINT
    stage: ComplaintStage
    content: ContentRef
    answers: tuple[ContentRef, ...] = ()


SideState = Annotated[ReferralState | ComplaintState, Field(discriminator="kind")]

SIDE_STATE: TypeAdapter[SideState] = TypeAdapter(SideState)


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
