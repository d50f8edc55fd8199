"""Whom we write to, the invitation, and what the area says to it."""

from datetime import date, datetime
from typing import Literal

from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.ids import LetterKey, PersonRef
from schemas.parts import Contact, LetterOutcome
from schemas.streams import FactModel
from schemas.values import ContactRole, InspectorRole, LetterKind, LetterStatus


class ContactsRecorded(FactModel):
    """Whom to write to was recorded.

    Each time a coordinator records or corrects the contacts; the list replaces the one before.

    Attributes:
        content: Where the register keeps names and addresses.
        contacts: Whom to write to, by reference.
    """

    type: Literal[EventType.CONTACTS_RECORDED] = EventType.CONTACTS_RECORDED
    content: ContentRef
    contacts: tuple[Contact, ...]


class Invited(FactModel):
    """The area was invited; the letters are on their way.

    When the day of the invitation has come and contacts are recorded; and again, with the next
    round, when corrected contacts bring somebody whom no invitation has reached.

    Attributes:
        round: Counts the times that such letters go out for this visit, from 1.
    """

    type: Literal[EventType.INVITED] = EventType.INVITED
    round: int


class InvitationSent(FactModel):
    """Invitations were taken by a provider that cannot prove delivery.

    When a provider took one or more of them. Without a bounce or a person's word by
    `assumed_delivered_at` they count as delivered then, and `visit.invitation_delivered.v1` says
    so.

    Attributes:
        outcomes: The invitations it is about, each with what became of it.
        assumed_delivered_at: When they count as delivered if nothing is heard.
    """

    type: Literal[EventType.INVITATION_SENT] = EventType.INVITATION_SENT
    outcomes: tuple[LetterOutcome, ...]
    assumed_delivered_at: datetime


class InvitationDelivered(FactModel):
    """An invitation was proven delivered; with the last one the reply clock starts.

    On a provider's receipt, when the time for a bounce has passed, or on a person's word; once for
    each proof that comes.

    Attributes:
        outcomes: The invitations it is about, each with what became of it.
        reply_due: When the reply is due; `null` while another invitation is still on its way, or
            the visit is on hold.
    """

    type: Literal[EventType.INVITATION_DELIVERED] = EventType.INVITATION_DELIVERED
    outcomes: tuple[LetterOutcome, ...]
    reply_due: datetime | None


class LetterDelivered(FactModel):
    """A person found that a letter had arrived after all, or told its content otherwise.

    When a person says so of a letter, other than an invitation, that `visit.letter_failed.v1` was
    about.

    Attributes:
        letter: Which letter.
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.LETTER_DELIVERED] = EventType.LETTER_DELIVERED
    letter: LetterKey
    happened_at: datetime | None = None


class LetterResent(FactModel):
    """A letter is sent once more, in the words in which it was written.

    When a person asks for it, because nobody can tell whether it arrived or because it did not.

    Attributes:
        letter: Which one.
        copy_number: Which copy of it this is.
    """

    type: Literal[EventType.LETTER_RESENT] = EventType.LETTER_RESENT
    letter: LetterKey
    copy_number: int


class LetterNoteAdded(FactModel):
    """A note of a coordinator's own goes with letters of a kind, once.

    When a coordinator adds it. It stands in the letters of that kind which wait, or else in those
    that are written next.

    Attributes:
        number: Of the note, in the visit, counted from 1.
        kind: With which letters it goes.
        recipient: Only with theirs; `null` for everybody who has such a letter.
        content: Its words, in the register.
    """

    type: Literal[EventType.LETTER_NOTE_ADDED] = EventType.LETTER_NOTE_ADDED
    number: int
    kind: LetterKind
    recipient: PersonRef | None = None
    content: ContentRef


class LetterNoteRemoved(FactModel):
    """A note that was added to letters goes with none of them.

    When a coordinator takes it out before a letter with it has left.

    Attributes:
        number: Of the note, in the visit.
    """

    type: Literal[EventType.LETTER_NOTE_REMOVED] = EventType.LETTER_NOTE_REMOVED
    number: int


class PersonCorrected(FactModel):
    """Somebody's name or address is another one from now on.

    When a correction is recorded. Whoever it is about is written to again, at the new address, with
    what the others have; a calendar entry is taken back from the old one.

    Attributes:
        person: Who, by reference.
        role: As what they are written to.
        content: Name and address, in the register; the versions before tell what they were.
    """

    type: Literal[EventType.PERSON_CORRECTED] = EventType.PERSON_CORRECTED
    person: PersonRef
    role: ContactRole | InspectorRole
    content: ContentRef


class LetterFailed(FactModel):
    """A letter did not reach its recipient, or nobody can tell; a person is asked to see to it.

    When a provider refuses a letter, a bounce comes, an attempt was cut off, or a person says so.

    Attributes:
        outcome: Which letter, and what became of it.
    """

    type: Literal[EventType.LETTER_FAILED] = EventType.LETTER_FAILED
    outcome: LetterOutcome


class LateLetterSettled(FactModel):
    """A letter that was late waits no longer.

    When it has gone after all, or need not go any more because a later one has taken its place.

    Attributes:
        letter: Which letter.
        status: What became of it.
    """

    type: Literal[EventType.LATE_LETTER_SETTLED] = EventType.LATE_LETTER_SETTLED
    letter: LetterKey
    status: LetterStatus


class ReplyReminded(FactModel):
    """The area was reminded of its reply.

    Some working days before the reply is due, if there is none yet.

    Attributes:
        reply_due: When the reply is due.
    """

    type: Literal[EventType.REPLY_REMINDED] = EventType.REPLY_REMINDED
    reply_due: datetime


class ReplyExtended(FactModel):
    """The area was given more time to reply.

    When a coordinator names a later day.

    Attributes:
        until: The new last day.
        reply_due: The moment on it.
        remind_again: Whether a reminder is still to come before it.
    """

    type: Literal[EventType.REPLY_EXTENDED] = EventType.REPLY_EXTENDED
    until: date
    reply_due: datetime
    remind_again: bool


class NoReply(FactModel):
    """A person recorded that the area did not reply; the visit does not take place.

    When a person ends the visit so; never by itself, and not before the reply was due.
    """

    type: Literal[EventType.NO_REPLY] = EventType.NO_REPLY


class Accepted(FactModel):
    """The area takes part.

    When its acceptance is recorded; preparation begins.

    Attributes:
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.ACCEPTED] = EventType.ACCEPTED
    happened_at: datetime | None = None


class Declined(FactModel):
    """The area does not take part. No reason is asked, and none is kept.

    When the reply to the invitation is recorded; it ends the visit.

    Attributes:
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.DECLINED] = EventType.DECLINED
    happened_at: datetime | None = None


class Withdrawn(FactModel):
    """The area, having accepted, takes part no longer. No reason is asked.

    When a person records it, until the note has been shared; it ends the visit.
    """

    type: Literal[EventType.WITHDRAWN] = EventType.WITHDRAWN


InvitationFact = (
    ContactsRecorded
    | Invited
    | InvitationSent
    | InvitationDelivered
    | LetterDelivered
    | LetterFailed
    | LateLetterSettled
    | LetterResent
    | LetterNoteAdded
    | LetterNoteRemoved
    | PersonCorrected
    | ReplyReminded
    | ReplyExtended
    | NoReply
    | Accepted
    | Declined
    | Withdrawn
)
