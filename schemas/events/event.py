"""One event of a visit: a fact in its place."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, TypeAdapter

from schemas.base import Model
from schemas.content import ContentRef
from schemas.events.cases import CaseFact
from schemas.events.concerns import ConcernFact
from schemas.events.course import CourseFact
from schemas.events.deferral import DeferralFact
from schemas.events.invitation import InvitationFact
from schemas.events.note import NoteFact
from schemas.events.preparation import PreparationFact
from schemas.events.team import TeamFact
from schemas.events.types import EventType
from schemas.events.visit import VisitFact
from schemas.ids import ActorRef, VisitId
from schemas.streams import StreamKind

Fact = Annotated[
    VisitFact
    | InvitationFact
    | TeamFact
    | PreparationFact
    | CaseFact
    | CourseFact
    | NoteFact
    | DeferralFact
    | ConcernFact,
    Field(discriminator="type"),
]
"""Whatever can happen in a visit."""


class Event(Model):
    """One fact in a visit's own order.

    Attributes:
        visit_id: The stream it belongs to.
        sequence: 1, 2, 3… within the visit, without a gap.
        at: When it happened, by the visit's clock.
        actor: Who made it happen; `system` when nobody did.
        reason: Why, where a person gave a reason; the words are in the register.
        fact: What happened.
    """

    visit_id: VisitId
    sequence: int = Field(ge=1)
    at: datetime
    actor: ActorRef
    reason: ContentRef | None = None
    fact: Fact

    @property
    def type(self) -> EventType:
        """The kind of fact."""
        return self.fact.type

    @property
    def subject(self) -> VisitId:
        """What the event is about."""
        return self.visit_id

    @property
    def stream(self) -> StreamKind:
        """What the stream is the stream of."""
        return StreamKind.VISIT


EVENT: TypeAdapter[Event] = TypeAdapter(Event)
