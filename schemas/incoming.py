"""Mail that comes in: what it turns out to be, and what is kept of it.

Its words are personal and stay in the register; what is decided by it has the letter's key alone.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from schemas.ids import ActorRef, LetterKey, PersonRef, VisitId
from schemas.personal import Personal

MAILBOX: Final[ActorRef] = "mailbox"
"""Whoever reads the mailbox, as events and proofs call it; nobody who signs in is called so."""

LetterTag = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]
"""By what a letter's own envelope sender is known: nobody can work it out from the letter's key."""


class MailKind(StrEnum):
    """What a message turns out to be."""

    RETURNED = "returned"
    """Its letter came back, for good."""
    GIVEN_UP = "given_up"
    """Its letter was not delivered, for a reason that passes, and is not tried any more."""
    DELAYED = "delayed"
    """Its letter is still being tried."""
    ARRIVED = "arrived"
    """A server says that its letter reached the mailbox, or was passed on."""
    OPENED = "opened"
    """A receipt of a mail program: its letter was shown, or deleted."""
    CALLED_SPAM = "called_spam"
    """Somebody, or their provider, complained of its letter."""
    AWAY = "away"
    """A program answered, as while somebody is away."""
    REPLY = "reply"
    """A person answered."""
    CALENDAR_ANSWER = "calendar_answer"
    """A calendar says who comes."""
    OTHER_TIME = "other_time"
    """A calendar proposes another time."""
    UNKNOWN = "unknown"
    """None of these, or about no letter of ours."""


class CalendarReply(StrEnum):
    """Whether somebody comes, by their calendar."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"


class MailOutcome(StrEnum):
    """What followed from a message, where something was to."""

    RECORDED = "recorded"
    """The letter's refusal was recorded because of it."""
    KNOWN = "known"
    """That was known before."""
    REFUSED = "refused"
    """It could not be recorded; the sentence says why."""
    UNPROVED = "unproved"
    """It came to no address that only its letter's servers know: a person judges it."""


class Mail(Personal):
    """A message as the register has it.

    Attributes:
        number: By which people name it.
        place: Where it lay: the mailbox's folder and its name there.
        kind: What it is.
        read_at: When it was read.
        visit_id: About which visit; `None` where that is not known.
        letter: About which letter, likewise.
        recipient: Whom that was written to, or whose calendar answers.
        status: An enhanced status code (RFC 3463) of a server's, e.g. `5.1.1`.
        sender: The address that it names as its own.
        subject: Its own; `None` once its words are erased, like the two beside.
        words: The beginning of its text.
        settled_at: Since when nothing is left to follow from it; `None` while something is.
        outcome: What followed.
        sentence: Why it could not be recorded.
        seen_at: Since when nobody need look at it.
        seen_by: Who said so.
        matched_at: Since when it is about its visit by a person's word.
        matched_by: Whose.
        has_copy: Whether a copy of the draft that somebody edited came with it, and is kept.
    """

    number: int
    place: str
    kind: MailKind
    read_at: datetime
    visit_id: VisitId | None = None
    letter: LetterKey | None = None
    recipient: PersonRef | None = None
    status: str | None = None
    sender: str | None = None
    subject: str | None = None
    words: str | None = None
    settled_at: datetime | None = None
    outcome: MailOutcome | None = None
    sentence: str | None = None
    seen_at: datetime | None = None
    seen_by: ActorRef | None = None
    matched_at: datetime | None = None
    matched_by: ActorRef | None = None
    has_copy: bool = False
