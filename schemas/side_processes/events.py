"""What has happened to a referral or a complaint: the facts that are recorded and published."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from schemas.content import ContentRef
from schemas.ids import AreaCode, ProgrammeId
from schemas.pseudonyms import PSEUDONYMOUS
from schemas.side_processes.names import Authority, SideSubject
from schemas.streams import Event, FactModel


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


class ReferralRaised(FactModel):
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
    area: Annotated[AreaCode, PSEUDONYMOUS]
    confirmation_due: datetime


class ReferralConfirmed(FactModel):
    """The authority confirmed that it has the referral.

    When a person records the confirmation; it ends the referral.
    """

    type: Literal[SideEventType.REFERRAL_CONFIRMED] = SideEventType.REFERRAL_CONFIRMED


class ReferralEscalated(FactModel):
    """The authority has not confirmed; the safeguarding lead is asked to see to it.

    By itself when the confirmation was due, and again each working day until it comes.

    Attributes:
        times: How often it has escalated by now.
        again_at: When it does next, if it is still not confirmed.
    """

    type: Literal[SideEventType.REFERRAL_ESCALATED] = SideEventType.REFERRAL_ESCALATED
    times: int = Field(ge=1)
    again_at: datetime


class ComplaintReceived(FactModel):
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


class ComplaintEscalated(FactModel):
    """No answer came in time; a senior manager answers.

    By itself when an answer was due, to the complaint or to the review.
    """

    type: Literal[SideEventType.COMPLAINT_ESCALATED] = SideEventType.COMPLAINT_ESCALATED


class ComplaintAnswered(FactModel):
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


class ReviewAsked(FactModel):
    """Who complained is not content with the answer, and asked for a review.

    When they do: once at most, within the time that the answer gave.

    Attributes:
        answer_due: When the answer to the review is due.
    """

    type: Literal[SideEventType.COMPLAINT_REVIEW_ASKED] = SideEventType.COMPLAINT_REVIEW_ASKED
    answer_due: datetime


class ComplaintClosed(FactModel):
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


SideEvent: TypeAlias = Event[SideSubject, SideFact]
"""One fact in a referral's or a complaint's own order; its subject is `<visit>/<kind>/<n>`."""

SIDE_EVENT: TypeAdapter[SideEvent] = TypeAdapter(SideEvent)
