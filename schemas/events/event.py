"""One event of a visit: a fact in its place."""

from typing import Annotated, TypeAlias

from pydantic import Field, TypeAdapter

from schemas.events.cases import CaseFact
from schemas.events.concerns import ConcernFact
from schemas.events.corrections import CorrectionFact
from schemas.events.course import CourseFact
from schemas.events.deferral import DeferralFact
from schemas.events.invitation import InvitationFact
from schemas.events.note import NoteFact
from schemas.events.preparation import PreparationFact
from schemas.events.team import TeamFact
from schemas.events.visit import VisitFact
from schemas.ids import VisitId
from schemas.streams import Event

Fact = Annotated[
    VisitFact
    | InvitationFact
    | TeamFact
    | PreparationFact
    | CaseFact
    | CourseFact
    | NoteFact
    | DeferralFact
    | ConcernFact
    | CorrectionFact,
    Field(discriminator="type"),
]
"""Whatever can happen in a visit."""


VisitEvent: TypeAlias = Event[VisitId, Fact]
"""One fact in a visit's own order; its subject is the visit."""

VISIT_EVENT: TypeAdapter[VisitEvent] = TypeAdapter(VisitEvent)
