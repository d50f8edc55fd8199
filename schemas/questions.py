"""What people outside are asked by letter, and can answer on a page by a link of their own."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from schemas.base import Model
from schemas.ids import ActorRef, LetterKey, PersonRef, VisitId

LINK_PREFIX: Final = "link-"
"""How every reference to a link begins; nobody who signs in is called so."""

LinkToken = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""What a link's address has and nobody can guess: 256 bits."""


class Question(StrEnum):
    """What somebody outside is asked."""

    REPLY = "reply"
    OFFICER = "officer"
    COMMENTS = "comments"
    SIGNATURE = "signature"
    RECEIPT = "receipt"
    SURVEYS = "surveys"
    CASES = "cases"
    MEETINGS = "meetings"
    LATER_DAYS = "later_days"
    COMPLAINT = "complaint"
    CONFLICTS = "conflicts"


class Link(Model):
    """A personal link, made for one person, one visit and one question.

    Attributes:
        ref: Opaque; what events and proofs call whoever answers by it.
        visit_id: About which visit.
        letter: In which letter it stands.
        recipient: For whom.
        question: What is asked.
        made_at: When its letter was first written, by the visit's clock.
        opened_at: When somebody first said that it is for them.
        answered_at: When it was answered by it.
        withdrawn_at: Since when it opens nothing any more.
        withdrawn_by: Who withdrew it; nobody where a later copy of the letter took its place.
    """

    ref: ActorRef
    visit_id: VisitId
    letter: LetterKey
    recipient: PersonRef
    question: Question
    made_at: datetime
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: ActorRef | None = None


def is_link(actor: ActorRef) -> bool:
    """Whether whoever acts does so by a personal link."""
    return actor.startswith(LINK_PREFIX)
