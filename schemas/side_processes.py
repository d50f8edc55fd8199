"""What outlives a visit: referrals and complaints, each with a life and a log of its own.

A side process is named after its visit and lives beside it: `<visit>/referral/<n>`. Nothing here
is narrative: what happened to whom is never stored of a referral, and a complaint's words are in
the register. As for visits, fields are only ever added within a major version.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, ProgrammeId, UpdateId, VisitId
from schemas.policy import VisitPolicy
from schemas.streams import StreamKind
from schemas.values import Owner
from schemas.working_calendar import WorkingCalendar

SideSubject = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*-e[0-9]{8}(?:-[0-9]+)?"
        r"/(?:referral|complaint)/[1-9][0-9]{0,2}$",
        max_length=64,
    ),
]
"""`<visit>/referral/<n>` or `<visit>/complaint/<n>`: whose log an event is of."""


class SideKind(StrEnum):
    """What outlives a visit."""

    REFERRAL = "referral"
    COMPLAINT = "complaint"


class Authority(StrEnum):
    """Whom a safeguarding concern is referred to (Ofsted's guidance, `safeguarding`)."""

    CHILDRENS_SERVICES = "childrens_services"
    DESIGNATED_OFFICER = "designated_officer"


class ComplaintStage(StrEnum):
    """Where a complaint is."""

    WITH_LEAD = "with_lead"
    WITH_SENIOR_MANAGER = "with_senior_manager"
    ANSWERED = "answered"
    UNDER_REVIEW = "under_review"
    CLOSED = "closed"


def side_subject(visit: VisitId, kind: SideKind, number: int) -> SideSubject:
    """The name of a visit's n-th referral or complaint."""
    return f"{visit}/{kind}/{number}"


def workflow_id(subject: SideSubject) -> str:
    """The workflow id: `<visit>-referral-<n>`."""
    return subject.replace("/", "-")


def kind_of(subject: SideSubject) -> SideKind:
    """What a side process is, by its name."""
    return SideKind(subject.split("/")[1])


# --- Events ----------------------------------------------------------------------------------


class SideEventType(StrEnum):
    """Every event of what outlives a visit; the grammar is that of `schemas.events`."""

    REFERRAL_RAISED = "referral.raised.v1"
    REFERRAL_CONFIRMED = "referral.confirmed.v1"
    REFERRAL_ESCALATED = "referral.escalated.v1"
    COMPLAINT_RECEIVED = "complaint.received.v1"
    COMPLAINT_ESCALATED = "complaint.escalated.v1"
    COMPLAINT_ANSWERED = "complaint.answered.v1"
    COMPLAINT_REVIEW_ASKED = "complaint.review_asked.v1"
    COMPLAINT_CLOSED = "complaint.closed.v1"


RETIRED: frozenset[SideEventType] = frozenset()
"""Recorded no more; see `schemas.events`."""


class ReferralRaised(Model):
    """A safeguarding concern was referred to the authority that looks into it.

    The first event of every referral. Nothing is kept of what the concern is.

    Attributes:
        programme: The visit's.
        authority: To whom it was referred.
        area: Whose authority, by the GSS code of the area.
        confirmation_due: When it escalates unless the authority confirms it before.
    """

    type: Literal[SideEventType.REFERRAL_RAISED] = SideEventType.REFERRAL_RAISED
    programme: ProgrammeId
    authority: Authority
    area: AreaCode
    confirmation_due: datetime


class ReferralConfirmed(Model):
    """The authority confirmed that it has the referral.

    When a person records the confirmation; it ends the referral.
    """

    type: Literal[SideEventType.REFERRAL_CONFIRMED] = SideEventType.REFERRAL_CONFIRMED


class ReferralEscalated(Model):
    """The authority has not confirmed; the safeguarding lead is asked to see to it.

    By itself when the confirmation was due, and again each working day until it comes.

    Attributes:
        times: How often it has escalated by now.
        again_at: When it does next, if it is still not confirmed.
    """

    type: Literal[SideEventType.REFERRAL_ESCALATED] = SideEventType.REFERRAL_ESCALATED
    times: int = Field(ge=1)
    again_at: datetime


class ComplaintReceived(Model):
    """Somebody complained; the lead inspector answers first.

    The first event of every complaint.

    Attributes:
        programme: The visit's.
        content: Where the register keeps the complaint.
        answer_due: When the lead's answer is due.
    """

    type: Literal[SideEventType.COMPLAINT_RECEIVED] = SideEventType.COMPLAINT_RECEIVED
    programme: ProgrammeId
    content: ContentRef
    answer_due: datetime


class ComplaintEscalated(Model):
    """No answer came in time; a senior manager answers.

    By itself when an answer was due, to the complaint or to the review.
    """

    type: Literal[SideEventType.COMPLAINT_ESCALATED] = SideEventType.COMPLAINT_ESCALATED


class ComplaintAnswered(Model):
    """The complaint was answered; after the first answer a review may be asked for.

    When an answer is recorded. After the second one, that of the review, `complaint.closed.v1`
    follows at once.

    Attributes:
        content: Where the register keeps the answer.
        review_until: Until when a review may be asked for; `null` after the review.
    """

    type: Literal[SideEventType.COMPLAINT_ANSWERED] = SideEventType.COMPLAINT_ANSWERED
    content: ContentRef
    review_until: datetime | None = None


class ReviewAsked(Model):
    """Who complained is not content with the answer, and asked for a review.

    When they do: once at most, within the time that the answer gave.

    Attributes:
        answer_due: When the answer to the review is due.
    """

    type: Literal[SideEventType.COMPLAINT_REVIEW_ASKED] = SideEventType.COMPLAINT_REVIEW_ASKED
    answer_due: datetime


class ComplaintClosed(Model):
    """The complaint is closed.

    Right after the answer to a review, or by itself when the time to ask for one has passed.
    """

    type: Literal[SideEventType.COMPLAINT_CLOSED] = SideEventType.COMPLAINT_CLOSED


SideFact = Annotated[
    ReferralRaised
    | ReferralConfirmed
    | ReferralEscalated
    | ComplaintReceived
    | ComplaintEscalated
    | ComplaintAnswered
    | ReviewAsked
    | ComplaintClosed,
    Field(discriminator="type"),
]


class SideEvent(Model):
    """One fact in a side process's own order.

    Attributes:
        subject: The stream it belongs to.
        visit_id: Beside which visit.
        sequence: 1, 2, 3… within the stream, without a gap.
        at: When it happened, by the side process's clock.
        actor: Who made it happen; `system` when nobody did.
        reason: Why, where a person gave a reason; the words are in the register.
        fact: What happened.
    """

    subject: SideSubject
    visit_id: VisitId
    sequence: int = Field(ge=1)
    at: datetime
    actor: ActorRef
    reason: ContentRef | None = None
    fact: SideFact

    @property
    def type(self) -> SideEventType:
        """The kind of fact."""
        return self.fact.type

    @property
    def stream(self) -> StreamKind:
        """What the stream is the stream of."""
        return StreamKind(kind_of(self.subject))


SIDE_EVENT: TypeAdapter[SideEvent] = TypeAdapter(SideEvent)


# --- State -----------------------------------------------------------------------------------


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
        """The how manieth of its visit."""
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
    """

    subject: SideSubject
    sequence: int
    owner: Owner
    due: datetime | None
    over: bool


# --- Messages --------------------------------------------------------------------------------


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


class SideDecision(Model):
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


# --- Between the workflows and their activities ----------------------------------------------


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
