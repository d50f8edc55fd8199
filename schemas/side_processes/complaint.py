"""A complaint: what it is told, what happens to it, what it knows, what is filled in.

Its words are in the register.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from schemas.content import ContentRef
from schemas.field_words import FieldWords
from schemas.forms.form import form
from schemas.ids import ProgrammeId
from schemas.personal import Personal, Text
from schemas.side_processes.forms import SideDecisionForm, SideOpeningForm
from schemas.side_processes.messages import SideDecision, SideOpening
from schemas.side_processes.names import SideSubject
from schemas.side_processes.state import SideState
from schemas.streams import Event, FactModel, StreamKind

KIND: Final = "complaint"


class ComplaintStage(StrEnum):
    """Where a complaint is."""

    WITH_LEAD = "with_lead"
    WITH_SENIOR_MANAGER = "with_senior_manager"
    ANSWERED = "answered"
    UNDER_REVIEW = "under_review"
    CLOSED = "closed"


class ComplaintWords(Personal):
    """A complaint, or an answer to one, in the words of whoever made it."""

    text: Text


# --- What it is told -------------------------------------------------------------------------


class ReceiveComplaint(SideOpening):
    """Take a complaint."""

    kind: Literal["complaint"] = KIND
    content: ContentRef


class AnswerComplaint(SideDecision):
    """The complaint is answered; the words are in the register."""

    content: ContentRef


class AskReview(SideDecision):
    """Who complained asks for a review of the answer."""


# --- What happens ----------------------------------------------------------------------------


class ComplaintEventType(StrEnum):
    """Every event of a complaint; the grammar is that of `schemas.events`."""

    COMPLAINT_RECEIVED = "complaint.received.v1"
    COMPLAINT_ESCALATED = "complaint.escalated.v1"
    COMPLAINT_ANSWERED = "complaint.answered.v1"
    COMPLAINT_REVIEW_ASKED = "complaint.review_asked.v1"
    COMPLAINT_CLOSED = "complaint.closed.v1"


class ComplaintReceived(FactModel):
    """Somebody complained; the lead inspector answers first.

    The first event of every complaint.

    Attributes:
        programme: The visit's.
        content: Where the register keeps the complaint.
        answer_due: When the lead's answer is due.
    """

    type: Literal[ComplaintEventType.COMPLAINT_RECEIVED] = ComplaintEventType.COMPLAINT_RECEIVED
    programme: ProgrammeId
    content: ContentRef
    answer_due: datetime


class ComplaintEscalated(FactModel):
    """No answer came in time; a senior manager answers.

    By itself when an answer was due, to the complaint or to the review.
    """

    type: Literal[ComplaintEventType.COMPLAINT_ESCALATED] = ComplaintEventType.COMPLAINT_ESCALATED


class ComplaintAnswered(FactModel):
    """The complaint was answered; after the first answer a review may be asked for.

    When an answer is recorded. After the second one, that of the review, `complaint.closed.v1`
    follows at once.

    Attributes:
        content: Where the register keeps the answer.
        review_until: Until when a review may be asked for; `null` after the review.
    """

    type: Literal[ComplaintEventType.COMPLAINT_ANSWERED] = ComplaintEventType.COMPLAINT_ANSWERED
    content: ContentRef
    review_until: datetime | None = None


class ReviewAsked(FactModel):
    """Who complained is not content with the answer, and asked for a review.

    When they do: once at most, within the time that the answer gave.

    Attributes:
        answer_due: When the answer to the review is due.
    """

    type: Literal[ComplaintEventType.COMPLAINT_REVIEW_ASKED] = (
        ComplaintEventType.COMPLAINT_REVIEW_ASKED
    )
    answer_due: datetime


class ComplaintClosed(FactModel):
    """The complaint is closed.

    Right after the answer to a review, or by itself when the time to ask for one has passed.
    """

    type: Literal[ComplaintEventType.COMPLAINT_CLOSED] = ComplaintEventType.COMPLAINT_CLOSED


ComplaintFact = Annotated[
    ComplaintReceived | ComplaintEscalated | ComplaintAnswered | ReviewAsked | ComplaintClosed,
    Field(discriminator="type"),
]

ComplaintEvent: TypeAlias = Event[SideSubject, ComplaintFact]
"""One fact in a complaint's own order; its subject is `<visit>/complaint/<n>`."""


# --- What it knows ---------------------------------------------------------------------------


class ComplaintState(SideState):
    """One complaint."""

    kind: Literal["complaint"] = KIND
    stage: ComplaintStage
    content: ContentRef
    answers: tuple[ContentRef, ...] = ()


# --- What is filled in -----------------------------------------------------------------------


@form("complain", ReceiveComplaint, told_by=(ComplaintReceived,))
class ComplaintForm(SideOpeningForm):
    """A complaint, in the words of whoever makes it."""

    heading = "Record a complaint"

    kind: ClassVar[StreamKind] = KIND
    text: Annotated[Text, FieldWords("The complaint", "In the words of whoever makes it")]


@form("answer_complaint", AnswerComplaint, told_by=(ComplaintAnswered,))
class ComplaintAnswerForm(SideDecisionForm):
    """The answer to a complaint, or to the review of one."""

    heading = "Answer a complaint"

    kind: ClassVar[StreamKind] = KIND
    text: Annotated[Text, FieldWords("The answer")]


@form("review_complaint", AskReview, told_by=(ReviewAsked,))
class ComplaintReviewForm(SideDecisionForm):
    """Whoever complained asks for a review of the answer."""

    heading = "Record that a review was asked for"

    kind: ClassVar[StreamKind] = KIND
