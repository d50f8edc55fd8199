"""What every kind of side process is told, whatever else it is told besides."""

from datetime import datetime, timedelta

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.decided import Decided
from schemas.ids import ActorRef, ProgrammeId, VisitId
from schemas.policy import VisitPolicy
from schemas.side_processes.names import SideSubject
from schemas.working_calendar import WorkingCalendar


class SideOpening(Model):
    """How a side process begins.

    Attributes:
        subject: Its name; the workflow id follows from it.
        visit_id: Beside which visit.
        programme: The visit's.
        actor: Who raised it.
        calendar: The bank holidays it counts with.
        policy: The visit's periods and limits.
        clock_offset: Added to the clock in rehearsals; zero otherwise.
    """

    subject: SideSubject
    visit_id: VisitId
    programme: ProgrammeId
    actor: ActorRef
    reason: ContentRef | None = None
    calendar: WorkingCalendar
    policy: VisitPolicy = Field(default_factory=VisitPolicy)
    clock_offset: timedelta = timedelta(0)


class SideDecision(Decided):
    """Something a person decided about a side process."""


class SideDue(Model):
    """The moment has come at which something happens by itself."""

    due: datetime


SideMessage = SideDecision | SideDue
