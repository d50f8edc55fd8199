"""What a referral or a complaint is told."""

from datetime import datetime, timedelta
from typing import Literal

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, ProgrammeId, VisitId
from schemas.policy import VisitPolicy
from schemas.side_processes.names import Authority, SideKind, SideSubject
from schemas.told import Told
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
    policy: VisitPolicy = VisitPolicy()
    clock_offset: timedelta = timedelta(0)


class RaiseReferral(SideOpening):
    """Refer a safeguarding concern."""

    kind: Literal[SideKind.REFERRAL] = SideKind.REFERRAL
    authority: Authority
    area: AreaCode


class ReceiveComplaint(SideOpening):
    """Take a complaint."""

    kind: Literal[SideKind.COMPLAINT] = SideKind.COMPLAINT
    content: ContentRef


class SideDecision(Told):
    """Something a person decided about a side process."""

    actor: ActorRef
    reason: ContentRef | None = None


class ConfirmReferral(SideDecision):
    """The authority has the referral."""


class AnswerComplaint(SideDecision):
    """The complaint is answered; the words are in the register."""

    content: ContentRef


class AskReview(SideDecision):
    """Who complained asks for a review of the answer."""


class SideDue(Model):
    """The moment has come at which something happens by itself."""

    due: datetime


SideMessage = SideDecision | SideDue
